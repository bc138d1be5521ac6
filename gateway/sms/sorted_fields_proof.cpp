// SPDX-License-Identifier: Apache-2.0
// Proof by a hash over the sorted fields, which stands among them (Vonage's SMS API).
//
// msisdn=7701..&text=a%26b&to=7700..&sig=<hex>      of a GET's query, a form or a JSON object
// sig = md5("&msisdn=7701..&text=a_b&to=7700.." secret), or an HMAC of it with the secret as key
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>

#include "gateway/http/json.hpp"
#include "gateway/sms/proof_forms.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

using SortedFields = std::map<std::string, std::string>;

// A name given twice, or one with a separator in it, could be read in two ways: nullopt.
std::optional<SortedFields> sorted_form(const FormFields* fields) {
    if (fields == nullptr) return std::nullopt;
    SortedFields sorted;
    for (const auto& [name, value] : *fields) {
        if (!sorted.emplace(name, value).second) return std::nullopt;
    }
    return sorted;
}

std::optional<SortedFields> sorted_json(std::string_view body) {
    const auto object = parse_json_object(body);
    if (!object) return std::nullopt;
    SortedFields sorted;
    for (const auto& [name, value] : *object) {
        if (value.is_object() || value.is_array()) return std::nullopt;
        const auto* const text = value.if_string();
        sorted.emplace(name, text              ? std::string(*text)
                             : value.is_null() ? std::string()
                                               : boost::json::serialize(value));
    }
    return sorted;
}

std::optional<SortedFields> sorted_fields_of(const HookRequest& request) {
    if (request->body.empty()) return sorted_form(request.query());
    if (!request->query.empty()) return std::nullopt;  // it would go unsigned
    return is_form(request) ? sorted_form(request.form()) : sorted_json(request->body);
}

// "&name=value" of each but the signature; "&" and "=" in values are "_".
std::optional<std::string> joined_fields(const SortedFields& fields, std::string_view signature) {
    std::string joined;
    for (const auto& [name, value] : fields) {
        if (name.find_first_of("&=") != name.npos) return std::nullopt;
        if (name == signature) continue;
        joined += '&' + name + '=';
        const auto start = joined.size();
        joined += value;
        std::replace_if(
            joined.begin() + static_cast<std::ptrdiff_t>(start), joined.end(),
            [](char c) { return c == '&' || c == '='; }, '_');
    }
    return joined;
}

class SortedFieldsProof : public OriginProof {
public:
    SortedFieldsProof(std::string field, std::vector<Hmac> keys, config::Secrets md5_secrets)
        : field_(std::move(field)), keys_(std::move(keys)), md5_secrets_(std::move(md5_secrets)) {}

    bool holds(const HookRequest& request, routing::Instant) override {
        auto fields = sorted_fields_of(request);
        if (!fields) return false;
        const auto presented = fields->find(field_);
        bool found = false;
        auto joined = joined_fields(*fields, field_);
        if (presented != fields->end() && joined) found = is_signed(*joined, presented->second);
        if (joined) routing::wipe(*joined);
        for (auto& [name, value] : *fields) routing::wipe(value);
        return found;
    }

private:
    bool is_signed(std::string_view joined, std::string_view presented) {
        bool found = false;
        for (auto& key : keys_) found |= equals_hex(presented, key.of({joined}));
        for (const auto& secret : md5_secrets_)
            found |= equals_hex(presented, md5({joined, secret.reveal()}));
        return found;
    }

    std::string field_;
    std::vector<Hmac> keys_;       // of an HMAC
    config::Secrets md5_secrets_;  // of the bare hash
};

std::optional<Hmac::Hash> sorted_fields_hash(std::string_view name) {
    if (name == "hmac_md5") return Hmac::Hash::md5;
    if (name == "hmac_sha1") return Hmac::Hash::sha1;
    if (name == "hmac_sha256") return Hmac::Hash::sha256;
    if (name == "hmac_sha512") return Hmac::Hash::sha512;
    return std::nullopt;
}

}  // namespace

ProofResult make_sorted_fields_proof(const config::Verifier& verifier,
                                     const config::Source& source) {
    const auto& name = source.signature_hash.empty() ? verifier.hash : source.signature_hash;
    std::vector<Hmac> keys;
    config::Secrets md5_secrets;
    if (name == "md5") {
        md5_secrets = source.secret;
    } else if (const auto hash = sorted_fields_hash(name)) {
        keys = keys_of(source.secret, *hash);
    } else {
        return unusable_proof("the source's signature hash is unknown");
    }
    return std::make_unique<SortedFieldsProof>(verifier.field, std::move(keys),
                                               std::move(md5_secrets));
}

}  // namespace tipwire::gateway
