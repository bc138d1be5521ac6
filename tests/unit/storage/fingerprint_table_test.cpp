// SPDX-License-Identifier: Apache-2.0
// The index in memory finds everything that was put in, and nothing that was taken out.
#include "storage/sqlite/fingerprint_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tipwire::storage {

namespace {

FingerprintTable::Mac mac(std::uint64_t number) {
    FingerprintTable::Mac bytes{};
    std::uint64_t z = number * 0x9e3779b97f4a7c15U + 1;
    for (auto& byte : bytes) {
        z ^= z >> 29;
        z *= 0xbf58476d1ce4e5b9U;
        byte = static_cast<std::uint8_t>(z >> 56);
    }
    return bytes;
}

bool has(const FingerprintTable& table, std::uint64_t number) {
    const auto rows = table.find(mac(number));
    return std::find(rows.begin(), rows.end(), static_cast<std::uint32_t>(number)) != rows.end();
}

}  // namespace

TEST(FingerprintTable, FindsEverythingThatWasPutIn) {
    FingerprintTable table;
    for (std::uint32_t i = 1; i <= 100'000; ++i) table.insert(mac(i), i);

    EXPECT_EQ(table.size(), 100'000U);
    for (std::uint32_t i = 1; i <= 100'000; ++i) ASSERT_TRUE(has(table, i)) << i;
    std::size_t strangers = 0;
    for (std::uint64_t i = 200'001; i <= 300'000; ++i) strangers += table.find(mac(i)).size();
    EXPECT_LE(strangers, 1U);  // 100,000 lookups among 100,000 entries of 40 bits: 0.01 expected
}

TEST(FingerprintTable, TakesTwelveBytesAnEntryAtMost) {
    FingerprintTable table;
    for (std::uint32_t i = 1; i <= 100'000; ++i) table.insert(mac(i), i);

    EXPECT_LE(table.bytes(), 100'000U * 16);
    EXPECT_GE(table.bytes(), 100'000U * 10);  // at most four fifths full
}

TEST(FingerprintTable, ForgetsWhatIsErasedAndKeepsTheRest) {
    FingerprintTable table;
    for (std::uint32_t i = 1; i <= 20'000; ++i) table.insert(mac(i), i);
    for (std::uint32_t i = 1; i <= 20'000; i += 3) table.erase(mac(i), i);

    for (std::uint32_t i = 1; i <= 20'000; ++i) ASSERT_EQ(has(table, i), i % 3 != 1) << i;
}

TEST(FingerprintTable, KeepsSeveralRowsUnderOneMac) {
    FingerprintTable table;
    table.insert(mac(1), 10);
    table.insert(mac(1), 20);
    table.insert(mac(1), 30);
    table.erase(mac(1), 20);

    auto rows = table.find(mac(1));
    std::sort(rows.begin(), rows.end());
    EXPECT_EQ(rows, (std::vector<std::uint32_t>{10, 30}));
}

TEST(FingerprintTable, ErasingWhatIsNotThereChangesNothing) {
    FingerprintTable table;
    table.erase(mac(1), 1);
    table.insert(mac(1), 1);
    table.erase(mac(1), 2);
    table.erase(mac(2), 1);

    EXPECT_EQ(table.size(), 1U);
    EXPECT_TRUE(has(table, 1));
}

// A tag at the very end of a shard continues at its beginning.
TEST(FingerprintTable, WrapsAroundTheEndOfAShard) {
    FingerprintTable table;
    FingerprintTable::Mac last{};
    std::fill(last.begin() + 1, last.end(), 0xff);
    for (std::uint32_t i = 1; i <= 9; ++i) table.insert(last, i);
    for (std::uint32_t i = 1; i <= 9; i += 2) table.erase(last, i);

    auto rows = table.find(last);
    std::sort(rows.begin(), rows.end());
    EXPECT_EQ(rows, (std::vector<std::uint32_t>{2, 4, 6, 8}));
}

}  // namespace tipwire::storage
