// SPDX-License-Identifier: Apache-2.0
// Pages out of WCTP documents, and documents that are none.
#include "gateway/pager/wctp.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

constexpr std::string_view doctype =
    "<!DOCTYPE wctp-Operation SYSTEM \"http://dtd.wctp.org/wctp-dtd-v1r3.dtd\">";

std::string operation(std::string_view inside, std::string_view version = "wctp-dtd-v1r3",
                      std::string_view type = doctype) {
    return std::string("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .append(type)
        .append("<wctp-Operation wctpVersion=\"")
        .append(version)
        .append("\">")
        .append(inside)
        .append("</wctp-Operation>");
}

constexpr std::string_view header =
    "<wctp-SubmitHeader submitTimestamp=\"2026-01-01T00:00:00\">"
    "<wctp-Originator senderID=\"county-pager\" securityCode=\"4412\"/>"
    "<wctp-MessageControl messageID=\"94\" allowResponse=\"true\"/>"
    "<wctp-Recipient recipientID=\"tipline\"/></wctp-SubmitHeader>";

std::string submit(std::string_view payload) {
    return std::string("<wctp-SubmitRequest>")
        .append(header)
        .append("<wctp-Payload>")
        .append(payload)
        .append("</wctp-Payload></wctp-SubmitRequest>");
}
std::string words(std::string_view text) {
    return std::string("<wctp-Alphanumeric>").append(text).append("</wctp-Alphanumeric>");
}

WctpPage page_in(std::string_view body) {
    auto read = read_wctp(body);
    if (auto* page = std::get_if<WctpPage>(&read)) return std::move(*page);
    ADD_FAILURE() << "error " << static_cast<int>(std::get<WctpError>(read));
    return {};
}
std::string text_in(std::string_view payload) {
    return page_in(operation(submit(payload))).text.reveal();
}
int error_of(std::string_view body) {
    const auto read = read_wctp(body);
    const auto* error = std::get_if<WctpError>(&read);
    return error == nullptr ? 0 : static_cast<int>(*error);
}

TEST(Wctp, ReadsASubmittedPage) {
    const auto page = page_in(operation(submit(words("Alarm &amp; broken window, gate 4"))));

    EXPECT_FALSE(page.from_client);
    EXPECT_EQ(page.sender.reveal(), "county-pager");
    EXPECT_EQ(page.security_code.reveal(), "4412");
    EXPECT_EQ(page.message_id.reveal(), "94");
    EXPECT_EQ(page.recipient, "tipline");
    EXPECT_EQ(page.text.reveal(), "Alarm & broken window, gate 4");
    ASSERT_TRUE(page.sent_at.has_value());
    EXPECT_EQ(routing::to_rfc3339(*page.sent_at), "2026-01-01T00:00:00Z");
}

TEST(Wctp, ReadsEveryKindOfPayload) {
    EXPECT_EQ(text_in(words("лист")), "лист");
    EXPECT_EQ(text_in(words("")), "");
    EXPECT_EQ(text_in(words("a<![CDATA[ <b> ]]>c<!-- no -->d")), "a <b> cd");
    EXPECT_EQ(
        text_in("<wctp-TransparentData encoding=\"base64\">Z2F0\n ZSA0</wctp-TransparentData>"),
        "gate 4");
    EXPECT_EQ(text_in("<wctp-TransparentData>gate 4!</wctp-TransparentData>"), "gate 4!");
    EXPECT_EQ(text_in("<wctp-MCR><wctp-MessageText>Fire?</wctp-MessageText>"
                      "<wctp-Choice><wctp-SendChoice>yes</wctp-SendChoice></wctp-Choice>"
                      "<wctp-Choice>no</wctp-Choice></wctp-MCR>"),
              "Fire?\nyes\nno");
}

TEST(Wctp, ReadsAClientsPageWhoseCodeStandsElsewhere) {
    const auto page = page_in(operation(
        "<wctp-SubmitClientMessage><wctp-Payload><wctp-Alphanumeric>x</wctp-Alphanumeric>"
        "</wctp-Payload><wctp-SubmitClientHeader submitTimestamp=\"soon\">"
        "<wctp-Recipient recipientID=\"tipline\"/>"
        "<wctp-ClientOriginator senderID=\"me\" miscInfo=\"4412\"/></wctp-SubmitClientHeader>"
        "</wctp-SubmitClientMessage>"));

    EXPECT_TRUE(page.from_client);
    EXPECT_EQ(page.security_code.reveal(), "4412");
    EXPECT_EQ(page.message_id.reveal(), "");
    EXPECT_FALSE(page.sent_at.has_value()) << "a bad date loses no page";
}

TEST(Wctp, KnowsTheVersionsInAnyCase) {
    for (const auto* version :
         {"wctp-dtd-v1r1", "wctp-dtd-v1r2", "WCTP-DTD-V1R3", "1.3", "1.1", ""}) {
        EXPECT_EQ(error_of(operation(submit(words("x")), version)), 0) << version;
    }
    EXPECT_EQ(error_of(operation(submit(words("x")), "wctp-dtd-v2r0")), 302);
}

TEST(Wctp, NeedsNoDocumentType) {
    EXPECT_EQ(error_of(operation(submit(words("x")), "1.3", "")), 0);
}

TEST(Wctp, ReadsOtherEncodings) {
    std::string latin = operation(submit(words("caf\xE9")));
    latin.replace(latin.find("UTF-8"), 5, "ISO-8859-1");

    EXPECT_EQ(page_in(latin).text.reveal(), "café");
    EXPECT_EQ(page_in(operation(submit(words("caf\xE9")))).text.reveal(), "café")
        << "said to be UTF-8, and is not";
}

TEST(Wctp, SaysWhatIsWrong) {
    EXPECT_EQ(error_of(""), 301);
    EXPECT_EQ(error_of(" \r\n"), 301);
    EXPECT_EQ(error_of("hello"), 302);
    EXPECT_EQ(error_of("<wctp-Operation>"), 302);
    EXPECT_EQ(error_of(operation("")), 302);
    EXPECT_EQ(error_of("<html/>"), 302);
    EXPECT_EQ(error_of(operation("<wctp-SubmitRequest/>")), 302);
    EXPECT_EQ(error_of(operation(submit("<wctp-Picture/>"))), 302);
    for (const auto* other : {"<wctp-VersionQuery/>", "<wctp-LookupSubscriber/>",
                              "<wctp-PollForMessages/>", "<wctp-ClientQuery/>"}) {
        EXPECT_EQ(error_of(operation(other)), 300) << other;
    }
}

TEST(Wctp, WantsAMessageIdOfASubmitRequest) {
    std::string body = operation(submit(words("x")));
    const std::string id = " messageID=\"94\"";
    body.erase(body.find(id), id.size());

    EXPECT_EQ(error_of(body), 302);
}

TEST(Wctp, ExpandsNoEntityAndFetchesNothing) {
    const auto with_entities = operation(submit(words("&a;")), "1.3",
                                         "<!DOCTYPE wctp-Operation ["
                                         "<!ENTITY a SYSTEM \"file:///etc/passwd\">]>");
    const auto laughs =
        operation(submit(words("&lol3;")), "1.3",
                  "<!DOCTYPE wctp-Operation [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">"
                  "<!ENTITY lol3 \"&lol2;&lol2;\">]>");

    EXPECT_EQ(error_of(with_entities), 302);
    EXPECT_EQ(error_of(laughs), 302);
    EXPECT_EQ(text_in(words("&unknown; &#x43B;")), "&unknown; л");
}

TEST(Wctp, HoldsItsLimits) {
    EXPECT_EQ(text_in(words(std::string(wctp_text_max, 'x'))).size(), wctp_text_max);
    EXPECT_EQ(error_of(operation(submit(words(std::string(wctp_text_max + 1, 'x'))))), 411);
    EXPECT_EQ(error_of(std::string(wctp_body_max, 'x')), 302);
    EXPECT_EQ(error_of(std::string(wctp_body_max + 1, 'x')), 411);

    // Of elements: the operation, the page, its payload, the text, and then some.
    const auto nested = [](int count) {
        std::string inside;
        for (int i = 0; i < count; ++i) inside += "<i>";
        inside += "x";
        for (int i = 0; i < count; ++i) inside += "</i>";
        return operation(submit(words(inside)));
    };
    EXPECT_EQ(error_of(nested(wctp_depth_max - 5)), 0);
    EXPECT_EQ(error_of(nested(wctp_depth_max - 4)), 302);
    EXPECT_EQ(error_of(nested(3000)), 302);
}

TEST(Wctp, WritesWhatClientsLookFor) {
    EXPECT_NE(wctp_success(false, "t").find("<wctp-Confirmation><wctp-Success successCode=\"200\""),
              std::string::npos);
    EXPECT_NE(wctp_success(true, "Xk2v").find("trackingNumber=\"Xk2v\""), std::string::npos);
    EXPECT_NE(wctp_failure(WctpError::security_code).find("<wctp-Failure errorCode=\"402\""),
              std::string::npos);
}

}  // namespace
}  // namespace tipwire::gateway
