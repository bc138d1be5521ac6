// SPDX-License-Identifier: Apache-2.0
// Words to reports. The gateway's state table judges them; only the form is looked at here.
#include "gateway/app/inbox_command.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "gateway/http/json_writer.hpp"
#include "routing/domain/referral.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;
using routing::Result;

enum class Argument { none, register_number, decision };

struct Verb {
    std::string_view word, state;
    Argument argument = Argument::none;
};
constexpr std::array verbs{
    Verb{"ack", "acknowledged"},  Verb{"register", "registered", Argument::register_number},
    Verb{"check", "under_check"}, Verb{"decide", "decided", Argument::decision},
    Verb{"close", "closed"},
};

std::vector<std::string> words_of(std::string_view line) {
    constexpr std::string_view blanks = " \t\r\n";
    std::vector<std::string> words;
    while (true) {
        const auto start = line.find_first_not_of(blanks);
        if (start == line.npos) return words;
        line.remove_prefix(start);
        const auto end = std::min(line.find_first_of(blanks), line.size());
        words.emplace_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

std::string report_of(const Verb& verb, std::string_view argument) {
    JsonWriter json;
    json.open_object().member("state", verb.state);
    if (verb.argument == Argument::decision) json.member("decision", argument);
    if (verb.argument == Argument::register_number) {
        json.key("register").open_object().member("number", argument).close_object();
    }
    json.close_object();
    return std::move(json).text();
}

}  // namespace

Result<InboxCommand> parse_inbox_command(std::string_view line) {
    const Error usage{Errc::bad_request, std::string(inbox_help)};
    const auto words = words_of(line);
    if (words.empty()) return usage;
    const auto verb = std::find_if(verbs.begin(), verbs.end(),
                                   [&](const Verb& one) { return one.word == words[0]; });
    const std::size_t wanted = verb == verbs.end() ? 0 : verb->argument == Argument::none ? 2 : 3;
    if (words.size() != wanted) return usage;
    if (verb->argument == Argument::decision && !routing::decision_named(words[2])) return usage;
    InboxCommand command;
    command.reference = words[1];
    command.state = verb->state;
    command.report = report_of(*verb, wanted == 3 ? words[2] : std::string{});
    return command;
}

InboxCommand acknowledgement_of(std::string reference) {
    InboxCommand command;
    command.reference = std::move(reference);
    command.state = "acknowledged";
    command.report = R"({"state":"acknowledged"})";
    return command;
}

}  // namespace tipwire::gateway
