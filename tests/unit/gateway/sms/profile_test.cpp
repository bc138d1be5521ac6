// SPDX-License-Identifier: Apache-2.0
// Profiles at work: what becomes of a request whose proof holds. Recorded requests are in
// tests/corpus.
#include "gateway/sms/profile.hpp"

#include <gtest/gtest.h>

#include "gateway/crypto/mac.hpp"
#include "tests/support/sms_support.hpp"

namespace tipwire::gateway {
namespace {

using config::BodyKind;
using config::ProviderProfile;
using routing::Errc;
using test::SmsRequest;

ProviderProfile json_profile() {
    ProviderProfile profile;
    profile.name = "test";
    profile.body = BodyKind::json;
    profile.media_types = {"application/json"};
    profile.fields.id = {"id"};
    profile.fields.sender = {"from"};
    profile.fields.recipient = {"to"};
    profile.fields.text = {"text"};
    profile.fields.sent_at = {"sent_at"};
    profile.fields.part_reference = {"part.ref"};
    profile.fields.part_number = {"part.number"};
    profile.fields.part_total = {"part.total"};
    profile.fields.udh = {"udh"};
    profile.fields.media_url = {"media[].url"};
    profile.fields.media_type = {"media[].type"};
    profile.fields.media_data = {"media[].data"};
    profile.strip_prefixes = {"whatsapp:"};
    profile.verifier.kind = config::VerifierKind::shared_secret;
    profile.verifier.where = "path:token";
    return profile;
}

config::Source source() {
    config::Source made;
    made.name = "sms";
    made.secret.emplace_back("tok");
    return made;
}

ProfileReader reader(ProviderProfile profile = json_profile()) {
    auto made = ProfileReader::create(std::move(profile), source(), "https://tips.example.org");
    EXPECT_TRUE(made.has_value());
    return std::move(*made);
}

routing::Result<Inbound> parse(std::string body, ProviderProfile profile = json_profile()) {
    SmsRequest request;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = std::move(body);
    return reader(std::move(profile)).parse(HookRequest(request.view(), "tok"));
}

routing::InboundMessage message(std::string body, ProviderProfile profile = json_profile()) {
    auto inbound = parse(std::move(body), std::move(profile));
    EXPECT_TRUE(inbound && inbound->messages.size() == 1);
    return inbound && !inbound->messages.empty() ? std::move(inbound->messages[0])
                                                 : routing::InboundMessage{};
}

// ---- one message --------------------------------------------------------------------------------

TEST(ProfileParse, ReadsAMessage) {
    const auto read = message(R"({"id":"g-1","from":"+77010000001","to":"77700","text":"hi",)"
                              R"("sent_at":"2026-01-01T00:00:00Z","unknown":[1,2]})");

    EXPECT_EQ(read.source, "sms");
    EXPECT_EQ(read.provider_id.reveal(), "g-1");
    ASSERT_TRUE(read.sender);
    EXPECT_EQ(read.sender->reveal(), "+77010000001");
    EXPECT_EQ(read.recipient, "77700");
    EXPECT_EQ(read.text.reveal(), "hi");
    EXPECT_EQ(read.part, routing::Part{});
    EXPECT_TRUE(read.media.empty());
    EXPECT_EQ(read.sent_at, routing::from_unix_seconds(1'767'225'600));
}

TEST(ProfileParse, RefusesAMessageWithoutAnId) {
    for (const auto* body : {R"({"text":"hi"})", R"({"id":"","text":"hi"})",
                             R"({"id":null,"text":"hi"})", R"({"id":{},"text":"hi"})"}) {
        const auto inbound = parse(body);
        ASSERT_FALSE(inbound) << body;
        EXPECT_EQ(inbound.error().code, Errc::unreadable_body) << body;
    }
}

TEST(ProfileParse, TakesANumberForAnId) {
    EXPECT_EQ(message(R"({"id":817790313235066447})").provider_id.reveal(), "817790313235066447");
}

TEST(ProfileParse, KeepsAnEmptyAndAMissingText) {
    EXPECT_EQ(message(R"({"id":"1","text":""})").text.reveal(), "");
    EXPECT_EQ(message(R"({"id":"1"})").text.reveal(), "");
}

TEST(ProfileParse, RefusesATextThatIsAnObject) {
    EXPECT_EQ(parse(R"({"id":"1","text":{"a":1}})").error().code, Errc::unreadable_body);
    EXPECT_EQ(parse(R"({"id":"1","text":["a"]})").error().code, Errc::unreadable_body);
}

TEST(ProfileParse, ReplacesNulAndKeepsLineEnds) {
    EXPECT_EQ(message(R"({"id":"1","text":"a\u0000b\r\nc"})").text.reveal(), "a\uFFFDb\r\nc");
}

TEST(ProfileParse, NeverLosesAMessageForABadDate) {
    const auto read = message(R"({"id":"1","text":"hi","sent_at":"last Tuesday"})");
    EXPECT_EQ(read.text.reveal(), "hi");
    EXPECT_EQ(read.sent_at, std::nullopt);
}

// ---- senders ------------------------------------------------------------------------------------

std::string sender_of(const std::string& json) {
    const auto read = message(R"({"id":"1","from":)" + json + "}");
    return read.sender ? std::string(read.sender->reveal()) : "none";
}

TEST(ProfileParse, UnderstandsSenders) {
    EXPECT_EQ(sender_of(R"("+77010000001")"), "+77010000001");
    EXPECT_EQ(sender_of(R"(" 77010000001")"), "+77010000001");
    EXPECT_EQ(sender_of("77010000001"), "+77010000001");
    EXPECT_EQ(sender_of(R"("whatsapp:+77010000001")"), "+77010000001");
}

TEST(ProfileParse, TakesMessagesOfNobody) {
    EXPECT_EQ(sender_of(R"("BANK")"), "none");
    EXPECT_EQ(sender_of(R"("77700")"), "none");
    EXPECT_EQ(sender_of(R"("")"), "none");
    EXPECT_EQ(sender_of("null"), "none");
}

// ---- parts and media ----------------------------------------------------------------------------

TEST(ProfileParse, ReadsAPart) {
    EXPECT_EQ(message(R"({"id":"1","part":{"ref":7,"number":2,"total":3}})").part,
              (routing::Part{7, 2, 3}));
}

TEST(ProfileParse, GivesEqualWordsEqualReferences) {
    const auto one = message(R"({"id":"1","part":{"ref":"abc","number":1,"total":2}})").part;
    const auto two = message(R"({"id":"2","part":{"ref":"abc","number":2,"total":2}})").part;
    const auto other = message(R"({"id":"3","part":{"ref":"abd","number":2,"total":2}})").part;
    EXPECT_EQ(one.reference, two.reference);
    EXPECT_NE(one.reference, other.reference);
}

TEST(ProfileParse, CountsAMessageAsWholeIfItsPartMakesNoSense) {
    for (const auto* part :
         {R"({"ref":7,"number":4,"total":3})", R"({"ref":7,"number":0,"total":3})",
          R"({"ref":7,"number":-1,"total":3})", R"({"ref":7,"number":1})", "7",
          R"({"ref":7,"number":1,"total":1})"})
        EXPECT_EQ(message(std::string(R"({"id":"1","part":)") + part + "}").part, routing::Part{})
            << part;
}

TEST(ProfileParse, ReadsAPartOfTheUserDataHeader) {
    EXPECT_EQ(message(R"({"id":"1","udh":"050003C70302"})").part, (routing::Part{0xC7, 2, 3}));
}

TEST(ProfileParse, ReadsMediaByUrlAndInline) {
    const auto read =
        message(R"({"id":"1","media":[{"url":"https://m.example/1","type":"image/jpeg"},{},)"
                R"({"data":"aGk=","type":"text/plain"}]})");

    ASSERT_EQ(read.media.size(), 2U);
    EXPECT_EQ(read.media[0].url, "https://m.example/1");
    EXPECT_EQ(read.media[0].type, "image/jpeg");
    EXPECT_EQ(routing::as_text(read.media[1].data), "hi");
    EXPECT_EQ(read.media[1].type, "text/plain");
}

TEST(ProfileParse, KeepsInlineDataThatIsNotBase64) {
    const auto read = message(R"({"id":"1","media":[{"data":"not base64!"}]})");
    ASSERT_EQ(read.media.size(), 1U);
    EXPECT_EQ(routing::as_text(read.media[0].data), "not base64!");
}

TEST(ProfileParse, LimitsMedia) {
    const auto with = [](std::size_t count) {
        std::string body = R"({"id":"1","media":[)";
        for (std::size_t i = 0; i < count; ++i) body += R"({"url":"u"},)";
        body.back() = ']';
        return parse(body + "}");
    };
    EXPECT_TRUE(with(64));
    EXPECT_EQ(with(65).error().code, Errc::too_large);
}

// ---- many messages, rules -----------------------------------------------------------------------

TEST(ProfileParse, ReadsAllMessagesOfAListOrNone) {
    auto profile = json_profile();
    profile.list_root = "results";
    const auto both = parse(R"({"results":[{"id":"1"},{"id":"2"}]})", profile);
    ASSERT_TRUE(both);
    EXPECT_EQ(both->messages.size(), 2U);
    EXPECT_FALSE(parse(R"({"results":[{"id":"1"},{"text":"no id"}]})", profile));
}

TEST(ProfileParse, LimitsMessages) {
    auto profile = json_profile();
    profile.list_root = "[]";
    const auto with = [&](std::size_t count) {
        std::string body = "[";
        for (std::size_t i = 0; i < count; ++i) body += "{\"id\":" + std::to_string(i) + "},";
        body.back() = ']';
        return parse(body, profile);
    };
    EXPECT_TRUE(with(messages_per_request_max));
    EXPECT_EQ(with(messages_per_request_max + 1).error().code, Errc::too_large);
}

TEST(ProfileParse, TakesTheFirstRuleThatMatches) {
    auto profile = json_profile();
    profile.rules = {{"type", {"dlr"}, false, "receipt"}, {"type", {}, true, "ignore"}};

    EXPECT_EQ(parse(R"({"type":"dlr"})", profile)->delivery_reports, 1);
    EXPECT_EQ(parse(R"({"type":"ping"})", profile)->delivery_reports, 0);
    EXPECT_TRUE(parse(R"({"type":"ping"})", profile)->messages.empty());
    EXPECT_EQ(parse(R"({"id":"1"})", profile)->messages.size(), 1U);
}

TEST(ProfileParse, TakesAMessageWhereARuleSaysSo) {
    auto profile = json_profile();
    profile.rules = {{"type", {"sms", "mms"}, false, "message"}, {"type", {}, true, "ignore"}};

    EXPECT_EQ(parse(R"({"id":"1","type":"mms"})", profile)->messages.size(), 1U);
    EXPECT_TRUE(parse(R"({"id":"1","type":"ping"})", profile)->messages.empty());
}

TEST(ProfileParse, WritesTheSubjectOnALineBeforeTheText) {
    auto profile = json_profile();
    profile.fields.subject = {"subject"};
    const auto text = [&profile](const std::string& body) {
        return std::string(parse(body, profile)->messages.at(0).text.reveal());
    };

    EXPECT_EQ(text(R"({"id":"1","subject":"Elm 5","text":"3rd floor"})"), "Elm 5\n3rd floor");
    EXPECT_EQ(text(R"({"id":"1","subject":"Elm 5"})"), "Elm 5");
    EXPECT_EQ(text(R"({"id":"1","subject":null,"text":"3rd floor"})"), "3rd floor");
}

TEST(ProfileParse, TakesTheUserDataHeaderOutOfTheTextOnlyWhereTheProfileExpectsOne) {
    auto profile = json_profile();
    profile.fields.text_hex = {"hex"};
    const std::string body = R"({"id":"1","hex":"050003C7020174657874"})";

    EXPECT_EQ(parse(body, profile)->messages.at(0).part.total, 1U);
    profile.udh_in_text = true;
    const auto inbound = parse(body, profile);
    const auto& message = inbound->messages.at(0);
    EXPECT_EQ(message.text.reveal(), "text");
    EXPECT_EQ(message.part.reference, 0xC7U);
    EXPECT_EQ(message.part.number, 1U);
    EXPECT_EQ(message.part.total, 2U);
}

TEST(ProfileParse, PutsALostPlusBackBeforeOurOwnNumber) {
    auto profile = json_profile();
    profile.fields.recipient = {"to"};
    const auto recipient = [&profile](const std::string& to) {
        return parse(R"({"id":"1","to":")" + to + "\"}", profile)->messages.at(0).recipient;
    };

    EXPECT_EQ(recipient("77000000700"), "+77000000700");
    EXPECT_EQ(recipient(" 254700000001"), "+254700000001");
    EXPECT_EQ(recipient("+77000000700"), "+77000000700");
    for (const std::string kept : {"77700", "0123456789", "87000000700", "TIPLINE", "007700000700"})
        EXPECT_EQ(recipient(kept), kept);
    EXPECT_EQ(recipient("  "), "");
}

TEST(ProfileParse, JoinsToAnIdWhatMakesItUnique) {
    auto profile = json_profile();
    profile.fields.id_suffix = {"at"};

    EXPECT_EQ(parse(R"({"id":"1","at":"noon"})", profile)->messages.at(0).provider_id.reveal(),
              "1|noon");
    EXPECT_EQ(parse(R"({"id":"1"})", profile)->messages.at(0).provider_id.reveal(), "1");
}

TEST(ProfileParse, RefusesWhatIsNotTheBodyOfTheProfile) {
    for (const auto* body : {"", "text", "[]", "{\"id\":\"1\"", "{\"id\":1e400}"})
        EXPECT_EQ(parse(body).error().code, Errc::unreadable_body) << body;
}

// ---- raw bodies ---------------------------------------------------------------------------------

ProviderProfile raw_profile() {
    auto profile = json_profile();
    profile.body = BodyKind::raw;
    profile.media_types.clear();
    profile.fields = {};
    profile.fields.id = {"query:id"};
    profile.fields.text = {"query:text", "body"};
    profile.fields.charset = {"header:Content-Type", "query:charset"};
    profile.text_charset = "8-bit";
    return profile;
}

std::string raw_text(const std::string& content_type, std::string body,
                     const std::string& query = {}) {
    SmsRequest request;
    request.target = "/hooks/sms?id=1" + query;
    if (!content_type.empty()) request.headers = {{"Content-Type", content_type}};
    request.body = std::move(body);
    const auto inbound = reader(raw_profile()).parse(HookRequest(request.view(), "tok"));
    return inbound ? inbound->messages.at(0).text.reveal() : "refused";
}

TEST(ProfileParse, TakesTheCharsetOfTheContentType) {
    const std::string utf16("\x04\x12\x04\x30", 4);
    EXPECT_EQ(raw_text(R"(text/plain; charset="UTF-16BE")", utf16), "Ва");
    EXPECT_EQ(raw_text("text/plain;charset=utf-16be; format=flowed", utf16), "Ва");
    EXPECT_EQ(raw_text("application/octet-stream", "caf\xE9"), "café");
    EXPECT_EQ(raw_text("text/plain", utf16, "&charset=UTF-16BE"), "Ва");
    EXPECT_EQ(raw_text("text/plain; charset=", "caf\xE9"), "café");
    EXPECT_EQ(raw_text("", "caf\xE9"), "café");
}

// ---- what stands around it ----------------------------------------------------------------------

TEST(ProfileReaderTest, AcceptsTheMediaTypesOfItsProfile) {
    const auto json = reader();
    const auto with = [](std::string type, std::string body) {
        SmsRequest request;
        if (!type.empty()) request.headers = {{"Content-Type", std::move(type)}};
        request.body = std::move(body);
        return request;
    };
    EXPECT_TRUE(json.accepts_media_type(with("Application/JSON; charset=utf-8", "{}").view()));
    EXPECT_FALSE(json.accepts_media_type(with("text/plain", "{}").view()));
    EXPECT_FALSE(json.accepts_media_type(with("", "{}").view()));
    EXPECT_TRUE(json.accepts_media_type(with("", "").view()));
    EXPECT_TRUE(reader(raw_profile()).accepts_media_type(with("image/png", "x").view()));
}

TEST(ProfileReaderTest, SaysTheSameForEveryBadProof) {
    auto json = reader();
    SmsRequest request;
    const auto now = routing::from_unix_seconds(0);
    EXPECT_TRUE(json.verify(HookRequest(request.view(), "tok"), now));
    const auto wrong = json.verify(HookRequest(request.view(), "other"), now);
    const auto missing = json.verify(HookRequest(request.view()), now);
    ASSERT_FALSE(wrong);
    ASSERT_FALSE(missing);
    EXPECT_EQ(wrong.error().code, Errc::bad_signature);
    EXPECT_EQ(wrong.error().detail, missing.error().detail);
}

TEST(ProfileReaderTest, HasAPathAndKnowsWhetherItTakesAToken) {
    EXPECT_EQ(reader().path(), "/hooks/sms");
    EXPECT_TRUE(reader().takes_token());

    auto elsewhere = source();
    elsewhere.path = "/kannel";
    auto profile = json_profile();
    profile.verifier.where = "query:key";
    const auto made = ProfileReader::create(profile, elsewhere, "");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->path(), "/kannel");
    EXPECT_FALSE(made->takes_token());
}

TEST(ProfileReaderTest, WantsAnId) {
    auto profile = json_profile();
    profile.fields.id.clear();
    const auto made = ProfileReader::create(profile, source(), "");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::bad_request);
}

}  // namespace
}  // namespace tipwire::gateway
