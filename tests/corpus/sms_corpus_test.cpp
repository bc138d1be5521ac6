// SPDX-License-Identifier: Apache-2.0
// Replays recorded requests of SMS providers through the shipped profiles, down to the stored
// message.
//
// tests/corpus/sms/<provider>/*.http holds the bytes, expected.json what must come of them. A
// provider that is not shipped has its profile in docs/examples, as an operator has it beside the
// configuration.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include "config/source_tree.hpp"
#include "gateway/crypto/mac.hpp"
#include "tests/support/sms_switchboard.hpp"

namespace tipwire::gateway {
namespace {

namespace json = boost::json;
using test::SmsRequest;
using test::SmsSwitchboard;

// ---- reading the corpus -------------------------------------------------------------------------

const std::filesystem::path folder =
    std::filesystem::path(config::source_tree) / "tests/corpus/sms";

std::vector<std::string> providers() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

config::ProviderProfile profile_of(const std::string& provider) {
    const std::filesystem::path tree(config::source_tree);
    auto loaded = config::load_profile(provider, {tree / "docs/examples", config::shipped_data});
    if (auto* profile = std::get_if<config::ProviderProfile>(&loaded)) return std::move(*profile);
    throw std::runtime_error(config::to_text(std::get<1>(loaded).at(0)));
}

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string take_line(std::string& head) {
    const auto end = head.find("\r\n");
    std::string line = head.substr(0, end);
    head.erase(0, end == head.npos ? end : end + 2);
    return line;
}

SmsRequest read_request(const std::filesystem::path& file) {
    const std::string bytes = bytes_of(file);
    const auto end = bytes.find("\r\n\r\n");
    if (end == bytes.npos) throw std::runtime_error("no end of head in " + file.string());
    std::string head = bytes.substr(0, end);

    SmsRequest request;
    const std::string first = take_line(head);
    const auto method_end = first.find(' ');
    request.method = first.substr(0, method_end);
    request.target = first.substr(method_end + 1, first.rfind(' ') - method_end - 1);
    while (!head.empty()) {
        const std::string line = take_line(head);
        const auto colon = line.find(": ");
        request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    request.body = bytes.substr(end + 4);
    return request;
}

struct Case {
    std::string provider;
    const json::object* expected = nullptr;  // of the whole provider; lives as long as the program
    const json::object* expect = nullptr;    // of this case

    std::string file() const { return std::string(expect->at("file").as_string()); }
    std::string kind() const { return std::string(expect->at("kind").as_string()); }
    int status() const { return static_cast<int>(expect->at("status").as_int64()); }
    std::filesystem::path path(std::string_view name) const { return folder / provider / name; }
    bool has_after() const { return expect->contains("after"); }
};

const json::object& expectations(const std::string& provider) {
    static std::map<std::string, json::value> read;
    auto& value = read[provider];
    if (value.is_null()) value = json::parse(bytes_of(folder / provider / "expected.json"));
    return value.as_object();
}

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const auto& provider : providers()) {
        const auto& expected = expectations(provider);
        for (const auto& one : expected.at("cases").as_array())
            cases.push_back({provider, &expected, &one.as_object()});
    }
    return cases;
}

std::string text_at(const json::object& object, std::string_view name) {
    return std::string(object.at(name).as_string());
}

std::string text_or_empty(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::int64_t number_or(const json::object& object, std::string_view name, std::int64_t otherwise) {
    const auto* value = object.if_contains(name);
    return value != nullptr ? value->as_int64() : otherwise;
}

// The provider's source; a case may have a public key or a method of signing of its own.
config::Source source_of(const Case& of) {
    const auto& described = of.expected->at("source").as_object();
    config::Source source;
    source.name = text_at(described, "name");
    source.kind = text_at(described, "kind");
    source.user = text_or_empty(described, "user");
    source.public_key = text_or_empty(described, "public_key");
    if (const auto* secrets = described.if_contains("secrets")) {
        for (const auto& secret : secrets->as_array())
            source.secret.emplace_back(std::string(secret.as_string()));
    }
    if (const auto* own = of.expect->if_contains("source")) {
        source.signature_hash = text_or_empty(own->as_object(), "signature_hash");
        const auto key = text_or_empty(own->as_object(), "public_key");
        if (!key.empty()) source.public_key = key;
    }
    return source;
}

int receipts_of(const Case& of) {
    return static_cast<int>(
        number_or(*of.expect, "receipts", of.kind() == "delivery_receipt" ? 1 : 0));
}

// ---- comparing ----------------------------------------------------------------------------------

void expect_part(const json::object& expected, const routing::Part& part) {
    EXPECT_EQ(part.reference, expected.at("ref").as_int64());
    EXPECT_EQ(part.number, expected.at("number").as_int64());
    EXPECT_EQ(part.total, expected.at("total").as_int64());
}

void expect_media(const json::array& expected, const std::vector<routing::Media>& media) {
    ASSERT_EQ(media.size(), expected.size());
    for (std::size_t at = 0; at < media.size(); ++at) {
        const auto& one = expected[at].as_object();
        EXPECT_EQ(media[at].type, text_at(one, "type"));
        EXPECT_EQ(media[at].url, text_or_empty(one, "url"));
        EXPECT_EQ(to_base64(media[at].data), text_or_empty(one, "data"));
    }
}

void expect_message(const json::object& expected, const routing::InboundMessage& message) {
    EXPECT_EQ(message.provider_id.reveal(), text_at(expected, "id"));
    EXPECT_EQ(message.text.reveal(), text_at(expected, "text"));
    EXPECT_EQ(message.recipient, text_at(expected, "recipient"));
    const std::string_view sender = message.sender ? message.sender->reveal() : "";
    EXPECT_EQ(sender, text_or_empty(expected, "sender"));
    EXPECT_EQ(message.sent_at, routing::parse_rfc3339(text_or_empty(expected, "sent_at")));
    expect_part(expected.at("part").as_object(), message.part);
    expect_media(expected.at("media").as_array(), message.media);
}

void expect_stored(const json::object& expected, const routing::MessageBody& body) {
    EXPECT_EQ(body.text.reveal(), text_at(expected, "text"));
    EXPECT_EQ(body.recipient, text_at(expected, "recipient"));
    expect_part(expected.at("part").as_object(), body.part);
    // Of a picture only its type is kept with the text; address and bytes are sealed apart.
    const auto& media = expected.at("media").as_array();
    ASSERT_EQ(body.media.size(), media.size());
    for (std::size_t at = 0; at < media.size(); ++at)
        EXPECT_EQ(body.media[at].type, text_at(media[at].as_object(), "type"));
}

bool operator==(const Response& left, const Response& right) {
    return left.status == right.status && left.content_type == right.content_type &&
           left.body == right.body && left.headers == right.headers;
}

// Counts and configured names only.
void expect_clean(const std::vector<std::string>& lines, const Case& of) {
    for (const auto& line : lines) {
        for (const auto* number : {"7701", "5005550006", "254700", "46700", "8701"})
            EXPECT_EQ(line.find(number), line.npos) << line;
        EXPECT_TRUE(line.starts_with("sms.refused source=" + of.provider + " why=") ||
                    line.starts_with("sms.refused source= why=") ||
                    line == "sms.delivery_reports source=" + of.provider + " count=1")
            << line;
    }
}

// ---- the replay ---------------------------------------------------------------------------------

class SmsCorpus : public testing::TestWithParam<Case> {
protected:
    std::int64_t now() const { return GetParam().expected->at("now").as_int64(); }
    std::string public_url() const { return text_at(*GetParam().expected, "public_url"); }
    json::array messages() const {
        const auto* listed = GetParam().expect->if_contains("messages");
        return listed != nullptr ? listed->as_array() : json::array();
    }
    // Parts wait for each other; "joined" is the text that the last of them completes.
    void expect_all_stored(std::span<const routing::MessageBody> stored) const {
        json::array expected = messages();
        const auto end = std::remove_if(expected.begin(), expected.end(), [](const auto& one) {
            return one.at("part").at("total").as_int64() > 1 && one.at("sender").is_string();
        });
        expected.erase(end, expected.end());
        const auto* joined = GetParam().expect->if_contains("joined");
        ASSERT_EQ(stored.size(), expected.size() + (joined != nullptr ? 1 : 0));
        for (std::size_t at = 0; at < expected.size(); ++at)
            expect_stored(expected[at].as_object(), stored[at]);
        if (joined != nullptr) {
            EXPECT_EQ(stored.back().text.reveal(), std::string_view(joined->as_string()));
        }
    }
    std::unique_ptr<SmsSwitchboard> switchboard() const {
        return std::make_unique<SmsSwitchboard>(profile_of(GetParam().provider),
                                                source_of(GetParam()), public_url(), now());
    }
};

class SmsCorpusReading : public SmsCorpus {};
class SmsCorpusCut : public SmsCorpus {};

TEST_P(SmsCorpusReading, IsReadAsExpected) {
    const auto& of = GetParam();
    auto reader =
        test::value_of(ProfileReader::create(profile_of(of.provider), source_of(of), public_url()));
    SmsRequest request = read_request(of.path(of.file()));
    const auto& view = request.view();
    const std::string_view rest =
        view.path.substr(std::min(reader.path().size(), view.path.size()));
    const std::string_view token = rest.empty() ? rest : rest.substr(1);

    const bool accepted = reader.accepts_media_type(view);
    const HookRequest received(view, token);
    const bool proved = reader.verify(received, routing::from_unix_seconds(now())).has_value();
    EXPECT_EQ(accepted, of.status() != 415);
    if (accepted) {
        EXPECT_EQ(proved, of.status() != 403);
    }
    if (of.status() == 400) {
        EXPECT_FALSE(reader.parse(received));
    }
    if (of.status() != 200) return;
    const auto inbound = test::value_of(reader.parse(received));
    EXPECT_EQ(inbound.delivery_reports, receipts_of(of));
    if (of.kind() == "repeat") return;
    const auto expected = messages();
    ASSERT_EQ(inbound.messages.size(), expected.size());
    for (std::size_t at = 0; at < expected.size(); ++at)
        expect_message(expected[at].as_object(), inbound.messages[at]);
}

TEST_P(SmsCorpus, IsAnsweredAndStoredAsExpected) {
    const auto& of = GetParam();
    const auto board = switchboard();
    if (of.has_after()) {
        for (const auto& earlier : of.expect->at("after").as_array()) {
            SmsRequest first = read_request(of.path(std::string(earlier.as_string())));
            ASSERT_EQ(board->answer(first).status, 200);
        }
    }
    const auto before = board->stored().size();

    SmsRequest request = read_request(of.path(of.file()));
    const Response answer = board->answer(request);

    EXPECT_EQ(answer.status, of.status());
    if (of.status() == 200) {
        const auto& wanted = of.expected->at("answer").as_object();
        EXPECT_EQ(answer.content_type, text_at(wanted, "content_type"));
        EXPECT_EQ(answer.body, text_at(wanted, "body"));
    }
    const auto stored = board->stored();
    expect_all_stored(std::span(stored).subspan(before));
    expect_clean(board->log.lines, of);
}

TEST_P(SmsCorpus, IsAnsweredTheSameWhenItComesAgainAndStoresNothing) {
    const auto board = switchboard();
    SmsRequest request = read_request(GetParam().path(GetParam().file()));
    const Response first = board->answer(request);
    ASSERT_EQ(first.status, GetParam().status());
    const auto stored = board->stored().size();

    for (int times = 0; times < 3; ++times) EXPECT_TRUE(board->answer(request) == first);

    EXPECT_EQ(board->stored().size(), stored);
}

// A cut body must be refused, by its proof or by its form: no prefix may pass for the whole. Bodies
// that nobody signs and whose prefix is one too ("cut": false) are the server's to check by their
// length.
TEST_P(SmsCorpusCut, IsRefusedWhenItIsCut) {
    const auto& of = GetParam();
    SmsRequest request = read_request(of.path(of.file()));
    const auto board = switchboard();
    const std::string whole = request.body;
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 23) {
        request.body = whole.substr(0, size);
        const auto status = board->answer(request).status;
        EXPECT_TRUE(status == 403 || status == 400) << size;
    }
    EXPECT_TRUE(board->stored().empty());
}

// ---- which case is for which test ---------------------------------------------------------------

std::vector<Case> cases_where(bool (*wanted)(const Case&)) {
    std::vector<Case> cases;
    for (const auto& one : all_cases()) {
        if (wanted(one)) cases.push_back(one);
    }
    return cases;
}

bool is_read(const Case& of) { return of.status() != 404 && of.status() != 405; }

bool has_a_body_to_cut(const Case& of) {
    return of.status() == 200 && !of.expected->contains("cut") &&
           !read_request(of.path(of.file())).body.empty();
}

void PrintTo(const Case& of, std::ostream* out) { *out << of.provider << "/" << of.file(); }

std::string name_of(const testing::TestParamInfo<Case>& info) {
    std::string name = std::filesystem::path(info.param.file()).stem().string();
    for (char& c : name) {
        if (c == '-') c = '_';
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Recorded, SmsCorpus, testing::ValuesIn(all_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Recorded, SmsCorpusReading, testing::ValuesIn(cases_where(is_read)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Recorded, SmsCorpusCut, testing::ValuesIn(cases_where(has_a_body_to_cut)),
                         name_of);

TEST(SmsCorpusFolder, HasAGoodAndAForgedCaseOfEveryShippedProfile) {
    const auto cases = all_cases();
    for (const auto& name : config::profile_names({config::shipped_data})) {
        const auto has = [&](int status, bool messages) {
            return std::any_of(cases.begin(), cases.end(), [&](const Case& one) {
                return one.provider == name && one.status() == status &&
                       one.expect->contains("messages") == messages;
            });
        };
        EXPECT_TRUE(has(200, true)) << name;
        EXPECT_TRUE(has(403, false)) << name;
    }
}

TEST(SmsCorpusFolder, HasItsProvidersInTheTableOfTheDocuments) {
    const auto table =
        bytes_of(std::filesystem::path(config::source_tree) / "docs/sms-providers.md");
    for (const auto& name : config::profile_names({config::shipped_data}))
        EXPECT_NE(table.find("| `" + name + "` |"), table.npos) << name;
}

TEST(SmsCorpusFolder, NamesEveryFile) {
    for (const auto& provider : providers()) {
        std::vector<std::string> named;
        for (const auto& one : expectations(provider).at("cases").as_array())
            named.push_back(text_at(one.as_object(), "file"));
        for (const auto& file : std::filesystem::directory_iterator(folder / provider)) {
            if (file.path().extension() != ".http") continue;
            EXPECT_NE(std::find(named.begin(), named.end(), file.path().filename()), named.end())
                << file.path().filename();
        }
    }
}

}  // namespace
}  // namespace tipwire::gateway
