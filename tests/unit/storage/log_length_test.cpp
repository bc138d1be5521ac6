// SPDX-License-Identifier: Apache-2.0
// The write-ahead log stays short while a busy writer never leaves it alone.
#include <gtest/gtest.h>

#include "storage/sqlite/checkpointer.hpp"
#include "tests/contract/store/store_fixture.hpp"

namespace tipwire::testing {

using namespace routing;

namespace {

constexpr std::size_t frame_bytes = 4096 + 24;  // of the log, for a page
constexpr std::size_t body_bytes = 64 * 1024;   // sixteen pages and a bit for each tip
constexpr int together = 50;

boost::asio::awaitable<int> record(storage::SqliteStore& store, NewTip tip) {
    const auto outcome = co_await store.record_tip(std::move(tip));
    co_return outcome.has_value() ? 1 : 0;
}

// In batches of many pages, one right after the other.
int record_many(StoreDriver& steps, int count) {
    int recorded = 0;
    for (int i = 0; i < count; ++i) {
        auto tip = a_tip(std::to_string(i)).build();
        tip.body.bytes.assign(body_bytes, 1);
        steps.start<int>(record(steps.store(), std::move(tip)),
                         [&recorded](int one) { recorded += one; });
        if (i % together == 0) steps.run();
    }
    steps.run();
    return recorded;
}

}  // namespace

TEST(LogLength, StaysUnderItsCapWhateverIsWritten) {
    StoreDriver steps(Threads::own);
    constexpr int tips = 1000;
    static_assert(tips * body_bytes > (storage::Checkpointer::cap_pages + 3000) * 4096);

    EXPECT_EQ(record_many(steps, tips), tips);

    auto log = steps.folder().file();
    log += "-wal";
    const auto most = storage::Checkpointer::cap_pages + together * 20;
    EXPECT_LT(std::filesystem::file_size(log), most * frame_bytes);
}

}  // namespace tipwire::testing
