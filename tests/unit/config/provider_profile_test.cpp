// SPDX-License-Identifier: Apache-2.0
// Provider profiles: the shipped ones, and what the reader finds wrong.
#include "config/provider_profile.hpp"

#include <gmock/gmock.h>

#include "config/profile_reader.hpp"
#include "config/source_tree.hpp"
#include "tests/unit/config/config_folder.hpp"

namespace tipwire::config {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

ProviderProfile shipped(const std::string& name) {
    auto loaded = load_profile(name, data_folders({}));
    if (const auto* problems = std::get_if<std::vector<Problem>>(&loaded)) {
        for (const auto& problem : *problems) ADD_FAILURE() << to_text(problem);
    }
    return std::get<ProviderProfile>(std::move(loaded));
}

std::vector<std::string> profile_problems(const ConfigFolder& folder, const std::string& toml) {
    folder.write("providers/p.toml", toml);
    const auto loaded = load_profile("p", {folder.path()});
    std::vector<std::string> texts;
    if (const auto* found = std::get_if<std::vector<Problem>>(&loaded)) {
        for (const auto& problem : *found)
            texts.push_back(std::to_string(problem.line) + ": " + problem.text);
    }
    return texts;
}

TEST(ProviderProfile, EveryShippedOneLoads) {
    const auto names = profile_names({shipped_data});
    EXPECT_THAT(names, testing::IsSupersetOf({"generic", "kannel", "twilio"}));
    for (const auto& name : names) {
        const auto profile = shipped(name);
        EXPECT_EQ(profile.name, name);
        EXPECT_FALSE(profile.title.empty());
        // An answer's body could become a message to the phone: only what asks for none may be one.
        EXPECT_THAT(profile.answer.body,
                    testing::AnyOf("", "OK", "ACK/Jasmin", testing::EndsWith("<Response/>")))
            << name;
    }
}

TEST(ProviderProfile, Kannel) {
    const auto kannel = shipped("kannel");
    EXPECT_EQ(kannel.body, BodyKind::raw);
    EXPECT_THAT(kannel.methods, ElementsAre("POST", "GET"));
    EXPECT_THAT(kannel.fields.text, ElementsAre("query:text", "body"));
    EXPECT_THAT(kannel.fields.charset, ElementsAre("header:Content-Type", "query:charset"));
    EXPECT_EQ(kannel.verifier.kind, VerifierKind::shared_secret);
    EXPECT_EQ(kannel.verifier.where, "path:token");
    ASSERT_EQ(kannel.rules.size(), 1U);
    EXPECT_THAT(kannel.rules[0].equals, ElementsAre("dlr"));
    ASSERT_TRUE(kannel.sender.has_value());
    EXPECT_EQ(kannel.sender->body, "text");
    EXPECT_THAT(kannel.sender->headers, Contains(Pair("X-Kannel-Coding", "{coding}")));
    EXPECT_THAT(kannel.sender->coding, ElementsAre("0", "2"));
    EXPECT_THAT(kannel.receipt.failed, ElementsAre("2", "16"));
    EXPECT_THAT(kannel.sender->headers, Contains(Pair("X-Kannel-To", "{to}")));
    EXPECT_THAT(kannel.sender->accepted_statuses, Contains(202));
}

TEST(ProviderProfile, TwilioAndGeneric) {
    const auto twilio = shipped("twilio");
    EXPECT_EQ(twilio.verifier.kind, VerifierKind::twilio_sha1);
    EXPECT_THAT(twilio.verifier.headers, ElementsAre("X-Twilio-Signature"));
    EXPECT_EQ(twilio.answer.content_type, "text/xml");
    EXPECT_EQ(twilio.answer.body, R"(<?xml version="1.0" encoding="UTF-8"?><Response/>)");
    EXPECT_TRUE(twilio.rules.at(0).present);
    const auto generic = shipped("generic");
    EXPECT_EQ(generic.body, BodyKind::json);
    EXPECT_EQ(generic.verifier.kind, VerifierKind::standard_webhooks);
    EXPECT_THAT(generic.fields.sent_at, ElementsAre("sent_at", "received_at"));
}

TEST(ProviderProfile, ShowsEveryMistakeWithItsLine) {
    const ConfigFolder folder;
    EXPECT_THAT(
        profile_problems(folder, R"(title = 7
chanel = "sms"
[request]
body = "xml"
methods = ["PUT"]
time_format = "julian"
[fields]
id = []
sendr = ["a"]
recipient = "To"
text = ["cookie:x"]
[[rule]]
field = "a"
then = "recipt"
[verifier]
kind = "md5"
[answer]
body = "OK"
[sender]
accepted_statuses = [20]
[sender.fields]
to = "{too}"
)"),
        ElementsAre(HasSubstr("1: 'title' must be text"),
                    HasSubstr("2: unknown key 'chanel'; did you mean 'channel'?"),
                    HasSubstr("4: 'body' is 'xml'; there are form, json, raw and auto"),
                    HasSubstr("5: 'methods' has 'PUT'"), HasSubstr("6: 'time_format' is 'julian'"),
                    HasSubstr("8: 'id' must name at least one place"),
                    HasSubstr("9: unknown key 'sendr' in [fields]; did you mean 'sender'?"),
                    HasSubstr("10: 'recipient' must be a list of texts, not text"),
                    HasSubstr("11: 'text' has 'cookie:x'"),
                    HasSubstr("12: [[rule]] needs one of 'equals' and 'present'"),
                    HasSubstr("14: 'then' is 'recipt'; did you mean 'receipt'?"),
                    HasSubstr("16: 'kind' is 'md5'"),
                    HasSubstr("18: 'body' needs 'content_type' beside it"),
                    HasSubstr("20: 'accepted_statuses' must be a list of HTTP statuses"),
                    HasSubstr("22: unknown placeholder '{too}'")));
}

TEST(ProviderProfile, NeedsItsTables) {
    const ConfigFolder folder;
    EXPECT_THAT(profile_problems(folder, "channel = \"sms\"\n"),
                ElementsAre(HasSubstr("needs 'title'"), HasSubstr("needs 'request'"),
                            HasSubstr("needs 'fields'"), HasSubstr("needs 'verifier'")));
}

const std::string head =
    "title = \"P\"\n[request]\nbody = \"raw\"\n[fields]\nid = [\"query:id\"]\n";

TEST(ProviderProfile, ReadsRulesWithOneValueOrSeveral) {
    const ConfigFolder folder;
    const std::string end =
        "text = [\"body\"]\n[verifier]\nkind = \"shared_secret\"\nwhere = \"basic\"\n";
    folder.write("providers/p.toml",
                 head + end +
                     "[[rule]]\nfield = \"query:t\"\nequals = [\"a\", \"b\"]\nthen = \"message\"\n"
                     "[[rule]]\nfield = \"query:t\"\npresent = true\nthen = \"ignore\"\n");
    const auto loaded = load_profile("p", {folder.path()});
    ASSERT_TRUE(std::holds_alternative<ProviderProfile>(loaded));
    const auto& rules = std::get<ProviderProfile>(loaded).rules;
    EXPECT_THAT(rules.at(0).equals, ElementsAre("a", "b"));
    EXPECT_EQ(rules.at(0).then, "message");
    EXPECT_TRUE(rules.at(1).present);
    EXPECT_THAT(profile_problems(folder, head + end +
                                             "[[rule]]\nfield = \"query:t\"\nequals = []\n"
                                             "present = true\nthen = \"message\"\n"),
                ElementsAre(HasSubstr("needs one of 'equals' and 'present'"),
                            HasSubstr("'equals' must not be empty")));
}

TEST(ProviderProfile, ReadsWhatOnlySomeProvidersNeed) {
    const ConfigFolder folder;
    folder.write("providers/p.toml",
                 "title = \"P\"\n[request]\nbody = \"auto\"\nudh_in_text = true\n[fields]\n"
                 "id = [\"id\"]\nid_suffix = [\"at\"]\nsubject = [\"s\"]\ntext = [\"t\"]\n"
                 "[verifier]\nkind = \"shared_secret\"\nwhere = \"basic\"\n");
    const auto loaded = load_profile("p", {folder.path()});
    ASSERT_TRUE(std::holds_alternative<ProviderProfile>(loaded));
    const auto& profile = std::get<ProviderProfile>(loaded);
    EXPECT_EQ(profile.body, BodyKind::automatic);
    EXPECT_TRUE(profile.udh_in_text);
    EXPECT_THAT(profile.fields.id_suffix, ElementsAre("at"));
    EXPECT_THAT(profile.fields.subject, ElementsAre("s"));
}

TEST(ProviderProfile, RefusesAPathWithAnOpenBracket) {
    EXPECT_THAT(field_path_complaint("media[.url", BodyKind::json), HasSubstr("']' is missing"));
    EXPECT_EQ(field_path_complaint("media[].url", BodyKind::json), "");
}

TEST(ProviderProfile, RawBodiesHaveNoFields) {
    const ConfigFolder folder;
    const std::string end = "[verifier]\nkind = \"shared_secret\"\nwhere = \"basic\"\n";
    EXPECT_THAT(profile_problems(folder, head + "text = [\"Body\"]\n" + end),
                ElementsAre(HasSubstr("6: 'text' has 'Body', but a raw body has no fields")));
    EXPECT_THAT(profile_problems(folder, head + "text = [\"body\"]\n" + end), IsEmpty());
}

std::vector<std::string> verifier_problems(const ConfigFolder& folder, const std::string& keys) {
    return profile_problems(folder, head + "text = [\"body\"]\n[verifier]\n" + keys);
}

TEST(ProviderProfile, EachKindOfVerifierTakesItsKeys) {
    const ConfigFolder folder;
    for (const auto* keys :
         {"kind = 'twilio_sha1'\nheader = ['X-A', 'X-B']\nsha256_header = 'X-C'\n",
          "kind = 'standard_webhooks'\n", "kind = 'shared_secret'\nwhere = 'field:secret'\n",
          "kind = 'hmac_template'\nheader = 'X-A'\ntemplate = '{body}.{nonce}.{timestamp}'\n"
          "hash = 'sha512'\nencoding = 'base64'\nnonce_header = 'X-N'\n"
          "timestamp_header = 'X-T'\nwindow = '5m'\nprefix = 'v1='\n",
          "kind = 'sorted_fields'\nfield = 'sig'\nhash = 'md5'\n",
          "kind = 'nonce'\nheader = 'X-A'\nnonce_header = 'X-N'\n",
          "kind = 'jwt'\nheader = 'Authorization'\nprefix = 'Bearer '\n"
          "algorithms = ['HS256', 'HS512']\nissuer = 'P'\nurl_hash = true\nwindow = '5m'\n",
          "kind = 'ed25519'\nheader = 'X-A'\ntemplate = '{timestamp}|{body}'\n"
          "timestamp_header = 'X-T'\nwindow = '5m'\n"})
        EXPECT_THAT(verifier_problems(folder, keys), IsEmpty()) << keys;
}

TEST(ProviderProfile, AVerifierNeedsItsKeys) {
    const ConfigFolder folder;
    EXPECT_THAT(
        verifier_problems(folder, "kind = 'hmac_template'\n"),
        ElementsAre(HasSubstr("7: [verifier] needs 'header'"), HasSubstr("needs 'template'")));
    EXPECT_THAT(verifier_problems(folder, "kind = 'shared_secret'\nwhere = 'cookie:x'\n"),
                ElementsAre(HasSubstr("9: 'where' must be \"path:token\"")));
    EXPECT_THAT(verifier_problems(folder, "kind = 'jwt'\nheader = []\n"),
                ElementsAre(HasSubstr("9: 'header' must not be empty")));
}

TEST(ProviderProfile, AVerifierRefusesKeysOfAnotherKind) {
    const ConfigFolder folder;
    EXPECT_THAT(
        verifier_problems(folder, "kind = 'standard_webhooks'\nheader = 'X-A'\n"),
        ElementsAre(HasSubstr("9: 'header' is not for kind 'standard_webhooks', which takes no")));
    EXPECT_THAT(verifier_problems(
                    folder, "kind = 'nonce'\nheader = 'A'\nnonce_header = 'B'\nissuer = 'C'\n"),
                ElementsAre(HasSubstr("11: 'issuer' is not for kind 'nonce'; that takes header")));
}

TEST(ProviderProfile, AVerifierRefusesWhatItCannotDo) {
    const ConfigFolder folder;
    const std::string hmac = "kind = 'hmac_template'\nheader = 'X-A'\n";
    EXPECT_THAT(verifier_problems(folder, hmac + "template = 'x'\n"),
                ElementsAre(HasSubstr("10: 'template' must hold {body}")));
    EXPECT_THAT(verifier_problems(folder, hmac + "template = '{body}{id}'\n"),
                ElementsAre(HasSubstr("10: 'template' has '{id}'; there are {body}")));
    EXPECT_THAT(verifier_problems(folder, hmac + "template = '{body}{nonce}'\n"),
                ElementsAre(HasSubstr("10: 'template' needs {nonce} and 'nonce_header'")));
    EXPECT_THAT(verifier_problems(folder, hmac + "template = '{body}'\nwindow = '5m'\n"),
                ElementsAre(HasSubstr("11: 'window' needs {timestamp}")));
    EXPECT_THAT(verifier_problems(folder, hmac + "template = '{body}'\nhash = 'md5'\n"),
                ElementsAre(HasSubstr("11: 'hash' is 'md5'; there are sha1, sha256 and sha512")));
    EXPECT_THAT(verifier_problems(folder, "kind = 'jwt'\nheader = 'X-A'\nalgorithms = ['none']\n"),
                ElementsAre(HasSubstr("10: 'algorithms' is 'none'; there are HS256")));
    EXPECT_THAT(verifier_problems(folder, "kind = 'jwt'\nheader = 'X-A'\nwindow = '5 minutes'\n"),
                ElementsAre(HasSubstr("10: 'window' must be a duration")));
}

TEST(ProviderProfile, MapsTheProvidersWordsForCharsets) {
    const ConfigFolder folder;
    const std::string end =
        "[fields]\nid = ['a']\ntext = ['b']\n[verifier]\nkind = 'standard_webhooks'\n";
    const std::string request = "title = 'P'\n[request]\nbody = 'form'\n";
    EXPECT_THAT(profile_problems(folder, request +
                                             "text_encoding = 'percent'\n"
                                             "time_format = ['rfc3339', 'ymdhms_utc']\n"
                                             "[request.charsets]\n'8' = 'utf-16be'\n" +
                                             end),
                IsEmpty());
    EXPECT_THAT(profile_problems(folder, request + "[request.charsets]\n'8' = 'ucs2'\n" + end),
                ElementsAre(HasSubstr("5: '8' is 'ucs2'; there are utf-8")));
}

TEST(ProviderProfile, TheOperatorsOwnOneOverridesTheShippedOne) {
    const ConfigFolder folder;
    const std::vector<std::filesystem::path> folders{folder.path(), shipped_data};
    EXPECT_EQ(profile_path("kannel", folders),
              std::filesystem::path(shipped_data) / "providers/kannel.toml");
    folder.write(
        "providers/kannel.toml",
        head + "text = [\"body\"]\n[verifier]\nkind = \"shared_secret\"\nwhere = \"basic\"\n");
    EXPECT_EQ(profile_path("kannel", folders), folder.path() / "providers/kannel.toml");
    EXPECT_EQ(std::get<ProviderProfile>(load_profile("kannel", folders)).title, "P");

    folder.write("providers/kannel.toml", head + "txt = [\"body\"]\n");
    const auto loaded = load_profile("kannel", folders);
    const auto& problems = std::get<std::vector<Problem>>(loaded);
    EXPECT_THAT(problems.at(0).file, testing::EndsWith("providers/kannel.toml"));
    EXPECT_THAT(to_text(problems.back()),
                HasSubstr("kannel.toml:6: unknown key 'txt' in [fields]"));
}

TEST(ProviderProfile, TheTemplateIsNoneButCouldBeOne) {
    EXPECT_THAT(profile_names({shipped_data}), testing::Not(Contains(HasSubstr("template"))));
    const ConfigFolder folder;
    std::ifstream in(std::filesystem::path(shipped_data) / "providers/template.toml.example");
    std::stringstream text;
    text << in.rdbuf();
    EXPECT_THAT(profile_problems(folder, text.str()), IsEmpty());
}

// ---- [sender] and [receipt] ---------------------------------------------------------------------

const std::string inbound_part =
    "text = [\"body\"]\n[verifier]\nkind = \"shared_secret\"\nwhere = \"basic\"\n";

std::vector<std::string> sender_problems(const std::string& toml) {
    const ConfigFolder folder;
    return profile_problems(folder, head + inbound_part + toml);
}

std::string json_text(const std::vector<JsonPiece>& pieces) {
    std::string text;
    for (const auto& piece : pieces)
        text += piece.raw + (piece.text ? "'" + *piece.text + "'" : std::string());
    return text;
}

TEST(ProviderProfile, ReadsAJsonSenderOfAnyDepth) {
    const ConfigFolder folder;
    folder.write("providers/p.toml", head + inbound_part + R"(
[sender]
body = "json"
accepted = { path = "a[].b", equals = "0" }
retry = { path = "c", present = true }
[sender.json]
to = ["{to}", { deep = [[1, true]] }]
none = {}
[sender.receipts]
to = "again"
url = "{receipts_url}"
)");
    const auto loaded = load_profile("p", {folder.path()});
    ASSERT_TRUE(std::holds_alternative<ProviderProfile>(loaded));
    const auto& sender = *std::get<ProviderProfile>(loaded).sender;
    EXPECT_EQ(json_text(sender.json), "{'none':{},'to':['{to}',{'deep':[[1,true]]}]}");
    EXPECT_EQ(json_text(sender.json_with_receipts),
              "{'none':{},'to':'again','url':'{receipts_url}'}");
    EXPECT_EQ(sender.accepted.path, "a[].b");
    EXPECT_THAT(sender.accepted.equals, ElementsAre("0"));
    EXPECT_TRUE(sender.retry.present);
    EXPECT_TRUE(uses(sender, "{receipts_url}"));
    EXPECT_FALSE(uses(sender, "{user}"));
}

TEST(ProviderProfile, ASendersMistakesHaveTheirLines) {
    EXPECT_THAT(sender_problems("[sender]\nbody = \"json\"\n"),
                ElementsAre(HasSubstr("10: [sender] needs 'json'")));
    EXPECT_THAT(
        sender_problems("[sender]\nbody = \"json\"\nmethod = \"GET\"\n[sender.json]\nx = 1.5\n"),
        ElementsAre(HasSubstr("12: 'method' can be GET only"),
                    HasSubstr("14: a value in [sender.json] must be text")));
    EXPECT_THAT(
        sender_problems("[sender]\nurl = \"https://h/{secret}\"\n[sender.fields]\na = \"b\"\n"),
        ElementsAre(HasSubstr("11: unknown placeholder '{secret}' in [sender]")));
    EXPECT_THAT(sender_problems("[sender]\ncoding = [\"a\"]\naccepted = { path = \"query:x\" }\n"
                                "[sender.fields]\na = \"b\"\n[sender.json]\na = 1\n"),
                ElementsAre(HasSubstr("11: 'coding' must list two words"),
                            HasSubstr("12: 'path' must be a place in the JSON answer"),
                            HasSubstr("12: 'accepted' needs one of 'equals' and 'present'"),
                            HasSubstr("'json' is for body = \"json\" only")));
    EXPECT_THAT(sender_problems("[sender]\nbody = \"json\"\n[sender.json]\na = [\"{too}\"]\n"),
                ElementsAre(HasSubstr("13: unknown placeholder '{too}' in [sender.json]")));
}

TEST(ProviderProfile, AReceiptThatKnowsOptOutsNeedsAPhone) {
    EXPECT_THAT(sender_problems("[receipt]\nstatus = [\"query:s\"]\nopted_out = [\"7\"]\n"),
                ElementsAre(HasSubstr("[receipt] needs 'id'"), HasSubstr("[receipt] needs 'phone'"),
                            HasSubstr("[receipt] needs 'code'")));
    EXPECT_THAT(sender_problems("[receipt]\nstatus = [\"s\"]\n"),
                ElementsAre(HasSubstr("11: 'status' has 's', but a raw body has no fields")));
}

TEST(ReplyUrl, FillsTheProfilesAddressAndEscapesWhatItFillsIn) {
    SenderTemplate sender;
    sender.url = "https://h/{user}/{account}/{user}";
    Reply reply;
    reply.user = "a/b";
    reply.account = "{user}";
    EXPECT_EQ(reply_url(sender, reply), "https://h/a%2Fb/%7Buser%7D/a%2Fb");
    reply.url = "http://own/{user}";
    EXPECT_EQ(reply_url(sender, reply), "http://own/{user}");
}

TEST(ProviderProfile, AMissingOneNamesThoseThereAre) {
    const auto loaded = load_profile("kanel", data_folders({}));
    const auto& problems = std::get<std::vector<Problem>>(loaded);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].text, HasSubstr("did you mean 'kannel'?; there are "));
    EXPECT_TRUE(std::holds_alternative<std::vector<Problem>>(
        load_profile("../providers/kannel", data_folders({}))));
}

}  // namespace
}  // namespace tipwire::config
