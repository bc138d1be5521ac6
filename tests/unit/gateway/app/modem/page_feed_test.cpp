// SPDX-License-Identifier: Apache-2.0
// Ours only, one reading of each page, each page once.
#include "gateway/app/modem/page_feed.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

using namespace std::chrono_literals;

class PageFeedTest : public ::testing::Test {
protected:
    PageFeedTest() : feed_(rules("run")) {}
    static PageRules rules(std::string run) {
        PageRules rules;
        rules.addresses = {7, 8};
        rules.repeat_window = 60s;
        rules.run = std::move(run);
        return rules;
    }
    // One page, and what comes out when nothing follows.
    std::vector<HandedMessage> hear(const std::string& line, std::chrono::seconds now = 0s) {
        feed_.take(line, now);
        feed_.settle();
        return feed_.ready();
    }
    static std::string page(int address, const std::string& text, int function = 3) {
        return "POCSAG1200: Address: " + std::to_string(address) +
               "  Function: " + std::to_string(function) + "  Alpha:   " + text;
    }

    PageFeed feed_;
};

TEST_F(PageFeedTest, HandsOnWithoutASender) {
    const auto messages = hear(page(7, "Fire<EOT>"));

    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].text, "Fire");
    EXPECT_EQ(messages[0].to, "7");
    EXPECT_EQ(messages[0].from, "");
}

TEST_F(PageFeedTest, PassesOverOthersPagesAndTones) {
    EXPECT_TRUE(hear(page(9, "not ours")).empty());
    EXPECT_TRUE(hear("POCSAG1200: Address:       7  Function: 1 ").empty());
    EXPECT_TRUE(hear(page(7, "<EOT><NUL>")).empty());
    EXPECT_EQ(feed_.unreadable(), 0u);
}

TEST_F(PageFeedTest, CountsWhatItCannotRead) {
    hear("noise");
    hear("");

    EXPECT_EQ(feed_.unreadable(), 1u);
}

TEST_F(PageFeedTest, HoldsAPageUntilItIsKnownThatNoOtherReadingFollows) {
    feed_.take(page(7, "Fire"), 0s);
    EXPECT_TRUE(feed_.ready().empty());
    EXPECT_FALSE(feed_.settled());

    feed_.take(page(8, "Smoke"), 0s);
    EXPECT_EQ(feed_.ready().size(), 1u);

    feed_.settle();
    EXPECT_EQ(feed_.ready().size(), 1u);
    EXPECT_TRUE(feed_.settled());
}

TEST_F(PageFeedTest, TakesLettersForFunction3AndDigitsForFunction0) {
    for (const std::string function : {"0", "3"}) {
        const std::string head = "POCSAG1200: Address:       7  Function: " + function + "  ";
        feed_.take(head + "Numeric: 112", 0s);
        feed_.take(head + "Alpha:   ok", 0s);
        feed_.take(head + "Skyper:  nj", 0s);
        feed_.settle();
    }
    const auto messages = feed_.ready();

    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0].text, "112");
    EXPECT_EQ(messages[1].text, "ok");
}

TEST_F(PageFeedTest, TakesTheOnlyReadingThereIs) {
    EXPECT_EQ(hear(page(7, "words", 0)).at(0).text, "words");
    EXPECT_EQ(hear("POCSAG1200: Address:       7  Function: 3  Numeric: 112").at(0).text, "112");
}

TEST_F(PageFeedTest, TakesARepeatOnceWithinTheWindow) {
    EXPECT_EQ(hear(page(7, "Fire"), 10s).size(), 1u);
    EXPECT_EQ(hear(page(7, "Fire"), 70s).size(), 0u);
    EXPECT_EQ(hear(page(7, "Fire"), 71s).size(), 1u);
}

TEST_F(PageFeedTest, TakesTheSameWordsToAnotherPagerOrWithAnotherFunction) {
    EXPECT_EQ(hear(page(7, "Fire")).size(), 1u);
    EXPECT_EQ(hear(page(8, "Fire")).size(), 1u);
    EXPECT_EQ(hear(page(7, "Fire", 1)).size(), 1u);
}

TEST_F(PageFeedTest, GoesByTheTimeInTheLine) {
    EXPECT_EQ(hear("2026-11-21 21:15:37: " + page(7, "Fire"), 0s).size(), 1u);
    EXPECT_EQ(hear("2026-11-21 21:16:37: " + page(7, "Fire"), 0s).size(), 0u);
    EXPECT_EQ(hear("2026-11-21 21:16:38: " + page(7, "Fire"), 0s).size(), 1u);
}

TEST_F(PageFeedTest, RemembersPagesUpToItsLimit) {
    for (std::size_t at = 0; at < pages_remembered_max; ++at) hear(page(7, std::to_string(at)));
    EXPECT_EQ(hear(page(7, std::to_string(1))).size(), 0u);

    hear(page(7, "one more"));

    EXPECT_EQ(hear(page(7, std::to_string(0))).size(), 1u);
}

TEST_F(PageFeedTest, NamesAPageByItsTimeOrByTheRun) {
    PageFeed again(rules("run"));
    PageFeed other(rules("another run"));
    const auto id = [](PageFeed& feed, const std::string& line) {
        feed.take(line, 0s);
        feed.settle();
        return feed.ready().at(0).id;
    };
    const std::string timed = "2026-11-21 21:15:37: " + page(7, "Fire");

    EXPECT_EQ(id(feed_, timed), id(other, timed));
    EXPECT_EQ(id(feed_, page(7, "Smoke")), id(again, page(7, "Smoke")));
    EXPECT_NE(id(feed_, page(7, "Flood")), id(other, page(7, "Flood")));
}

}  // namespace
}  // namespace tipwire::gateway
