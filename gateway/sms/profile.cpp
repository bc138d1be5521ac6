// SPDX-License-Identifier: Apache-2.0
// A provider profile at work for one source: proof, then messages.
#include "gateway/sms/profile.hpp"

#include <algorithm>

#include "gateway/sms/field_map.hpp"
#include "gateway/sms/message_reader.hpp"
#include "gateway/sms/verifiers.hpp"

namespace tipwire::gateway {

using routing::Errc;
using routing::Error;
using routing::Result;

struct ProfileReader::State {
    config::ProviderProfile profile;
    std::string source;
    std::string path;
    std::unique_ptr<OriginProof> proof;
};

ProfileReader::ProfileReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ProfileReader::ProfileReader(ProfileReader&&) noexcept = default;
ProfileReader& ProfileReader::operator=(ProfileReader&&) noexcept = default;
ProfileReader::~ProfileReader() = default;

Result<ProfileReader> ProfileReader::create(config::ProviderProfile profile,
                                            const config::Source& source, std::string public_url) {
    if (profile.fields.id.empty())
        return Error{Errc::bad_request, "the profile maps no id: repeats could not be told apart"};
    auto proof = make_origin_proof(profile.verifier, source, std::move(public_url));
    if (!proof) return proof.error();
    auto state = std::make_unique<State>();
    state->profile = std::move(profile);
    state->source = source.name;
    state->path = source.path.empty() ? "/hooks/" + source.name : source.path;
    state->proof = std::move(*proof);
    return ProfileReader(std::move(state));
}

bool accepts_media_type(const config::ProviderProfile& profile, const Request& request) {
    const auto& accepted = profile.media_types;
    if (accepted.empty() || (request.body.empty() && request.header("Content-Type").empty()))
        return true;
    return std::find(accepted.begin(), accepted.end(), request.media_type()) != accepted.end();
}

Result<void> ProfileReader::verify(const HookRequest& request, routing::Instant now) {
    if (state_->proof->holds(request, now)) return {};
    return Error{Errc::bad_signature, "the proof of origin does not hold"};
}

namespace {

void note_opt_out(const MessageFields& fields, const config::FieldPaths& id,
                  const config::FieldPaths& phone, const config::ProviderProfile& profile,
                  Inbound& inbound) {
    const auto number = read_phone(fields, phone, profile);
    if (!number) return;
    auto named = fields.first(id).value_or(std::string());
    inbound.opt_outs.push_back({routing::SecretString(std::move(named)), *number});
}

bool says_one_of(const MessageFields& fields, const config::FieldPaths& paths,
                 const std::vector<std::string>& words) {
    const auto word = fields.first(paths);
    return word && std::find(words.begin(), words.end(), *word) != words.end();
}

void read_receipt(const MessageFields& fields, const config::ProviderProfile& profile,
                  Inbound& inbound) {
    const auto& map = profile.receipt;
    ++inbound.delivery_reports;
    if (says_one_of(fields, map.status, map.delivered)) ++inbound.delivered;
    if (says_one_of(fields, map.status, map.failed)) ++inbound.failed;
    if (says_one_of(fields, map.code, map.opted_out))
        note_opt_out(fields, map.id, map.phone, profile, inbound);
}

}  // namespace

Result<Inbound> read_inbound(const HookRequest& request, const config::ProviderProfile& profile,
                             const std::string& source) {
    const auto fields = RequestFields::read(request, profile.body);
    if (!fields) return fields.error();
    const auto found = messages_of(*fields, profile.list_root, messages_per_request_max);
    if (!found) return found.error();

    Inbound inbound;
    for (const auto& one : *found) {
        const auto rule = rule_of(one, profile);
        if (rule == "receipt") read_receipt(one, profile, inbound);
        if (rule == "stop")
            note_opt_out(one, profile.fields.id, profile.fields.sender, profile, inbound);
        if (!rule.empty() && rule != "message") continue;
        auto message = read_message(one, profile, source);
        if (!message) return message.error();
        inbound.messages.push_back(std::move(*message));
    }
    return inbound;
}

Result<Inbound> ProfileReader::parse(const HookRequest& request) const {
    return read_inbound(request, state_->profile, state_->source);
}

const config::ProviderProfile& ProfileReader::profile() const { return state_->profile; }
bool ProfileReader::accepts_media_type(const Request& request) const {
    return gateway::accepts_media_type(state_->profile, request);
}
const std::string& ProfileReader::path() const { return state_->path; }
bool ProfileReader::takes_token() const {
    const auto& verifier = state_->profile.verifier;
    return verifier.kind == config::VerifierKind::shared_secret && verifier.where == "path:token";
}

}  // namespace tipwire::gateway
