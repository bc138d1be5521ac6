// SPDX-License-Identifier: Apache-2.0
// Lines as multimon-ng prints them, and lines that are no page.
#include "gateway/app/modem/multimon_line.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "config/source_tree.hpp"

namespace tipwire::gateway {
namespace {

using Reading = ReceivedPage::Reading;

ReceivedPage page_of(std::string_view line) {
    auto page = parse_multimon_line(line);
    EXPECT_TRUE(page) << line;
    return page ? *page : ReceivedPage();
}

TEST(MultimonLine, ReadsWhatMultimonPrinted) {
    std::ifstream file(std::string(config::source_tree) +
                       "/tests/corpus/modem/multimon-ng-1.2.0-pocsag1200.txt");
    std::vector<ReceivedPage> pages;
    for (std::string line; std::getline(file, line);) pages.push_back(page_of(line));

    ASSERT_EQ(pages.size(), 4u);
    EXPECT_EQ(pages[0].address, 1234567u);
    EXPECT_EQ(pages[0].function, 3);
    EXPECT_EQ(pages[0].reading, Reading::alpha);
    EXPECT_EQ(pages[0].text, "Tip: fire at pump house 7 & gate {4}");
    EXPECT_EQ(pages[0].at, routing::parse_rfc3339("2026-11-21T21:15:37Z"));
    EXPECT_EQ(pages[1].text, "line|pipe <tag> \"q\"");
    EXPECT_EQ(pages[2].address, 1234560u);
    EXPECT_EQ(pages[2].reading, Reading::numeric);
    EXPECT_EQ(pages[2].text, "7701000001");
    EXPECT_EQ(pages[3].text, "");
}

TEST(MultimonLine, ReadsALineWithoutLabelAndTime) {
    const auto page = page_of("POCSAG512: Address:     560  Function: 1  Alpha:   Fire\r");

    EXPECT_EQ(page.address, 560u);
    EXPECT_EQ(page.function, 1);
    EXPECT_EQ(page.text, "Fire");
    EXPECT_FALSE(page.at);
}

TEST(MultimonLine, ReadsATone) {
    const auto page = page_of("POCSAG1200: Address:     560  Function: 1 ");

    EXPECT_EQ(page.reading, Reading::tone);
    EXPECT_EQ(page.text, "");
}

TEST(MultimonLine, ReadsPastTheCertainty) {
    EXPECT_EQ(
        page_of("POCSAG1200: Address:     560  Function: 3  Certainty:    42  Alpha:   Fire").text,
        "Fire");
}

TEST(MultimonLine, ReadsJson) {
    const auto page = page_of(
        R"({"demod_name":"POCSAG1200","address":1234567,"function":3,"alpha":"Fire \"7\"<EOT>"})");

    EXPECT_EQ(page.address, 1234567u);
    EXPECT_EQ(page.function, 3);
    EXPECT_EQ(page.reading, Reading::alpha);
    EXPECT_EQ(page.text, "Fire \"7\"");
    EXPECT_EQ(
        page_of(R"({"demod_name":"POCSAG512","address":5,"function":0,"numeric":"112"})").reading,
        Reading::numeric);
    EXPECT_EQ(page_of(R"({"demod_name":"POCSAG512","address":5,"function":1})").reading,
              Reading::tone);
}

TEST(MultimonLine, ShowsControlCharactersAsBlanksAndNoneAtTheEnd) {
    EXPECT_EQ(
        page_of("POCSAG1200: Address: 7  Function: 3  Alpha:   a<CR><LF>b<X>c<EOT> <NUL><NUL>")
            .text,
        "a  b<X>c");
}

TEST(MultimonLine, KeepsBlanksThatBelongToTheText) {
    EXPECT_EQ(page_of("POCSAG1200: Address: 7  Function: 3  Alpha:     two more").text,
              "  two more");
}

TEST(MultimonLine, TakesTheFirstPageIfTheTextLooksLikeAnother) {
    const auto page = page_of(
        "POCSAG1200: Address: 7  Function: 3  Alpha:   POCSAG1200: Address: 8  Function: 0  "
        "Numeric: 1");

    EXPECT_EQ(page.address, 7u);
    EXPECT_EQ(page.reading, Reading::alpha);
}

TEST(MultimonLine, RefusesWhatIsNoPage) {
    for (const auto* line :
         {"", "Enabled demodulators: POCSAG1200",
          "POCSAG1200: Address:       -  Function: -  Alpha:   x", "POCSAG1200: Address: 7",
          "POCSAG1200: Address: 7  Function: 4  Alpha:   x",
          "POCSAG1200: Address: 2097152  Function: 3  Alpha:   x", "{", "{}",
          "POCSAG1200: Address: 99999999999  Function: 3  Alpha:   x",
          R"({"demod_name":"FLEX","address":7,"function":3,"alpha":"x"})",
          R"({"demod_name":"POCSAG512","address":null,"function":null,"alpha":"x"})",
          R"({"demod_name":"POCSAG512","address":2097152,"function":3,"alpha":"x"})"}) {
        const auto page = parse_multimon_line(line);
        ASSERT_FALSE(page) << line;
        EXPECT_EQ(page.error().code, routing::Errc::unreadable_body);
    }
}

TEST(MultimonLine, TakesBytesUpToTheirLimit) {
    const std::string head = "POCSAG1200: Address: 7  Function: 3  Alpha:   ";
    const auto room = multimon_line_bytes_max - head.size();
    EXPECT_EQ(page_of(head + std::string(room, 'x')).text.size(), room);
    EXPECT_FALSE(parse_multimon_line(head + std::string(room + 1, 'x')));
}

TEST(PagerAddress, IsANumberOf21Bits) {
    EXPECT_EQ(parse_pager_address("0001234"), 1234u);
    EXPECT_EQ(parse_pager_address("2097151"), pager_address_max);
    for (const auto* text : {"", "2097152", "-1", "12a", " 12", "+7"})
        EXPECT_FALSE(parse_pager_address(text)) << text;
}

}  // namespace
}  // namespace tipwire::gateway
