// SPDX-License-Identifier: Apache-2.0
// A crash after each step of a replacement leaves the old or the new key set; a finished one leaves
// no way back.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "gateway/crypto/key_store_file.hpp"
#include "gateway/crypto/mac.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/gateway/crypto/temporary_folder.hpp"

namespace tipwire::gateway {
namespace {

using routing::Bytes;
using routing::ByteView;
using routing::Errc;
using routing::SecretKey;
using testing::TemporaryFolder;

struct Crash {};

const SecretKey& root_of_crashes() {
    static const SecretKey root{std::array<std::uint8_t, 32>{9, 9, 9}};
    return root;
}

StoredKey key_filled_with(KeyPurpose purpose, std::uint32_t epoch, std::uint8_t fill) {
    StoredKey key;
    key.info.purpose = purpose;
    key.info.epoch = epoch;
    std::array<std::uint8_t, 32> bytes;
    bytes.fill(fill);
    key.key = SecretKey{bytes};
    return key;
}

std::vector<StoredKey> old_set() {
    return {key_filled_with(KeyPurpose::pseudonym, 1, 0xa1),
            key_filled_with(KeyPurpose::content, 1, 0xb1)};
}
std::vector<StoredKey> new_set() {  // the pseudonym key of epoch 1 is dead
    return {key_filled_with(KeyPurpose::pseudonym, 2, 0xa2),
            key_filled_with(KeyPurpose::content, 1, 0xb1)};
}

bool holds(const std::vector<StoredKey>& keys, const std::vector<StoredKey>& expected) {
    return std::ranges::equal(keys, expected, [](const StoredKey& left, const StoredKey& right) {
        return left.key.reveal() == right.key.reveal() && left.info.epoch == right.info.epoch;
    });
}

Bytes content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

void write_content(const std::filesystem::path& path, const Bytes& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

bool contains(const Bytes& haystack, ByteView needle) {
    return std::search(haystack.begin(), haystack.end(), needle.begin(), needle.end()) !=
           haystack.end();
}

SecretKey wrapping_of_root() {
    return SecretKey{hkdf(root_of_crashes().reveal(), "tipwire/v1/keystore")};
}

const std::vector<std::string> all_steps{"slot written",         "slot synced",    "store written",
                                         "store synced",         "renamed",        "folder synced",
                                         "old slot overwritten", "old slot synced"};

class KeyStoreCrash : public ::testing::Test {
protected:
    void SetUp() override {
        auto created = KeyStoreFile::create(path(), root_of_crashes(), random_, old_set());
        ASSERT_TRUE(created.has_value()) << created.error().detail;
    }

    // Replaces the old set by the new one and dies once `step` is done. False if it lived to the
    // end.
    bool dies_at(const std::string& step) {
        auto hook = [&step](std::string_view done) {
            if (done == step) throw Crash{};
        };
        auto opened = KeyStoreFile::open(path(), root_of_crashes(), random_, hook);
        EXPECT_TRUE(opened.has_value());
        try {
            EXPECT_TRUE(opened->file.replace(new_set()).has_value());
            EXPECT_TRUE(opened->file.destroy_old_wrap().has_value());
        } catch (const Crash&) {
            return true;
        }
        return false;
    }

    routing::Result<KeyStoreFile::Opened> recover() {
        return KeyStoreFile::open(path(), root_of_crashes(), random_);
    }

    // Two files, one key that opens them, nothing else lying about.
    void expect_tidy() {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(path()))
            names.push_back(entry.path().filename().string());
        std::ranges::sort(names);
        EXPECT_EQ(names, (std::vector<std::string>{"store", "wrap"}));

        const Bytes wrap = content_of(path() / "wrap");
        ASSERT_EQ(wrap.size(), wrap_file_size);
        const ByteView view{wrap};
        const auto first = decode_slot(view.first(wrap_slot_size), wrapping_of_root());
        const auto second = decode_slot(view.last(wrap_slot_size), wrapping_of_root());
        const bool one_open = (first.state == SlotState::open) != (second.state == SlotState::open);
        const bool one_empty =
            (first.state == SlotState::empty) != (second.state == SlotState::empty);
        EXPECT_TRUE(one_open && one_empty);
    }

    std::filesystem::path path() const { return folder_.path() / "keys"; }

    TemporaryFolder folder_;
    testing::SeededRandom random_{3};
};

TEST_F(KeyStoreCrash, HasTheseSteps) {
    std::vector<std::string> seen;
    auto hook = [&seen](std::string_view step) { seen.emplace_back(step); };
    auto opened = KeyStoreFile::open(path(), root_of_crashes(), random_, hook);
    ASSERT_TRUE(opened.has_value());

    ASSERT_TRUE(opened->file.replace(new_set()).has_value());
    ASSERT_TRUE(opened->file.destroy_old_wrap().has_value());

    EXPECT_EQ(seen, all_steps);
}

TEST_F(KeyStoreCrash, LeavesTheOldOrTheNewSetAfterEveryStep) {
    for (const std::string& step : all_steps) {
        SCOPED_TRACE(step);
        std::filesystem::remove_all(path());
        SetUp();
        ASSERT_TRUE(dies_at(step));
        const bool renamed = std::ranges::find(all_steps, step) >=
                             std::ranges::find(all_steps, std::string("renamed"));

        const auto opened = recover();

        ASSERT_TRUE(opened.has_value()) << opened.error().detail;
        EXPECT_TRUE(holds(opened->keys, renamed ? new_set() : old_set()));
        expect_tidy();
    }
}

TEST_F(KeyStoreCrash, GoesOnAfterEveryStep) {
    for (const std::string& step : all_steps) {
        SCOPED_TRACE(step);
        std::filesystem::remove_all(path());
        SetUp();
        ASSERT_TRUE(dies_at(step));

        EXPECT_FALSE(dies_at("no such step"));

        const auto opened = recover();
        ASSERT_TRUE(opened.has_value());
        EXPECT_TRUE(holds(opened->keys, new_set()));
        expect_tidy();
    }
}

TEST_F(KeyStoreCrash, SurvivesACrashWhileRecovering) {
    for (const std::string_view second : {"old slot overwritten", "old slot synced"}) {
        std::filesystem::remove_all(path());
        SetUp();
        ASSERT_TRUE(dies_at("folder synced"));
        auto hook = [&second](std::string_view done) {
            if (done == second) throw Crash{};
        };
        EXPECT_THROW((void)KeyStoreFile::open(path(), root_of_crashes(), random_, hook), Crash);

        const auto opened = recover();

        ASSERT_TRUE(opened.has_value());
        EXPECT_TRUE(holds(opened->keys, new_set()));
        expect_tidy();
    }
}

// Power loss: what was not synced may be on the disk in part.
TEST_F(KeyStoreCrash, SurvivesATornSlot) {
    ASSERT_TRUE(dies_at("slot written"));
    Bytes wrap = content_of(path() / "wrap");
    const std::size_t torn = slot_offset(2);
    std::fill_n(wrap.begin() + static_cast<std::ptrdiff_t>(torn + 40), 300, std::uint8_t{0x77});
    write_content(path() / "wrap", wrap);

    const auto opened = recover();

    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    EXPECT_TRUE(holds(opened->keys, old_set()));
    expect_tidy();
}

TEST_F(KeyStoreCrash, SurvivesATornNewStore) {
    ASSERT_TRUE(dies_at("store written"));
    for (const std::size_t size : {std::size_t{0}, std::size_t{50}}) {
        Bytes half = content_of(path() / "store");
        half.resize(size);
        write_content(path() / "store.new", half);

        const auto opened = recover();

        ASSERT_TRUE(opened.has_value());
        EXPECT_TRUE(holds(opened->keys, old_set()));
        expect_tidy();
    }
}

TEST_F(KeyStoreCrash, SurvivesARenameThatNeverReachedTheDisk) {
    const Bytes old_store = content_of(path() / "store");
    ASSERT_TRUE(dies_at("renamed"));
    std::filesystem::rename(path() / "store", path() / "store.new");
    write_content(path() / "store", old_store);
    std::filesystem::permissions(path() / "store", std::filesystem::perms{0600});

    const auto opened = recover();

    ASSERT_TRUE(opened.has_value());
    EXPECT_TRUE(holds(opened->keys, old_set()));
    expect_tidy();
}

TEST_F(KeyStoreCrash, SurvivesACrashOfCreate) {
    for (const std::string& step : all_steps) {
        SCOPED_TRACE(step);
        std::filesystem::remove_all(path());
        auto hook = [&step](std::string_view done) {
            if (done == step) throw Crash{};
        };
        const auto make = [&](KeyStoreFile::StepHook chosen) {
            return KeyStoreFile::create(path(), root_of_crashes(), random_, old_set(), chosen);
        };
        if (step.starts_with("old slot")) continue;  // there is none to overwrite
        EXPECT_THROW((void)make(hook), Crash);

        const bool made = std::filesystem::exists(path() / "store");
        EXPECT_EQ(make(nullptr).has_value(), !made);

        const auto opened = recover();
        ASSERT_TRUE(opened.has_value());
        EXPECT_TRUE(holds(opened->keys, old_set()));
        expect_tidy();
    }
}

// The proof of destruction: with a copy of the old store and every byte that is left, nothing opens
// it.
TEST_F(KeyStoreCrash, LeavesNoWayBack) {
    const Bytes old_store = content_of(path() / "store");
    const Bytes old_wrap = content_of(path() / "wrap");
    const ByteView old_slot = ByteView{old_wrap}.subspan(slot_offset(1), wrap_slot_size);
    const WrapSlot old_key = decode_slot(old_slot, wrapping_of_root());
    ASSERT_EQ(old_key.state, SlotState::open);
    ASSERT_TRUE(decode_store(old_store, old_key.content.key).has_value());  // it did open
    const StoredKey dead = old_set().front();

    ASSERT_FALSE(dies_at("no such step"));

    for (const auto& entry : std::filesystem::directory_iterator(path())) {
        const Bytes bytes = content_of(entry.path());
        EXPECT_FALSE(contains(bytes, dead.key.reveal())) << entry.path();
        EXPECT_FALSE(contains(bytes, old_key.content.key.reveal())) << entry.path();
        EXPECT_FALSE(contains(bytes, old_slot.subspan(16, 48))) << entry.path();
    }
    write_content(path() / "store", old_store);
    const auto revived = recover();
    ASSERT_FALSE(revived.has_value());
    EXPECT_EQ(revived.error().code, Errc::damaged);
}

TEST_F(KeyStoreCrash, DrawsANewStoreKeyEachTime) {
    const Bytes before = content_of(path() / "wrap");
    ASSERT_FALSE(dies_at("no such step"));
    const Bytes after = content_of(path() / "wrap");
    const ByteView old_slot = ByteView{before}.subspan(slot_offset(1), wrap_slot_size);
    const ByteView new_slot = ByteView{after}.subspan(slot_offset(2), wrap_slot_size);

    const auto old_key = decode_slot(old_slot, wrapping_of_root());
    const auto new_key = decode_slot(new_slot, wrapping_of_root());

    ASSERT_EQ(old_key.state, SlotState::open);
    ASSERT_EQ(new_key.state, SlotState::open);
    EXPECT_NE(old_key.content.key.reveal(), new_key.content.key.reveal());
    EXPECT_EQ(new_key.content.generation, old_key.content.generation + 1);
}

TEST_F(KeyStoreCrash, IsOpenedBesideARunningOne) {
    auto running = recover();
    ASSERT_TRUE(running.has_value());
    ASSERT_TRUE(recover().has_value());

    ASSERT_TRUE(running->file.replace(new_set()).has_value());
    EXPECT_TRUE(holds(recover()->keys, new_set()));
    EXPECT_TRUE(running->file.destroy_old_wrap().has_value());
    EXPECT_TRUE(holds(recover()->keys, new_set()));
}

}  // namespace
}  // namespace tipwire::gateway
