// SPDX-License-Identifier: Apache-2.0
// The shipped provider profiles read any request: messages with valid texts, or a refusal.
// Input: a byte that chooses the profile, a line for the query, one for the Content-Type, the body.
#include "gateway/sms/profile.hpp"

#include <vector>

#include "config/source_tree.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/valid_text.hpp"
#include "tests/support/sms_support.hpp"

namespace tipwire::fuzz {

namespace {

gateway::ProfileReader make_reader(const std::string& name) {
    auto profile = config::load_profile(name, {config::shipped_data});
    require(std::holds_alternative<config::ProviderProfile>(profile));
    config::Source source;
    source.name = "sms";
    source.kind = name;
    source.secret.emplace_back("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz");
    auto reader = gateway::ProfileReader::create(std::get<config::ProviderProfile>(profile), source,
                                                 "https://tips.example.org");
    require(reader.has_value());
    return std::move(*reader);
}

gateway::ProfileReader& reader_of(std::size_t index) {
    static auto kannel = make_reader("kannel");
    static auto twilio = make_reader("twilio");
    static auto generic = make_reader("generic");
    return index == 0 ? kannel : index == 1 ? twilio : generic;
}

}  // namespace

void run(Input input) {
    auto& reader = reader_of(input.choose(3));
    test::SmsRequest request;
    request.target = "/hooks/sms?" + std::string(input.line());
    request.headers = {{"Content-Type", std::string(input.line())},
                       {"X-Kannel-From", "+79261234567"}};
    request.body = std::string(input.rest());
    const auto& view = request.view();
    (void)reader.accepts_media_type(view);
    const gateway::HookRequest received(view, "token");
    (void)reader.verify(received, routing::from_unix_seconds(1'800'000'000));
    const auto inbound = reader.parse(received);
    if (!inbound) return;
    require(inbound->messages.size() <= gateway::messages_per_request_max);
    for (const auto& message : inbound->messages) {
        require(is_valid_text(message.text.reveal()));
        require(!message.provider_id.reveal().empty());
    }
}

}  // namespace tipwire::fuzz
