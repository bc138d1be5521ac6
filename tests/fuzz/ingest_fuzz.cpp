// SPDX-License-Identifier: Apache-2.0
// What modem daemons and receivers hand over: read or refused, and always one line of JSON.
#include <map>

#include "gateway/app/ingest.hpp"
#include "gateway/app/modem/gammu_message.hpp"
#include "gateway/app/modem/page_feed.hpp"
#include "gateway/app/modem/smstools_file.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/valid_text.hpp"

namespace tipwire::fuzz {
namespace {

// What was read goes on to the daemon, which must be able to read it.
void check(const gateway::HandedMessage& message) {
    const auto line = gateway::to_ingest_line(message);
    require(is_valid_text(line));
    require(line.find('\n') == line.npos);
    require(gateway::parse_ingest_line("modem", line).has_value());
}

void smstools(Input input) {
    const auto message = gateway::parse_smstools_file("GSM1.aaaaaa", input.rest());
    if (message && *message) check(**message);
}

// NAME=VALUE lines, as the environment is; values after the last "=" line are a file.
void gammu(Input input) {
    std::map<std::string, std::string, std::less<>> values;
    for (auto count = input.choose(12); count > 0; --count) {
        const auto line = input.line();
        const auto equals = line.find('=');
        if (equals != line.npos) values.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    const auto variable = [&](const std::string& name) -> const char* {
        const auto found = values.find(name);
        return found == values.end() ? nullptr : found->second.c_str();
    };
    const std::string name(input.line());
    const std::vector<gateway::GammuFile> files{{name, std::string(input.rest())}};
    const auto called = gateway::parse_gammu_call(variable, files);
    if (called) check(*called);
    const auto left = gateway::parse_gammu_files(files);
    if (left) check(*left);
    if (called && left) require(called->id == left->id);
}

void multimon(Input input) {
    gateway::PageRules rules;
    rules.addresses = {1234567, 7};
    gateway::PageFeed feed(rules);
    for (int second = 0; !input.rest().empty(); ++second)
        feed.take(input.line(), std::chrono::seconds{second});
    feed.settle();
    for (const auto& message : feed.ready()) {
        require(!message.text.empty() && message.from.empty());
        check(message);
    }
}

}  // namespace

void run(Input input) {
    switch (input.choose(3)) {
        case 0: return smstools(input);
        case 1: return gammu(input);
        default: return multimon(input);
    }
}

}  // namespace tipwire::fuzz
