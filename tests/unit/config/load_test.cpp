// SPDX-License-Identifier: Apache-2.0
// Loading: defaults, and every kind of problem with its line and what it says.
#include <gmock/gmock.h>

#include "config/options.hpp"
#include "tests/unit/config/config_folder.hpp"

namespace tipwire::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(Load, FillsInDefaults) {
    const ConfigFolder folder;
    const auto settings = folder.settings(good_config);
    EXPECT_EQ(settings.file, folder.file());
    EXPECT_EQ(settings.storage_url, "sqlite:tipwire.db");
    EXPECT_EQ(settings.server.data_dir, folder.path() / "data");
    EXPECT_EQ(settings.server.public_url, "http://127.0.0.1:8080");
    ASSERT_EQ(settings.sources.size(), 1U);
    EXPECT_EQ(settings.sources[0].path, "/hooks/sms");
    EXPECT_THAT(settings.sources[0].languages, ElementsAre("ru", "en"));
    EXPECT_FALSE(settings.sources[0].receipts);
    ASSERT_EQ(settings.contacts.size(), 1U);
    EXPECT_EQ(settings.contacts[0].kind, "police");
    EXPECT_EQ(settings.contacts[0].reference_prefix, "CITYPOLICE");
    EXPECT_EQ(settings.contacts[0].clocks.acknowledge_urgent, std::chrono::hours{4});
    ASSERT_EQ(settings.routes.size(), 1U);
    EXPECT_THAT(settings.routes[0].to, ElementsAre("city-police"));
    EXPECT_EQ(settings.keys.root.reveal()[31], 0xaa);
}

TEST(Load, HashesTheBytesOfTheFile) {
    const ConfigFolder folder;
    const auto one = folder.settings(good_config);
    const auto other = folder.settings(std::string(good_config) + "# a remark\n");
    EXPECT_NE(one.hash, other.hash);
    EXPECT_NE(one.hash, (std::array<std::uint8_t, 32>{}));
}

TEST(Load, ReadsWhatIsGiven) {
    const ConfigFolder folder;
    folder.write("kannel.secret", "s3cret\n");
    const auto settings = folder.settings(R"(
[instance]
name = "Line"
time_zone = "Asia/Almaty"
languages = ["kk", "ru"]
area = "almaty"
[storage]
url = "sqlite:/var/lib/tipwire/tips.db"
[server]
data_dir = "state"
public = "unix:run/public.sock"
admin = "[::1]:9999"
public_url = "https://tips.example.org/"
[keys]
root = { file = "root.key" }
retention_days = 10
[intake]
conversation_window = "90m"
[[source]]
name = "kannel"
kind = "kannel"
secret = { file = "token" }
line = "77700"
languages = ["kk"]
reply = { kind = "kannel", url = "http://127.0.0.1:13013/cgi-bin/sendsms", user = "t", secret = { file = "kannel.secret" } }
[[contact]]
name = "a-police"
reference_prefix = "A1"
delivery_delay_max = "30m"
clocks = { acknowledge = "2h" }
channels = [ { kind = "webhook", url = "https://police.example/tips", secret = { file = "police.secret" } } ]
[[contact]]
name = "watch"
kind = "oversight"
channels = [ { url = "https://watch.example/", secret = { file = "police.secret" } } ]
[[route]]
to = ["a-police", "watch"]
)");
    EXPECT_EQ(settings.instance.area, "almaty");
    EXPECT_EQ(settings.server.data_dir, folder.path() / "state");
    EXPECT_EQ(settings.server.public_listen,
              "unix:" + (folder.path() / "run/public.sock").string());
    EXPECT_EQ(settings.server.public_url, "https://tips.example.org");
    EXPECT_EQ(settings.keys.retention_days, 10);
    EXPECT_EQ(settings.intake.conversation_window, std::chrono::minutes{90});
    const auto& source = settings.sources.at(0);
    EXPECT_TRUE(source.receipts);
    EXPECT_EQ(source.reply->from, "77700");
    EXPECT_EQ(source.reply->secret.at(0).reveal(), "s3cret");
    EXPECT_EQ(source.area, "almaty");
    const auto& contact = settings.contacts.at(0);
    EXPECT_EQ(contact.reference_prefix, "A1");
    EXPECT_EQ(contact.delay_max, std::chrono::minutes{30});
    EXPECT_EQ(contact.clocks.acknowledge, std::chrono::hours{2});
    EXPECT_EQ(contact.clocks.decide, std::chrono::hours{72});
    EXPECT_THAT(settings.routes.at(0).to, ElementsAre("a-police", "watch"));
}

TEST(Load, ShowsAllProblemsAtOnceByLine) {
    const ConfigFolder folder;
    EXPECT_THAT(
        folder.problems(R"([instance]
nmae = "Line"
languages = ["xx"]
[keys]
root = "0000"
retention_days = 0
[intake]
time_precision = 60
[sever]
[[source]]
name = "SMS"
kind = "twillio"
recipts = true
[[route]]
to = ["city"]
)"),
        ElementsAre("0: there is no [[contact]]: tips would go nowhere",
                    HasSubstr("1: [instance] needs 'name'"),
                    HasSubstr("2: unknown key 'nmae' in [instance]; did you mean 'name'?"),
                    HasSubstr("3: unknown language 'xx'; there are "),
                    HasSubstr("5: 'root' is a secret and must not stand in this file"),
                    HasSubstr("6: 'retention_days' must be 1 to 3650, not 0"),
                    HasSubstr("8: 'time_precision' must be a duration"),
                    HasSubstr("9: unknown section 'sever'; did you mean 'server'?"),
                    HasSubstr("11: 'name' must be small letters"),
                    HasSubstr("12: unknown kind 'twillio'; did you mean 'twilio'?"),
                    HasSubstr("13: unknown key 'recipts' in [[source]]; did you mean 'receipts'?"),
                    HasSubstr("15: unknown contact 'city'")));
}

TEST(Load, NamesTheFileInFrontOfTheLine) {
    EXPECT_EQ(to_text(Problem{"tipwire.toml", 12, "unknown key"}), "tipwire.toml:12: unknown key");
    EXPECT_EQ(to_text(Problem{"tipwire.toml", 0, "missing"}), "tipwire.toml: missing");
}

TEST(Load, SaysWhereTheTomlBreaks) {
    const ConfigFolder folder;
    EXPECT_THAT(folder.problems("[instance]\nname = \"Line\nkey"),
                ElementsAre(StartsWith("2: not TOML: ")));
    EXPECT_THAT(folder.problems("[a]\nb = 1\nb = 2\n"), ElementsAre(StartsWith("3: not TOML: ")));
}

TEST(Load, SaysThatTheFileIsNotThere) {
    const ConfigFolder folder;
    const auto loaded = load(folder.path() / "other.toml");
    const auto& problems = std::get<std::vector<Problem>>(loaded);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].text, HasSubstr("No such file"));
    const auto at_folder = load(folder.path());
    EXPECT_THAT(std::get<std::vector<Problem>>(at_folder).at(0).text, HasSubstr("is a folder"));
}

// One case: a line replaced in, or added to, the good configuration, and the one problem it makes.
struct Case {
    const char* what;
    std::string toml;
    std::string problem;
};
std::string added(const std::string& text) { return std::string(good_config) + text; }

class OneProblem : public testing::TestWithParam<Case> {};

TEST_P(OneProblem, IsFound) {
    const ConfigFolder folder;
    folder.write("tls.crt", "certificate");
    EXPECT_THAT(folder.problems(GetParam().toml), ElementsAre(HasSubstr(GetParam().problem)));
}

const std::string second_contact =
    "[[contact]]\nname = \"other\"\nchannels = [ { url = \"http://127.0.0.1:9/\", secret = { file "
    "= "
    "\"police.secret\" } } ]\n";
const std::string kannel_reply =
    "reply = { kind = \"kannel\", url = \"http://127.0.0.1:13013/\", user = \"u\", secret = { file "
    "= "
    "\"token\" } }";
std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

INSTANTIATE_TEST_SUITE_P(
    Values, OneProblem,
    testing::Values(
        Case{"text", with("\"Line\"", "7"), "2: 'name' must be text, not a whole number"},
        Case{"blank", with("\"Line\"", "\" \""), "2: 'name' must not be blank"},
        Case{"flag", with("\"Line\"", "\"L\"\ntest_mode = \"yes\""),
             "3: 'test_mode' must be true or false, not text"},
        Case{"zone", with("\"Line\"", "\"L\"\ntime_zone = \"Mars/Base\""),
             "3: 'time_zone' must be a time zone"},
        Case{"number", added("[replies]\nper_day = \"many\"\n"),
             "13: 'per_day' must be a whole number, not text"},
        Case{"range", added("[delivery]\nconcurrent_max = 0\n"),
             "13: 'concurrent_max' must be 1 to 1000, not 0"},
        Case{"duration", added("[intake]\ntime_precision = \"soon\"\n"),
             "13: 'time_precision' must be a duration such as"},
        Case{"duration range", added("[intake]\ntime_precision = \"2d\"\n"),
             "13: 'time_precision' must be 1s to 1d, not 2d"},
        Case{"clock", added("clocks = { acknowledge = \"0s\" }\n"),
             "12: 'acknowledge' must be 1s to 365d"},
        Case{"blank list", added("[replies]\nallowed_prefixes = []\n"),
             "13: 'allowed_prefixes' must not be empty"},
        Case{"prefix", added("[replies]\nallowed_prefixes = [\"7\"]\n"),
             "13: 'allowed_prefixes' must be \"+\" and 1 to 10 digits"},
        Case{"listen", added("[server]\npublic = \"localhost:8080\"\n"),
             "13: 'public' must be \"127.0.0.1:8080\", \"[::1]:8080\""},
        Case{"port", added("[server]\nadmin = \"127.0.0.1:99999\"\n"), "13: 'admin' must be"},
        Case{"unix", added("[server]\npublic = \"unix:" + std::string(120, 'x') + "\"\n"),
             "13: 'public' must be a shorter path"},
        Case{"url", added("[server]\npublic_url = \"tips.example.org\"\n"),
             "13: 'public_url' must be http:// or https://"},
        Case{"url user", added("[server]\npublic_url = \"https://a:b@tips.example.org\"\n"),
             "13: 'public_url' must be"},
        Case{"postgresql", added("[storage]\nurl = \"postgresql://db/tipwire\"\n"),
             "13: 'url' names PostgreSQL, which is not in this version"},
        Case{"storage", added("[storage]\nurl = \"mysql:x\"\n"),
             "13: 'url' must be \"sqlite:FILE\""},
        Case{"outside", "loose = 1\n" + std::string(good_config),
             "1: key 'loose' stands outside of any section"},
        Case{"wrong section", with("\"Line\"", "\"L\"\nretention_days = 5"),
             "3: unknown key 'retention_days' in [instance]; it belongs in [keys]"},
        Case{"inner key", added("clocks = { acknowlege = \"2h\" }\n"),
             "12: unknown key 'acknowlege' in clocks; did you mean 'acknowledge'?"}));

INSTANTIATE_TEST_SUITE_P(
    Sources, OneProblem,
    testing::Values(
        Case{"single brackets", with("[[source]]", "[source]"),
             "5: 'source' must be written as [[source]]"},
        Case{"unknown kind", with("\"generic\"", "\"pigeon\""),
             "7: unknown kind 'pigeon'; there are "},
        Case{"sip", with("\"generic\"", "\"sip\""), "7: kind 'sip' is not in this version"},
        Case{"voice", with("\"generic\"", "\"voice-twilio\""),
             "7: kind 'voice-twilio' is not in this version"},
        Case{"no secret", with("secret = { file = \"sms.secret\" }", ""),
             "7: kind 'generic' needs 'secret'"},
        Case{"weak secret", with("file = \"sms.secret\"", "file = \"token\""),
             "8: 'secret' is too short"},
        Case{"url secret", with("\"generic\"", "\"kannel\""), "8: 'secret' stands in a URL here"},
        Case{"twilio url", with("kind = \"generic\"", "kind = \"twilio\""),
             "7: kind 'twilio' signs the address it calls: set 'public_url' in [server]"},
        Case{"receipts", with("kind = \"generic\"", "kind = \"generic\"\nreceipts = true"),
             "8: 'receipts' is true, but nothing can be answered without 'reply'"},
        Case{"language", with("kind = \"generic\"", "kind = \"generic\"\nlanguages = [\"xx\"]"),
             "8: unknown language 'xx'"},
        Case{"path", with("kind = \"generic\"", "kind = \"generic\"\npath = \"hooks\""),
             "8: 'path' must be a path"},
        Case{"taken path", with("kind = \"generic\"", "kind = \"generic\"\npath = \"/v1/tips\""),
             "8: 'path' must not lie in /v1"},
        Case{"twice",
             added("[[source]]\nname = \"sms\"\nkind = \"generic\"\nsecret = { file = "
                   "\"sms.secret\" }\n"),
             "13: a source named 'sms' is there already (line 6)"},
        Case{"same path",
             added("[[source]]\nname = \"b\"\npath = \"/hooks/sms\"\nkind = \"generic\"\nsecret = "
                   "{ file = \"sms.secret\" }\n"),
             "14: path /hooks/sms is that of source 'sms'"},
        Case{"token path",
             added("[[source]]\nname = \"b\"\npath = \"/hooks/sms/b\"\nkind = \"generic\"\nsecret "
                   "= { file = \"sms.secret\" }\n"),
             "14: path /hooks/sms/b is that of source 'sms'"},
        Case{"none",
             "[instance]\nname = \"L\"\n[keys]\nroot = { file = \"root.key\" }\n" + second_contact,
             "0: there is no [[source]]"}));

INSTANTIATE_TEST_SUITE_P(
    Replies, OneProblem,
    testing::Values(
        Case{"no sender",
             with("kind = \"generic\"",
                  "kind = \"generic\"\n" + replaced(kannel_reply, "\"kannel\"", "\"generic\"")),
             "8: kind 'generic' cannot send: its profile has no [sender]"},
        Case{"reply user",
             with("kind = \"generic\"",
                  "kind = \"generic\"\n" + replaced(kannel_reply, "user = \"u\", ", "")),
             "8: reply by 'kannel' needs 'user'"},
        Case{"reply secret",
             with("kind = \"generic\"",
                  "kind = \"generic\"\n" +
                      replaced(kannel_reply, ", secret = { file = \"token\" }", "")),
             "8: reply by 'kannel' needs 'secret'"},
        Case{"reply url",
             with("kind = \"generic\"",
                  "kind = \"generic\"\n" +
                      replaced(kannel_reply, "url = \"http://127.0.0.1:13013/\", ", "")),
             "8: reply by 'kannel' needs 'url'"},
        Case{"reply account",
             with("kind = \"generic\"",
                  "kind = \"generic\"\n" + replaced(kannel_reply, "\"kannel\"", "\"bandwidth\"")),
             "8: reply by 'bandwidth' needs 'account'"},
        Case{"reply receipts",
             with("kind = \"generic\"",
                  "kind = \"generic\"\n" +
                      replaced(kannel_reply, "\"kannel\", ",
                               "\"telerivet\", receipts_url = \"http://127.0.0.1/\", ")),
             "8: kind 'telerivet' asks for no receipts: leave 'receipts_url' out"},
        Case{"segments", added("[replies]\nsegments_max = 11\n"),
             "13: 'segments_max' must be 1 to 10"},
        Case{"reply form", with("kind = \"generic\"", "kind = \"generic\"\nreply = \"kannel\""),
             "8: 'reply' must be {"}));

INSTANTIATE_TEST_SUITE_P(
    Contacts, OneProblem,
    testing::Values(
        Case{"no channels",
             replaced(good_config,
                      "channels = [ { url = \"http://127.0.0.1:9000/tips\", secret = { file = "
                      "\"police.secret\" } } ]",
                      ""),
             "9: [[contact]] needs 'channels'"},
        Case{"empty channels",
             replaced(good_config,
                      "[ { url = \"http://127.0.0.1:9000/tips\", secret = { file = "
                      "\"police.secret\" } } ]",
                      "[]"),
             "11: 'channels' needs at least one channel"},
        Case{"channel kind", with("{ url", "{ kind = \"pigeon\", url"),
             "11: channel kind 'pigeon' is not in this version"},
        Case{"channel secret", with(", secret = { file = \"police.secret\" } }", " }"),
             "11: channels needs 'secret'"},
        Case{"channel url", with("http://127.0.0.1:9000/tips", "ftp://police"),
             "11: 'url' must be http:// or https://"},
        Case{"ca", with("{ url", "{ ca = \"absent.pem\", url"),
             "11: 'ca' names a file that is not there"},
        Case{"kind",
             with("name = \"city-police\"", "name = \"x\"\nkind = \"polise\"\n") +
                 "[[route]]\nto = [\"x\"]\n",
             "11: unknown kind 'polise'; did you mean 'police'?"},
        Case{"no police", with("name = \"city-police\"", "name = \"x\"\nkind = \"treatment\""),
             "0: no [[contact]] is of kind police and there is no [[route]]"},
        Case{"twice", added(replaced(second_contact, "other", "city-police")),
             "13: a contact named 'city-police' is there already (line 10)"},
        Case{"prefix", added(second_contact + "reference_prefix = \"CITYPOLICE\"\n"),
             "15: reference prefix CITYPOLICE is that of contact 'city-police'"},
        Case{"prefix form", added("reference_prefix = \"ekb-1\"\n"),
             "12: 'reference_prefix' must be 1 to 12 capital letters and digits"},
        Case{"default prefix", added(replaced(second_contact, "other", "citypolice")),
             "12: reference prefix CITYPOLICE is that of contact 'city-police'; set "
             "'reference_prefix'"},
        Case{"route", added("[[route]]\nto = [\"city-polise\"]\n"),
             "13: unknown contact 'city-polise'; did you mean 'city-police'?"},
        Case{"route twice", added("[[route]]\nto = [\"city-police\", \"city-police\"]\n"),
             "13: 'to' names 'city-police' twice"},
        Case{"empty route", added("[[route]]\nto = []\n"), "13: 'to' must not be empty"},
        Case{"alarms", added("[alarms]\ncontact = \"nobody\"\n"),
             "13: unknown contact 'nobody'; there are city-police"}));

INSTANTIATE_TEST_SUITE_P(
    Combinations, OneProblem,
    testing::Values(
        Case{"addresses", added("[server]\nadmin = \"127.0.0.1:8080\"\n"),
             "13: 'admin' must not be the same address as 'public'"},
        Case{"tls", added("[server]\ntls_certificate = \"tls.crt\"\n"),
             "13: 'tls_certificate' needs 'tls_key' beside it"},
        Case{"admin tls", added("[server]\nadmin_tls_key = \"tls.crt\"\n"),
             "13: 'admin_tls_key' needs 'admin_tls_certificate' beside it"},
        Case{"tls file", added("[server]\ntls_key = \"tls.crt\"\ntls_certificate = \"none.crt\"\n"),
             "14: 'tls_certificate' names a file that is not there"},
        Case{"window", added("[intake]\nconversation_window = \"2d\"\n"),
             "13: 'conversation_window' must not be longer than pseudonym_days (1)"},
        Case{"retention", with("[keys]", "[keys]\nretention_days = 2"),
             "4: 'retention_days' must not be shorter than [delivery] give_up_after (3d)"},
        Case{"retry", added("[delivery]\nretry_delay_min = \"10m\"\nretry_delay_max = \"1m\"\n"),
             "13: 'retry_delay_min' must not be longer than retry_delay_max (1m)"},
        Case{"test mode channel",
             replaced(with("\"Line\"", "\"L\"\ntest_mode = true"), "127.0.0.1:9000",
                      "police.example"),
             "12: test_mode is on, and the host of 'url' is not on this machine"},
        Case{"test mode trick",
             replaced(with("\"Line\"", "\"L\"\ntest_mode = true"), "127.0.0.1:9000",
                      "127.0.0.1.example.org"),
             "12: test_mode is on"},
        Case{"test mode reply",
             replaced(with("\"Line\"", "\"L\"\ntest_mode = true"), "kind = \"generic\"",
                      "kind = \"generic\"\n" +
                          replaced(kannel_reply, "127.0.0.1:13013", "10.0.0.1")),
             "9: test_mode is on"}));

TEST(Load, TestModeAllowsThisMachine) {
    const ConfigFolder folder;
    for (const auto* host : {"127.0.0.1:9000", "127.8.8.8", "[::1]:9000", "localhost:9000"}) {
        const auto toml =
            replaced(with("\"Line\"", "\"L\"\ntest_mode = true"), "127.0.0.1:9000", host);
        EXPECT_THAT(folder.problems(toml), IsEmpty()) << host;
    }
}

TEST(Load, EveryOptionRefusesAnotherType) {
    // A date is a value of no option, so each key of each section must complain about it.
    for (const auto& info : sections()) {
        if (info.form != SectionForm::table) continue;
        for (const auto& entry : info.entries) {
            const ConfigFolder folder;
            const auto key = std::string(entry.option->key);
            const auto problems =
                folder.problems("[" + std::string(info.name) + "]\n" + key + " = 1979-05-27\n");
            EXPECT_THAT(problems, testing::Contains(HasSubstr("2: '" + key + "' must be"))) << key;
        }
    }
}

TEST(Load, PrefersTheOperatorsOwnProfile) {
    const ConfigFolder folder;
    folder.write(
        "providers/mine.toml",
        "title = \"Mine\"\n[request]\nbody = \"form\"\n[fields]\nid = [\"i\"]\ntext = [\"t\"]\n"
        "[verifier]\nkind = \"shared_secret\"\nwhere = \"header:X-Token\"\n");
    EXPECT_THAT(folder.problems(with("\"generic\"", "\"mine\"")), IsEmpty());
    folder.write("providers/mine.toml", "title = \"Mine\"\nbodi = 1\n");
    EXPECT_THAT(folder.problems(with("\"generic\"", "\"mine\"")),
                testing::Contains(HasSubstr("2: unknown key 'bodi'")));
}

TEST(Load, ShowsTheProblemsOfTheOperatorsLanguage) {
    const ConfigFolder folder;
    folder.write("languages/ru/messages.toml", "[texts]\n[commands]\n");
    EXPECT_THAT(folder.problems(good_config),
                testing::Contains(HasSubstr("text 'receipt' is missing")));
}

}  // namespace
}  // namespace tipwire::config
