// SPDX-License-Identifier: Apache-2.0
// What the vault seals opens in its own place only, and no longer than its key lives.
#include "gateway/crypto/key_vault.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "gateway/crypto/aead.hpp"
#include "gateway/crypto/ff1.hpp"
#include "gateway/crypto/mac.hpp"
#include "gateway/crypto/sealed_value.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/gateway/crypto/temporary_folder.hpp"

namespace tipwire::gateway {
namespace {

using namespace std::chrono_literals;
using routing::as_bytes;
using routing::as_text;
using routing::Bytes;
using routing::ByteView;
using routing::Errc;
using routing::IdKind;
using routing::Instant;
using routing::KeyedMac;
using routing::OpenTipKey;
using routing::PhoneNumber;
using routing::SealedAddress;
using routing::SealedBody;
using routing::SecretKey;
using routing::TipSeq;
using std::chrono::days;

constexpr Instant vault_edge{days{20160}};  // begins an epoch of every kind

class KeyVaultTest : public ::testing::Test {
protected:
    KeyVaultTest()
        : keys_(KeyStore::create(folder_.path() / "keys",
                                 SecretKey{std::array<std::uint8_t, 32>{1}}, KeyLifetimes{},
                                 random_, vault_edge)
                    .value()),
          vault_(make_key_vault(keys_, random_)) {}

    void move_to(Instant now) { ASSERT_TRUE(keys_.rotate(now).has_value()); }
    PhoneNumber number(std::string_view text = "+77010000001") {
        return PhoneNumber::parse(text).value();
    }
    SealedBody sealed_text(const OpenTipKey& key, std::string_view text) {
        return vault_->seal(key, "body", as_bytes(text));
    }
    Digest256 key_of(KeyPurpose purpose, std::string_view label) {
        return hkdf(keys_.current(purpose).key.reveal(), label);
    }

    testing::TemporaryFolder folder_;
    testing::SeededRandom random_{5};
    KeyStore keys_;
    std::unique_ptr<routing::Vault> vault_;
};

template <class Open>
void expect_every_flip_refused(const Bytes& sealed, Open open) {
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        Bytes changed = sealed;
        changed[i] ^= 0x01;
        EXPECT_FALSE(open(changed)) << i;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size)
        EXPECT_FALSE(
            open(Bytes(sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(size))))
            << size;
    Bytes longer = sealed;
    longer.push_back(0);
    EXPECT_FALSE(open(longer));
}

// ---- bodies ---------------------------------------------------------------------------------

TEST_F(KeyVaultTest, OpensWhatItSealed) {
    const OpenTipKey key = vault_->new_tip_key();
    for (const std::size_t size : {0, 1, 252, 253, 1020, 5000, 300'000}) {
        const std::string text(static_cast<std::size_t>(size), 'x');
        const auto opened = vault_->open(key, "body", sealed_text(key, text));
        ASSERT_TRUE(opened.has_value()) << size;
        EXPECT_EQ(as_text(opened->reveal()), text);
    }
}

TEST_F(KeyVaultTest, PadsBodiesToSteps) {
    const OpenTipKey key = vault_->new_tip_key();
    const auto step = [&](std::size_t size) {
        return sealed_text(key, std::string(size, 'x')).bytes.size() - 33;
    };

    EXPECT_EQ(step(0), 256u);
    EXPECT_EQ(step(252), 256u);
    EXPECT_EQ(step(253), 1024u);
    EXPECT_EQ(step(1020), 1024u);
    EXPECT_EQ(step(1021), 4096u);
    EXPECT_EQ(step(16380), 16384u);
    EXPECT_EQ(step(16381), 65536u);
    EXPECT_EQ(step(65533), 256u * 1024);
    EXPECT_EQ(step(256 * 1024), 1024u * 1024);
    EXPECT_EQ(padded_size(1024 * 1024), 4096u * 1024);
}

TEST_F(KeyVaultTest, StartsSealedValuesWithSchemeAndEpoch) {
    const OpenTipKey key = vault_->new_tip_key();
    const std::string content_head = "01000002a0";  // scheme 1, epoch 672

    EXPECT_EQ(routing::to_hex(ByteView{sealed_text(key, "x").bytes}.first(5)), content_head);
    EXPECT_EQ(routing::to_hex(ByteView{key.stored.wrapped.bytes}.first(5)), content_head);
    const auto address = vault_->seal_address(key.stored.salt, number());
    EXPECT_EQ(routing::to_hex(ByteView{address.sealed.bytes}.first(5)), "0100000b40");  // 2880
}

TEST_F(KeyVaultTest, SealsTheSameTextDifferentlyEachTime) {
    const OpenTipKey key = vault_->new_tip_key();
    EXPECT_NE(sealed_text(key, "same").bytes, sealed_text(key, "same").bytes);
}

TEST_F(KeyVaultTest, RefusesEveryChangedByteOfABody) {
    const OpenTipKey key = vault_->new_tip_key();
    expect_every_flip_refused(sealed_text(key, "text").bytes, [&](const Bytes& changed) {
        return vault_->open(key, "body", SealedBody{changed}).has_value();
    });
}

TEST_F(KeyVaultTest, BindsABodyToItsColumnAndTip) {
    const OpenTipKey key = vault_->new_tip_key();
    const OpenTipKey other = vault_->new_tip_key();
    OpenTipKey other_salt = key;
    other_salt.stored.salt = other.stored.salt;
    const SealedBody body = sealed_text(key, "text");

    EXPECT_EQ(vault_->open(key, "update", body).error().code, Errc::damaged);
    EXPECT_EQ(vault_->open(key, "bod", body).error().code, Errc::damaged);
    EXPECT_EQ(vault_->open(other, "body", body).error().code, Errc::damaged);
    EXPECT_EQ(vault_->open(other_salt, "body", body).error().code, Errc::damaged);
    EXPECT_TRUE(vault_->open(key, "body", body).has_value());
}

// ---- tip keys -------------------------------------------------------------------------------

TEST_F(KeyVaultTest, OpensAStoredTipKey) {
    const OpenTipKey key = vault_->new_tip_key();

    const auto opened = vault_->open_tip_key(key.stored);

    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->data_key.reveal(), key.data_key.reveal());
    EXPECT_EQ(opened->stored.salt, key.stored.salt);
    EXPECT_TRUE(vault_->open(*opened, "body", sealed_text(key, "text")).has_value());
}

TEST_F(KeyVaultTest, DrawsEveryTipKeyAnew) {
    const OpenTipKey first = vault_->new_tip_key();
    const OpenTipKey second = vault_->new_tip_key();
    EXPECT_NE(first.data_key.reveal(), second.data_key.reveal());
    EXPECT_NE(first.stored.salt, second.stored.salt);
}

TEST_F(KeyVaultTest, RefusesEveryChangedByteOfAWrappedKey) {
    const OpenTipKey key = vault_->new_tip_key();
    expect_every_flip_refused(key.stored.wrapped.bytes, [&](const Bytes& changed) {
        return vault_->open_tip_key({key.stored.salt, {changed}}).has_value();
    });
}

TEST_F(KeyVaultTest, BindsAWrappedKeyToItsTip) {
    const OpenTipKey key = vault_->new_tip_key();
    const auto opened = vault_->open_tip_key({vault_->new_salt(), key.stored.wrapped});
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, Errc::damaged);
}

TEST_F(KeyVaultTest, LosesTipsWithTheirEpoch) {
    const OpenTipKey key = vault_->new_tip_key();
    move_to(vault_edge + days{150} - 1ms);
    EXPECT_TRUE(vault_->open_tip_key(key.stored).has_value());

    move_to(vault_edge + days{150});

    EXPECT_EQ(vault_->open_tip_key(key.stored).error().code, Errc::key_destroyed);
}

// ---- addresses ------------------------------------------------------------------------------

TEST_F(KeyVaultTest, OpensAnAddress) {
    const auto salt = vault_->new_salt();
    for (const std::string_view text : {"+77010000001", "+123456789012345", "+12345678"}) {
        const auto address = vault_->seal_address(salt, number(text));
        const auto opened = vault_->open_address(salt, address.sealed);
        ASSERT_TRUE(opened.has_value()) << text;
        EXPECT_EQ(opened->reveal(), text);
        EXPECT_EQ(address.sealed.bytes.size(), 65u);  // tells nothing about the number
    }
}

TEST_F(KeyVaultTest, RefusesEveryChangedByteOfAnAddress) {
    const auto salt = vault_->new_salt();
    expect_every_flip_refused(
        vault_->seal_address(salt, number()).sealed.bytes, [&](const Bytes& changed) {
            return vault_->open_address(salt, SealedAddress{changed}).has_value();
        });
}

TEST_F(KeyVaultTest, BindsAnAddressToItsTip) {
    const auto address = vault_->seal_address(vault_->new_salt(), number());
    const auto opened = vault_->open_address(vault_->new_salt(), address.sealed);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, Errc::damaged);
}

TEST_F(KeyVaultTest, LosesAddressesWithTheirWindow) {
    const auto salt = vault_->new_salt();
    const auto address = vault_->seal_address(salt, number());
    move_to(vault_edge + days{37} - 1ms);
    EXPECT_TRUE(vault_->open_address(salt, address.sealed).has_value());

    move_to(vault_edge + days{37});

    EXPECT_EQ(vault_->open_address(salt, address.sealed).error().code, Errc::key_destroyed);
}

TEST_F(KeyVaultTest, FindsAnAddressInEveryLiveWindow) {
    const auto first = vault_->seal_address(vault_->new_salt(), number()).mac;
    move_to(vault_edge + days{7});
    const auto second = vault_->seal_address(vault_->new_salt(), number()).mac;
    const auto holds = [&](std::string_view text, const KeyedMac& mac) {
        const auto macs = vault_->address_macs(number(text));
        return std::ranges::find(macs, mac) != macs.end();
    };

    EXPECT_NE(first.bytes, second.bytes);
    EXPECT_TRUE(holds("+77010000001", first));
    EXPECT_TRUE(holds("+77010000001", second));
    EXPECT_FALSE(holds("+77010000002", second));
    EXPECT_EQ(vault_->address_macs(number()).size(), 2u);
    move_to(vault_edge + days{37});
    EXPECT_FALSE(holds("+77010000001", first));
}

TEST_F(KeyVaultTest, DerivesAddressKeysAsDocumented) {
    const auto salt = vault_->new_salt();
    const auto address = vault_->seal_address(salt, number());
    std::string label = "tipwire/v1/return-address";
    label.append(as_text(salt.bytes));
    Aes256Gcm cipher{key_of(KeyPurpose::return_address, label)};
    std::array<std::uint8_t, 32> plain;

    ASSERT_TRUE(open_sealed(cipher, {salt, {}}, address.sealed.bytes, plain));

    const std::string padded = "+77010000001" + std::string(20, '\0');
    EXPECT_EQ(as_text(plain), padded);
}

// ---- MACs -----------------------------------------------------------------------------------

TEST_F(KeyVaultTest, MakesPseudonymsAsDocumented) {
    Hmac expected{Hmac::Hash::sha256, key_of(KeyPurpose::pseudonym, "tipwire/v1/pseudonym")};
    const Bytes mac = expected.of({"sms", std::string_view("\0", 1), "+77010000001"});

    const auto pseudonym = vault_->pseudonym("sms", number());

    EXPECT_EQ(pseudonym.current.epoch, 20160u);
    EXPECT_TRUE(std::ranges::equal(pseudonym.current.bytes, ByteView{mac}.first(16)));
    EXPECT_FALSE(pseudonym.previous.has_value());
}

TEST_F(KeyVaultTest, LinksASenderToThePreviousEpochAndNoFurther) {
    const auto first = vault_->pseudonym("sms", number()).current;

    move_to(vault_edge + 24h);
    const auto second = vault_->pseudonym("sms", number());
    move_to(vault_edge + 48h);
    const auto third = vault_->pseudonym("sms", number());

    EXPECT_EQ(second.previous, first);
    EXPECT_NE(second.current.bytes, first.bytes);
    EXPECT_EQ(third.previous, second.current);
}

TEST_F(KeyVaultTest, KeepsNumbersChannelsAndPurposesApart) {
    std::set<std::array<std::uint8_t, 16>> macs;
    macs.insert(vault_->pseudonym("sms", number()).current.bytes);
    macs.insert(vault_->pseudonym("voice", number()).current.bytes);
    macs.insert(vault_->pseudonym("sms", number("+77010000002")).current.bytes);
    macs.insert(vault_->idempotency_key("sms", "+77010000001").current.bytes);
    macs.insert(vault_->address_macs(number()).front().bytes);
    EXPECT_EQ(macs.size(), 5u);
}

TEST_F(KeyVaultTest, KeepsSourceAndIdApart) {
    EXPECT_NE(vault_->idempotency_key("ab", "c").current,
              vault_->idempotency_key("a", "bc").current);
    EXPECT_EQ(vault_->idempotency_key("a", "bc").current,
              vault_->idempotency_key("a", "bc").current);
}

TEST_F(KeyVaultTest, RecognisesRepeatsOfTheEpochBefore) {
    const auto first = vault_->idempotency_key("twilio", "SM1").current;
    move_to(vault_edge + days{30});
    EXPECT_EQ(vault_->idempotency_key("twilio", "SM1").previous, first);
    move_to(vault_edge + days{60});
    EXPECT_NE(vault_->idempotency_key("twilio", "SM1").previous, first);
}

// ---- codes and ids --------------------------------------------------------------------------

TEST_F(KeyVaultTest, FindsTheTipOfACode) {
    for (const std::int64_t value : {std::int64_t{1}, std::int64_t{42}, std::int64_t{1} << 40}) {
        const auto code = vault_->code_of(TipSeq{value});
        EXPECT_EQ(vault_->sequences_of(code), std::vector{TipSeq{value}});
    }
}

TEST_F(KeyVaultTest, MakesCodesAsDocumented) {
    const Ff1 ff1{SecretKey{key_of(KeyPurpose::tip_code, "tipwire/v1/tip-code")}};
    EXPECT_EQ(vault_->code_of(TipSeq{42}).number(), ff1.encrypt(42));
}

TEST_F(KeyVaultTest, FindsNoTipBeyondItsRange) {
    const Ff1 ff1{SecretKey{key_of(KeyPurpose::tip_code, "tipwire/v1/tip-code")}};
    const auto beyond = (std::uint64_t{1} << 40) + 1;
    EXPECT_TRUE(vault_->sequences_of(routing::TipCode{ff1.encrypt(0)}).empty());
    EXPECT_TRUE(vault_->sequences_of(routing::TipCode{ff1.encrypt(beyond)}).empty());
}

TEST_F(KeyVaultTest, UndoesItsPublicIds) {
    const auto id = vault_->public_id(IdKind::tip, 42);

    EXPECT_EQ(vault_->sequence_of(IdKind::tip, id), 42);
    EXPECT_EQ(vault_->sequence_of(IdKind::message, id), std::nullopt);
    EXPECT_EQ(vault_->public_id(IdKind::tip, 42), id);
    EXPECT_NE(vault_->public_id(IdKind::message, 42), id);
    EXPECT_EQ(vault_->sequence_of(IdKind::delivery, vault_->public_id(IdKind::delivery, INT64_MAX)),
              INT64_MAX);
}

TEST_F(KeyVaultTest, KnowsNoForeignPublicIds) {
    const auto id = vault_->public_id(IdKind::tip, 42);
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        auto changed = id;
        changed.bytes[i] ^= 0x01;
        EXPECT_EQ(vault_->sequence_of(IdKind::tip, changed), std::nullopt) << i;
    }
    EXPECT_EQ(vault_->sequence_of(IdKind::tip, {}), std::nullopt);
    EXPECT_EQ(vault_->sequence_of(IdKind::tip, vault_->public_id(IdKind::tip, 0)), std::nullopt);
}

TEST_F(KeyVaultTest, KeepsCodesAndIdsOverRotations) {
    const auto code = vault_->code_of(TipSeq{42});
    const auto id = vault_->public_id(IdKind::tip, 42);
    move_to(vault_edge + days{400});
    EXPECT_EQ(vault_->sequences_of(code), std::vector{TipSeq{42}});
    EXPECT_EQ(vault_->public_id(IdKind::tip, 42), id);
}

}  // namespace
}  // namespace tipwire::gateway
