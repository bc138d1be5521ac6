// SPDX-License-Identifier: Apache-2.0
// Runs the parts of a webhook one by one and writes down what each says.
#include "gateway/app/provider_trial.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/app/console_output.hpp"
#include "gateway/sms/field_map.hpp"
#include "gateway/sms/profile.hpp"
#include "routing/domain/redaction.hpp"

namespace tipwire::gateway {

namespace {

namespace json = boost::json;

constexpr std::size_t names_max = 64;  // of fields that are told

// ---- the proof ----------------------------------------------------------------------------------

json::object proof_said(std::string_view state, std::string_view why = {}) {
    json::object proof{{"state", state}};
    if (!why.empty()) proof["why"] = why;
    return proof;
}

json::object try_proof(const config::ProviderProfile& profile, const HookRequest& request,
                       const TrialSource& given, routing::Instant now) {
    const bool asymmetric = profile.verifier.kind == config::VerifierKind::ed25519;
    if (asymmetric && given.public_key.empty())
        return proof_said("not_checked", "no public key was given: --public-key KEY");
    if (!asymmetric && given.secret.empty())
        return proof_said("not_checked", "no secret was given: --secret-file FILE");
    config::Source source;
    source.name = "trial";
    source.kind = profile.name;
    source.secret = given.secret;
    source.user = given.user;
    source.public_key = given.public_key;
    source.signature_hash = given.signature_hash;
    auto reader = ProfileReader::create(profile, source, given.public_url);
    if (!reader) return proof_said("not_checked", reader.error().detail);
    if (reader->verify(request, now)) return proof_said("held");
    return proof_said(
        "failed",
        "another secret, another address (--public-url), another time (--at), or other "
        "bytes than were signed");
}

// "/hooks/sms/TOKEN": what stands behind the source's name.
std::string_view token_of(const config::ProviderProfile& profile, std::string_view path) {
    if (profile.verifier.where != "path:token") return {};
    const auto last = path.rfind('/');
    return last == 0 || path.find('/', 1) == last ? std::string_view{} : path.substr(last + 1);
}

// ---- fields by name -----------------------------------------------------------------------------

// "payload.messageId", "results[].from": the profile's way to write it.
void collect(const json::value& value, const std::string& path, std::vector<std::string>& names) {
    if (names.size() >= names_max) return;
    if (const auto* object = value.if_object()) {
        for (const auto& [key, member] : *object)
            collect(member, path.empty() ? std::string(key) : path + "." + std::string(key), names);
    } else if (const auto* array = value.if_array()) {
        if (!array->empty()) collect(array->front(), path + "[]", names);
    } else {
        names.push_back(path);
    }
}

void collect(const FormFields* fields, std::string_view prefix, std::vector<std::string>& names) {
    if (fields == nullptr) return;
    for (const auto& field : *fields) {
        const std::string name = std::string(prefix) + field.first;
        const bool known = std::find(names.begin(), names.end(), name) != names.end();
        if (!known && names.size() < names_max) names.push_back(name);
    }
}

// Every name of the request, as the field map writes them.
std::vector<std::string> names_in(const config::ProviderProfile& profile,
                                  const HookRequest& request) {
    std::vector<std::string> names;
    const auto fields = RequestFields::read(request, profile.body);
    if (fields && fields->json() != nullptr) {
        collect(*fields->json(), {}, names);
        const std::string root = profile.list_root.empty()           ? ""
                                 : profile.list_root.ends_with("[]") ? profile.list_root + "."
                                                                     : profile.list_root + "[].";
        for (auto& name : names) {
            if (!root.empty() && name.starts_with(root)) name.erase(0, root.size());
        }
    } else if (profile.body != config::BodyKind::raw && request->method != "GET") {
        collect(request.form(), {}, names);
    }
    const bool form =
        profile.body == config::BodyKind::form || profile.body == config::BodyKind::automatic;
    collect(request.query(), form && request->method == "GET" ? "" : "query:", names);
    return names;
}

std::vector<std::string> paths_of(const config::ProviderProfile& profile) {
    const auto& map = profile.fields;
    std::vector<std::string> paths;
    for (const auto* list :
         {&map.id, &map.id_suffix, &map.sender, &map.recipient, &map.subject, &map.text,
          &map.text_hex, &map.sent_at, &map.charset, &map.udh, &map.part_reference,
          &map.part_number, &map.part_total, &map.media_url, &map.media_type, &map.media_data})
        paths.insert(paths.end(), list->begin(), list->end());
    const auto& receipt = profile.receipt;
    for (const auto* list : {&receipt.id, &receipt.phone, &receipt.status, &receipt.code})
        paths.insert(paths.end(), list->begin(), list->end());
    for (const auto& rule : profile.rules) paths.push_back(rule.field);
    if (!profile.verifier.field.empty()) paths.push_back(profile.verifier.field);
    if (profile.verifier.where.starts_with("field:"))
        paths.push_back(profile.verifier.where.substr(6));
    return paths;
}

// "MediaUrl{n}" reads "MediaUrl0"; filters and the JSON inside a field do not matter here.
bool reads(const std::string& path, const std::string& name) {
    std::string plain = path.substr(0, path.find("{}"));
    const auto open = plain.find('[');
    const auto close = plain.find(']');
    if (open != plain.npos && close != plain.npos && plain.find("{n}") == plain.npos)
        plain.erase(open + 1, close - open - 1);
    const auto counted = plain.find("{n}");
    if (counted != plain.npos)
        return name.starts_with(plain.substr(0, counted)) &&
               name.ends_with(plain.substr(counted + 3)) && name.size() > plain.size() - 3;
    return plain == name || plain == name + "[]";
}

json::array unread(const config::ProviderProfile& profile, const HookRequest& request) {
    const auto paths = paths_of(profile);
    json::array names;
    for (const auto& name : names_in(profile, request)) {
        const bool used = std::any_of(paths.begin(), paths.end(),
                                      [&name](const auto& path) { return reads(path, name); });
        if (!used) names.emplace_back(name);
    }
    return names;
}

// ---- messages -----------------------------------------------------------------------------------

json::value sender_of(const routing::InboundMessage& message) {
    if (!message.sender) return nullptr;
    const auto number = message.sender->reveal();
    return json::object{{"digits", number.size() - 1}, {"begins", number.substr(0, 2)}};
}

json::object message_told(const routing::InboundMessage& message) {
    json::array media;
    for (const auto& one : message.media)
        media.push_back(
            json::object{{"type", one.type}, {"url", one.url}, {"bytes", one.data.size()}});
    const auto text = message.sender
                          ? routing::mask_own_number(message.text.reveal(), *message.sender)
                          : std::string(message.text.reveal());
    return {{"id", message.provider_id.reveal()},
            {"sender", sender_of(message)},
            {"recipient", message.recipient},
            {"text", text},
            {"part", json::object{{"reference", message.part.reference},
                                  {"number", message.part.number},
                                  {"total", message.part.total}}},
            {"sent_at", message.sent_at ? json::value(routing::to_rfc3339(*message.sent_at))
                                        : json::value(nullptr)},
            {"media", std::move(media)}};
}

int status_of(const routing::Error& error) {
    return error.code == routing::Errc::too_large ? 413 : 400;
}

std::string in_words(const config::FieldPaths& paths) {
    std::string words;
    for (const auto& path : paths) words += (words.empty() ? "" : ", ") + path;
    return words;
}

void try_fields(const config::ProviderProfile& profile, const HookRequest& request,
                json::object& result, json::array& problems) {
    json::array messages;
    int receipts = 0;
    std::size_t opt_outs = 0;
    const auto inbound = read_inbound(request, profile, "trial");
    if (inbound) {
        for (const auto& message : inbound->messages) messages.push_back(message_told(message));
        receipts = inbound->delivery_reports;
        opt_outs = inbound->opt_outs.size();
    } else {
        result["status"] = status_of(inbound.error());
        problems.emplace_back("not readable: " + inbound.error().detail + " (id is looked for in " +
                              in_words(profile.fields.id) + "; text in " +
                              in_words(profile.fields.text) + ")");
    }
    result["messages"] = std::move(messages);
    result["receipts"] = receipts;
    result["opt_outs"] = opt_outs;
    result["unread"] = unread(profile, request);
}

}  // namespace

json::object try_profile(const config::ProviderProfile& profile, const Request& request,
                         const TrialSource& source, routing::Instant now) {
    json::object result{{"profile", profile.name}, {"status", 200}};
    json::array problems;
    const HookRequest received(request, token_of(profile, request.path));
    const auto& methods = profile.methods;
    try_fields(profile, received, result, problems);
    result["proof"] = try_proof(profile, received, source, now);
    if (result["proof"].as_object().at("state") == "failed") result["status"] = 403;
    if (!accepts_media_type(profile, request)) {
        problems.emplace_back("Content-Type is '" + request.media_type() +
                              "'; the profile's media_types are " + in_words(profile.media_types));
        result["status"] = 415;
    }
    if (std::find(methods.begin(), methods.end(), request.method) == methods.end()) {
        problems.emplace_back("the method is " + std::string(request.method) +
                              "; the profile's methods are " + in_words(methods));
        result["status"] = 405;
    }
    result["problems"] = std::move(problems);
    if (result["status"] == 200)
        result["answer"] = json::object{{"content_type", profile.answer.content_type},
                                        {"body", profile.answer.body}};
    return result;
}

// ---- for people ---------------------------------------------------------------------------------

namespace {

std::string line(std::string_view name, std::string_view value) {
    std::string text = "  " + std::string(name);
    text.resize(std::max<std::size_t>(text.size() + 1, 14), ' ');
    return text + safe_for_terminal(value) + "\n";
}

std::string sender_in_words(const json::value& sender) {
    if (sender.is_null()) return "none that could be answered (a name, a short code, or nothing)";
    const auto& told = sender.as_object();
    return "present, " + json::serialize(told.at("digits")) + " digits, " +
           std::string(told.at("begins").as_string()) + "…";
}

std::string media_in_words(const json::object& one) {
    const std::string type(one.at("type").as_string());
    const std::string url(one.at("url").as_string());
    return (type.empty() ? "type unknown" : type) + ", " +
           (url.empty() ? json::serialize(one.at("bytes")) + " bytes inside" : url);
}

std::string message_in_words(const json::object& message) {
    std::string words = line("id", text_of(message, "id"));
    words += line("sender", sender_in_words(message.at("sender")));
    words += line("recipient", text_of(message, "recipient"));
    words += line("text", text_of(message, "text"));
    const auto& part = message.at("part").as_object();
    if (part.at("total").to_number<int>() > 1)
        words += line("part", json::serialize(part.at("number")) + " of " +
                                  json::serialize(part.at("total")) + ", reference " +
                                  json::serialize(part.at("reference")));
    const auto sent_at = text_of(message, "sent_at");
    words += line("sent at", sent_at.empty() ? "not said, or not readable" : sent_at);
    for (const auto& one : message.at("media").as_array())
        words += line("media", media_in_words(one.as_object()));
    return words;
}

std::string proof_in_words(const json::object& proof) {
    const auto state = text_of(proof, "state");
    if (state == "held") return "proof: holds\n";
    const std::string start = state == "failed" ? "proof: DOES NOT HOLD: " : "proof: NOT CHECKED: ";
    return start + safe_for_terminal(text_of(proof, "why")) + "\n";
}

std::string answer_in_words(const json::object& result) {
    const auto* answer = result.if_contains("answer");
    const std::string start = "answer: " + json::serialize(result.at("status"));
    if (answer == nullptr) return start + ", refused\n";
    const auto body = text_of(answer->as_object(), "body");
    if (body.empty()) return start + ", no body\n";
    return start + " " + text_of(answer->as_object(), "content_type") + ", " +
           std::to_string(body.size()) + " bytes: " + safe_for_terminal(body) + "\n";
}

}  // namespace

std::string trial_in_words(const json::object& result) {
    std::string words = proof_in_words(result.at("proof").as_object());
    for (const auto& problem : result.at("problems").as_array())
        words += "problem: " + safe_for_terminal(problem.as_string()) + "\n";
    const auto& messages = result.at("messages").as_array();
    for (std::size_t at = 0; at < messages.size(); ++at)
        words += "message " + std::to_string(at + 1) + " of " + std::to_string(messages.size()) +
                 "\n" + message_in_words(messages[at].as_object());
    const auto receipts = result.at("receipts").to_number<int>();
    if (receipts > 0) words += "delivery receipts: " + std::to_string(receipts) + "\n";
    const auto opt_outs = result.at("opt_outs").to_number<int>();
    if (opt_outs > 0)
        words += "opt-outs: " + std::to_string(opt_outs) + ", return addresses are destroyed\n";
    if (messages.empty() && receipts == 0 && opt_outs == 0 &&
        result.at("problems").as_array().empty())
        words += "no message and no receipt: a rule of the profile leaves it aside\n";
    std::string unread;
    for (const auto& name : result.at("unread").as_array())
        unread += (unread.empty() ? "" : ", ") + safe_for_terminal(name.as_string());
    if (!unread.empty()) words += "fields that the profile does not use: " + unread + "\n";
    return words + answer_in_words(result);
}

}  // namespace tipwire::gateway
