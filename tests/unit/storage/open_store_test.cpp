// SPDX-License-Identifier: Apache-2.0
// Opening by url, and one daemon for each folder.
#include "storage/open_store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "storage/data_lock.hpp"
#include "storage/sqlite/schema.hpp"
#include "tests/contract/store/store_fixture.hpp"

namespace tipwire::storage {

namespace {

using routing::Errc;

}  // namespace

class OpenStore : public ::testing::Test {
protected:
    routing::Result<std::unique_ptr<Store>> open(const std::string& url) {
        OpenOptions options;
        options.url = url;
        options.data_dir = folder_.path();
        return open_store(io_.get_executor(), options, metrics_, [] {});
    }
    testing::TempFolder folder_;
    boost::asio::io_context io_;
    routing::Metrics metrics_;
};

TEST_F(OpenStore, MakesTheFileInTheDataFolder) {
    EXPECT_TRUE(open("sqlite:tipwire.db"));
    EXPECT_TRUE(std::filesystem::exists(folder_.file()));
}

TEST_F(OpenStore, TakesAnAbsolutePath) {
    EXPECT_TRUE(open("sqlite:" + (folder_.path() / "other.db").string()));
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "other.db"));
}

TEST_F(OpenStore, RefusesPostgresqlInWords) {
    const auto store = open("postgresql://localhost/tipwire");
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Errc::bad_request);
    EXPECT_NE(store.error().detail.find("PostgreSQL is not supported yet"), std::string::npos);
}

TEST_F(OpenStore, RefusesOtherUrls) {
    for (const auto* url : {"", "sqlite:", "sqlite", "tipwire.db", "mysql:x", ":x"}) {
        const auto store = open(url);
        ASSERT_FALSE(store) << url;
        EXPECT_EQ(store.error().code, Errc::bad_request);
    }
}

TEST_F(OpenStore, RefusesAFileThatIsNoDatabase) {
    std::ofstream(folder_.file()) << std::string(5000, 'x');

    const auto store = open("sqlite:tipwire.db");

    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Errc::damaged);
}

TEST_F(OpenStore, RefusesANewerSchema) {
    ASSERT_TRUE(open("sqlite:tipwire.db"));
    {
        Connection connection({folder_.file(), "", false, 1024});
        connection.run("INSERT INTO schema_migration VALUES (999, 'the future')");
    }

    const auto store = open("sqlite:tipwire.db");

    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Errc::conflict);
    EXPECT_NE(store.error().detail.find("schema 999"), std::string::npos);
}

TEST_F(OpenStore, SaysWhenTheFolderIsMissing) {
    const auto store = open("sqlite:nowhere/tipwire.db");
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Errc::unavailable);
}

TEST(DataLock, IsHeldByOneAtATime) {
    const testing::TempFolder folder;
    auto first = std::make_unique<routing::Result<DataLock>>(DataLock::take(folder.path()));
    ASSERT_TRUE(*first);

    const auto second = DataLock::take(folder.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_NE(second.error().detail.find("process " + std::to_string(::getpid())),
              std::string::npos);

    first.reset();
    EXPECT_TRUE(DataLock::take(folder.path()));
}

TEST(DataLock, MovesWithItsOwner) {
    const testing::TempFolder folder;
    auto first = DataLock::take(folder.path());
    ASSERT_TRUE(first);
    const DataLock moved = std::move(*first);

    EXPECT_FALSE(DataLock::take(folder.path()));
}

TEST(DataLock, SaysWhenTheFolderIsMissing) {
    const auto lock = DataLock::take("/nonexistent/folder");
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, Errc::unavailable);
}

}  // namespace tipwire::storage
