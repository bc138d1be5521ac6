// SPDX-License-Identifier: Apache-2.0
// Which keys live when, and what open() says of a store it cannot use.
#include "gateway/crypto/key_store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "gateway/crypto/key_store_format.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/gateway/crypto/temporary_folder.hpp"

namespace tipwire::gateway {
namespace {

using namespace std::chrono_literals;
using routing::Errc;
using routing::Instant;
using routing::SecretKey;
using std::chrono::days;

SecretKey root_key(std::uint8_t first = 1) {
    std::array<std::uint8_t, 32> bytes{first};
    return SecretKey{bytes};
}

// Day 20160 begins a KP epoch, a KA window (2880) and a KI and KT epoch (672).
constexpr Instant edge{days{20160}};

class KeyStoreTest : public ::testing::Test {
protected:
    KeyStore make(Instant now) {
        return KeyStore::create(path(), root_key(), lifetimes_, random_, now).value();
    }
    routing::Result<KeyStore> reopen(const SecretKey& root = root_key()) {
        return KeyStore::open(path(), root, lifetimes_, random_);
    }
    std::filesystem::path path() const { return folder_.path() / "keys"; }

    testing::TemporaryFolder folder_;
    testing::SeededRandom random_{11};
    KeyLifetimes lifetimes_;
};

bool same_key(const StoredKey& left, const StoredKey& right) {
    return left.key.reveal() == right.key.reveal() && left.info.epoch == right.info.epoch &&
           left.info.made_at == right.info.made_at && left.info.dies_at == right.info.dies_at;
}

TEST_F(KeyStoreTest, MakesOneKeyForEachPurpose) {
    const KeyStore keys = make(edge);

    EXPECT_EQ(keys.list().size(), 6u);
    EXPECT_EQ(keys.current(KeyPurpose::pseudonym).info.epoch, 20160u);
    EXPECT_EQ(keys.current(KeyPurpose::return_address).info.epoch, 2880u);
    EXPECT_EQ(keys.current(KeyPurpose::idempotency).info.epoch, 672u);
    EXPECT_EQ(keys.current(KeyPurpose::content).info.epoch, 672u);
    EXPECT_EQ(keys.current(KeyPurpose::tip_code).info.epoch, 1u);
    EXPECT_EQ(keys.current(KeyPurpose::public_id).info.epoch, 1u);
    EXPECT_EQ(keys.previous(KeyPurpose::pseudonym), nullptr);
    EXPECT_EQ(keys.previous(KeyPurpose::tip_code), nullptr);
}

TEST_F(KeyStoreTest, GivesEveryKeyItsEnd) {
    const KeyStore keys = make(edge);
    const auto end_of = [&](KeyPurpose purpose) { return keys.current(purpose).info.dies_at; };

    EXPECT_EQ(end_of(KeyPurpose::pseudonym), edge + days{2} + 1h);
    EXPECT_EQ(end_of(KeyPurpose::return_address), edge + days{7 + 30});
    EXPECT_EQ(end_of(KeyPurpose::idempotency), edge + days{60});
    EXPECT_EQ(end_of(KeyPurpose::content), edge + days{30 + 90 + 30});
    EXPECT_EQ(end_of(KeyPurpose::tip_code), Instant::max());
    EXPECT_EQ(end_of(KeyPurpose::public_id), Instant::max());
}

TEST_F(KeyStoreTest, ComesBackTheSame) {
    std::vector<StoredKey> before = make(edge + 5h).all();

    const auto again = reopen();

    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_TRUE(std::ranges::equal(again->all(), before, same_key));
    EXPECT_EQ(again->current(KeyPurpose::pseudonym).info.epoch, 20160u);
}

TEST_F(KeyStoreTest, ChangesNothingWithinAnEpoch) {
    KeyStore keys = make(edge);
    EXPECT_FALSE(keys.rotate(edge).value());
    EXPECT_FALSE(keys.rotate(edge + 24h - 1ms).value());
}

TEST_F(KeyStoreTest, KeepsThePreviousPseudonymKeyThroughTheNextEpoch) {
    KeyStore keys = make(edge + 23h);
    const StoredKey first = keys.current(KeyPurpose::pseudonym);

    EXPECT_TRUE(keys.rotate(edge + 24h).value());
    ASSERT_NE(keys.previous(KeyPurpose::pseudonym), nullptr);
    EXPECT_TRUE(same_key(*keys.previous(KeyPurpose::pseudonym), first));
    EXPECT_NE(keys.current(KeyPurpose::pseudonym).key.reveal(), first.key.reveal());

    EXPECT_TRUE(keys.rotate(edge + 48h).value());  // the third key; the first has an hour left
    EXPECT_NE(keys.find(KeyPurpose::pseudonym, 20160), nullptr);
    EXPECT_FALSE(keys.rotate(edge + 49h - 1ms).value());
    EXPECT_NE(keys.find(KeyPurpose::pseudonym, 20160), nullptr);
    EXPECT_TRUE(keys.rotate(edge + 49h).value());
    EXPECT_EQ(keys.find(KeyPurpose::pseudonym, 20160), nullptr);
    EXPECT_EQ(reopen()->find(KeyPurpose::pseudonym, 20160), nullptr);
}

TEST_F(KeyStoreTest, DestroysTheOthersAtTheirEnds) {
    KeyStore keys = make(edge);
    const auto lives = [&](KeyPurpose purpose, std::uint32_t epoch, Instant now) {
        EXPECT_TRUE(keys.rotate(now).has_value());
        return keys.find(purpose, epoch) != nullptr;
    };

    EXPECT_TRUE(lives(KeyPurpose::return_address, 2880, edge + days{37} - 1ms));
    EXPECT_FALSE(lives(KeyPurpose::return_address, 2880, edge + days{37}));
    EXPECT_TRUE(lives(KeyPurpose::idempotency, 672, edge + days{60} - 1ms));
    EXPECT_FALSE(lives(KeyPurpose::idempotency, 672, edge + days{60}));
    EXPECT_TRUE(lives(KeyPurpose::content, 672, edge + days{150} - 1ms));
    EXPECT_FALSE(lives(KeyPurpose::content, 672, edge + days{150}));
    EXPECT_TRUE(lives(KeyPurpose::tip_code, 1, edge + days{4000}));
    EXPECT_TRUE(lives(KeyPurpose::public_id, 1, edge + days{4000}));
}

TEST_F(KeyStoreTest, KeepsContentKeysThatOpenTipsNeed) {
    KeyStore keys = make(edge);
    RotateOptions options;
    options.content_needed_from = 672;

    EXPECT_TRUE(keys.rotate(edge + days{400}, options).value());
    EXPECT_NE(keys.find(KeyPurpose::content, 672), nullptr);
    options.content_needed_from = 673;
    EXPECT_TRUE(keys.rotate(edge + days{400}, options).value());
    EXPECT_EQ(keys.find(KeyPurpose::content, 672), nullptr);
}

TEST_F(KeyStoreTest, DestroysNothingWhileTheClockIsInDoubt) {
    KeyStore keys = make(edge);

    EXPECT_TRUE(keys.rotate(edge + days{400}, false).value());
    EXPECT_NE(keys.find(KeyPurpose::pseudonym, 20160), nullptr);
    EXPECT_NE(keys.find(KeyPurpose::content, 672), nullptr);
    EXPECT_EQ(keys.current(KeyPurpose::pseudonym).info.epoch, 20560u);
}

TEST_F(KeyStoreTest, GoesBackWithTheClock) {
    KeyStore keys = make(edge);
    const StoredKey first = keys.current(KeyPurpose::pseudonym);
    ASSERT_TRUE(keys.rotate(edge + 24h).has_value());

    EXPECT_FALSE(keys.rotate(edge + 24h - 2s).value());

    EXPECT_TRUE(same_key(keys.current(KeyPurpose::pseudonym), first));
    ASSERT_TRUE(keys.rotate(edge + 24h).has_value());
    EXPECT_EQ(keys.current(KeyPurpose::pseudonym).info.epoch, 20161u);
}

TEST_F(KeyStoreTest, LetsKeysOfAClockThatRanAheadDieAsThoseOfToday) {
    KeyStore keys = make(edge);
    ASSERT_TRUE(keys.rotate(edge + days{4000}, false).has_value());

    ASSERT_TRUE(keys.rotate(edge).has_value());

    const StoredKey* ahead = keys.find(KeyPurpose::pseudonym, 24160);
    ASSERT_NE(ahead, nullptr);
    EXPECT_EQ(ahead->info.dies_at, edge + days{2} + 1h);
    ASSERT_TRUE(keys.rotate(edge + days{3}).has_value());
    EXPECT_EQ(keys.find(KeyPurpose::pseudonym, 24160), nullptr);
}

TEST_F(KeyStoreTest, MakesAFreshKeyWhenAShortenedOneDiesInItsOwnEpoch) {
    KeyStore keys = make(edge);
    ASSERT_TRUE(keys.rotate(edge + days{2}, false).has_value());
    ASSERT_TRUE(keys.rotate(edge).has_value());  // 20162 now ends one hour into its own epoch
    const StoredKey shortened = keys.current(KeyPurpose::pseudonym);

    ASSERT_TRUE(keys.rotate(edge + days{2} + 2h).has_value());

    EXPECT_EQ(keys.current(KeyPurpose::pseudonym).info.epoch, 20162u);
    EXPECT_NE(keys.current(KeyPurpose::pseudonym).key.reveal(), shortened.key.reveal());
}

TEST_F(KeyStoreTest, TellsItsWatchers) {
    KeyStore keys = make(edge);
    int told = 0;
    auto watcher = std::make_shared<std::function<void()>>([&told] { ++told; });
    keys.watch(watcher);

    ASSERT_TRUE(keys.rotate(edge + 1h).has_value());
    EXPECT_EQ(told, 0);
    ASSERT_TRUE(keys.rotate(edge + 24h).has_value());
    EXPECT_EQ(told, 1);
    ASSERT_TRUE(keys.rotate(edge + 23h).has_value());  // no new key, yet another one is current
    EXPECT_EQ(told, 2);
    watcher.reset();
    ASSERT_TRUE(keys.rotate(edge + 48h).has_value());
    EXPECT_EQ(told, 2);
}

TEST_F(KeyStoreTest, IsPrivate) {
    make(edge);
    const auto mode_of = [](const std::filesystem::path& path) {
        struct stat status {};
        EXPECT_EQ(::stat(path.c_str(), &status), 0);
        return status.st_mode & 07777;
    };

    EXPECT_EQ(mode_of(path()), 0700u);
    EXPECT_EQ(mode_of(path() / "store"), 0600u);
    EXPECT_EQ(mode_of(path() / "wrap"), 0600u);
}

TEST_F(KeyStoreTest, RefusesWhatOthersCanRead) {
    make(edge);
    for (const char* name : {"store", "wrap", ""}) {
        const auto file = path() / name;
        std::filesystem::permissions(file, std::filesystem::perms::group_read,
                                     std::filesystem::perm_options::add);
        const auto opened = reopen();
        ASSERT_FALSE(opened.has_value()) << name;
        EXPECT_EQ(opened.error().code, Errc::not_allowed);
        std::filesystem::permissions(file, std::filesystem::perms::group_read,
                                     std::filesystem::perm_options::remove);
    }
    EXPECT_TRUE(reopen().has_value());
}

TEST_F(KeyStoreTest, RefusesToMakeAStoreWhereOthersCanRead) {
    std::filesystem::create_directory(path());
    std::filesystem::permissions(path(), std::filesystem::perms{0750});

    const auto created = KeyStore::create(path(), root_key(), lifetimes_, random_, edge);

    ASSERT_FALSE(created.has_value());
    EXPECT_EQ(created.error().code, Errc::not_allowed);
}

TEST_F(KeyStoreTest, NeverReplacesAStoreByCreate) {
    const auto before = make(edge).all();

    const auto second = KeyStore::create(path(), root_key(), lifetimes_, random_, edge);

    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, Errc::bad_request);
    EXPECT_TRUE(std::ranges::equal(reopen()->all(), before, same_key));
}

TEST_F(KeyStoreTest, MissesAStoreThatIsNotThere) {
    EXPECT_EQ(reopen().error().code, Errc::not_found);
    std::filesystem::create_directory(path());
    std::filesystem::permissions(path(), std::filesystem::perms{0700});
    EXPECT_EQ(reopen().error().code, Errc::not_found);
}

TEST_F(KeyStoreTest, CannotWriteBelowAFile) {
    std::ofstream(folder_.path() / "file") << "x";

    const auto created =
        KeyStore::create(folder_.path() / "file" / "keys", root_key(), lifetimes_, random_, edge);

    ASSERT_FALSE(created.has_value());
    EXPECT_EQ(created.error().code, Errc::unavailable);
}

TEST_F(KeyStoreTest, KeepsTheKeysOfBeforeWhenItCannotWrite) {
    KeyStore keys = make(edge);
    const StoredKey first = keys.current(KeyPurpose::pseudonym);
    std::filesystem::create_directory(path() / "store.new");  // in the way of the next one

    const auto rotated = keys.rotate(edge + 24h);

    ASSERT_FALSE(rotated.has_value());
    EXPECT_EQ(rotated.error().code, Errc::unavailable);
    EXPECT_TRUE(same_key(keys.current(KeyPurpose::pseudonym), first));
    std::filesystem::remove(path() / "store.new");
    EXPECT_TRUE(keys.rotate(edge + 24h).value());
    EXPECT_EQ(reopen()->current(KeyPurpose::pseudonym).info.epoch, 20161u);
}

void overwrite_byte(const std::filesystem::path& path, std::streamoff offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    const char byte = static_cast<char>(file.get() ^ 0x40);
    file.seekp(offset);
    file.put(byte);
}

TEST_F(KeyStoreTest, TellsAWrongRootKeyFromDamage) {
    make(edge);

    EXPECT_EQ(reopen(root_key(2)).error().code, Errc::damaged);
    EXPECT_EQ(reopen(root_key(2)).error().detail, "key store: wrong root key");

    const std::uint64_t generation = 1;
    const auto slot = static_cast<std::streamoff>(slot_offset(generation));
    overwrite_byte(path() / "wrap", slot + 20);
    EXPECT_EQ(reopen().error().code, Errc::damaged);
    EXPECT_EQ(reopen().error().detail, "key store: \"wrap\" is damaged");
    overwrite_byte(path() / "wrap", slot + 20);

    overwrite_byte(path() / "store", 100);
    EXPECT_EQ(reopen().error().detail, "key store: \"store\" is damaged, or older than \"wrap\"");
}

TEST_F(KeyStoreTest, NoticesEveryChangedByteOfTheStore) {
    make(edge);
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(path() / "store"));
    for (std::streamoff offset = 0; offset < size; ++offset) {
        overwrite_byte(path() / "store", offset);
        EXPECT_FALSE(reopen().has_value()) << offset;
        overwrite_byte(path() / "store", offset);
    }
    EXPECT_TRUE(reopen().has_value());
}

TEST_F(KeyStoreTest, SaysWhatAMissingWrapMeans) {
    make(edge);
    std::filesystem::remove(path() / "wrap");

    EXPECT_EQ(reopen().error().code, Errc::damaged);
    EXPECT_EQ(reopen().error().detail,
              "key store: \"wrap\" is missing: the keys in \"store\" are lost");
}

TEST(RootCheckValue, DependsOnTheRootKeyOnly) {
    EXPECT_EQ(root_check_value(root_key()), root_check_value(root_key()));
    EXPECT_NE(root_check_value(root_key()), root_check_value(root_key(2)));
}

TEST(KeyPurposeNames, AreEmptyOnlyForNoPurpose) {
    EXPECT_EQ(name(KeyPurpose::pseudonym), "pseudonym");
    EXPECT_EQ(name(KeyPurpose::checkpoint), "checkpoint");
    EXPECT_EQ(name(static_cast<KeyPurpose>(8)), "");
}

}  // namespace
}  // namespace tipwire::gateway
