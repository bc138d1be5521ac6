// SPDX-License-Identifier: Apache-2.0
// FF1 against NIST's samples ("FF1samples", SP 800-38G), radix 10: numbers 1, 2, 4, 5, 7 and 8.
#include "gateway/crypto/ff1.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/seeded_random.hpp"

namespace tipwire::gateway {
namespace {

using routing::Bytes;
using routing::from_hex;
using routing::SecretKey;

constexpr std::string_view key_128 = "2B7E151628AED2A6ABF7158809CF4F3C";
constexpr std::string_view key_192 = "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F";
constexpr std::string_view key_256 =
    "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94";
constexpr std::string_view nist_tweak = "39383736353433323130";

struct NistSample {
    std::string_view key;
    std::string_view tweak;
    std::string_view cipher_digits;
};

class Ff1Samples : public ::testing::TestWithParam<NistSample> {};

TEST_P(Ff1Samples, MatchesBothWays) {
    const Bytes key = *from_hex(GetParam().key);
    const Bytes tweak = *from_hex(GetParam().tweak);
    const Ff1Digits ff1{key, tweak, 10};

    EXPECT_EQ(ff1.encrypt("0123456789"), GetParam().cipher_digits);
    EXPECT_EQ(ff1.decrypt(GetParam().cipher_digits), "0123456789");
}

INSTANTIATE_TEST_SUITE_P(Nist, Ff1Samples,
                         ::testing::Values(NistSample{key_128, "", "2433477484"},
                                           NistSample{key_128, nist_tweak, "6124200773"},
                                           NistSample{key_192, "", "2830668132"},
                                           NistSample{key_192, nist_tweak, "2496655549"},
                                           NistSample{key_256, "", "6657667009"},
                                           NistSample{key_256, nist_tweak, "1001623463"}));

SecretKey code_key() {
    std::array<std::uint8_t, 32> bytes;
    const Bytes key = *from_hex(key_256);
    std::copy(key.begin(), key.end(), bytes.begin());
    return SecretKey{bytes};
}

TEST(Ff1, AgreesWithTheDigits) {
    const Ff1 numbers{code_key()};
    const Bytes key = *from_hex(key_256);
    const Ff1Digits digits{key, {}, 15};

    std::string spelled = std::to_string(numbers.encrypt(42));
    spelled.insert(0, 15 - spelled.size(), '0');

    EXPECT_EQ(spelled, digits.encrypt("000000000000042"));
}

TEST(Ff1, ComesBackOverTheWholeRange) {
    const Ff1 ff1{code_key()};
    testing::SeededRandom random{7};
    constexpr std::uint64_t space = 1'000'000'000'000'000;
    for (const std::uint64_t edge : {std::uint64_t{0}, std::uint64_t{1}, space - 1})
        EXPECT_EQ(ff1.decrypt(ff1.encrypt(edge)), edge);
    for (int i = 0; i < 2000; ++i) {
        const std::uint64_t number = random.below(space);
        const std::uint64_t code = ff1.encrypt(number);
        EXPECT_LT(code, space);
        EXPECT_EQ(ff1.decrypt(code), number);
    }
}

TEST(Ff1, ComesBackAtEveryLength) {
    const Bytes key = *from_hex(key_256);
    const Bytes tweak(16, 0x31);
    for (std::size_t length = Ff1Digits::digits_min; length <= Ff1Digits::digits_max; ++length) {
        const Ff1Digits ff1{key, tweak, length};
        const std::string nines(length, '9');
        const std::string cipher_digits = ff1.encrypt(nines);
        EXPECT_EQ(cipher_digits.size(), length);
        EXPECT_NE(cipher_digits, nines);
        EXPECT_EQ(ff1.decrypt(cipher_digits), nines);
    }
}

TEST(Ff1, GivesNoNumberTwice) {
    const Ff1 ff1{code_key()};
    std::set<std::uint64_t> codes;
    for (std::uint64_t number = 1; number <= 5000; ++number) codes.insert(ff1.encrypt(number));
    EXPECT_EQ(codes.size(), 5000u);
}

}  // namespace
}  // namespace tipwire::gateway
