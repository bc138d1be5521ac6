// SPDX-License-Identifier: Apache-2.0
// Proof by the secret itself, in a place that the profile names.
//
// POST /hooks/kannel/TOKEN                              path:token
// POST /hooks/sms  Authorization: Basic base64(u:p)     basic
// POST /hooks/sms  event=incoming_message&secret=TOKEN  field:secret
#include "gateway/sms/proof_forms.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

enum class Place { token, query, header, field, basic };

// Only hashes are kept and compared, so that not even a secret's length shows in the time it takes.
class SharedSecretProof : public OriginProof {
public:
    SharedSecretProof(Place place, std::string name, std::vector<Digest256> accepted)
        : place_(place), name_(std::move(name)), accepted_(std::move(accepted)) {}

    bool holds(const HookRequest& request, routing::Instant) override {
        std::string presented = find_in(request);
        const Digest256 digest = sha256(routing::as_bytes(presented));
        routing::wipe(presented);
        bool found = false;
        for (const auto& one : accepted_)
            found |= equal_constant_time(routing::as_text(digest), routing::as_text(one));
        return found;
    }

private:
    // "" where nothing is presented, which is never accepted: a secret is never blank.
    std::string find_in(const HookRequest& request) const {
        switch (place_) {
            case Place::token: return std::string(request.path_token());
            case Place::header: return std::string(only_header(request, name_).value_or(""));
            case Place::query: return value_of(request.query());
            case Place::field: return is_form(request) ? value_of(request.form()) : std::string();
            case Place::basic:
                return basic_credentials(only_header(request, "Authorization").value_or(""));
        }
        return {};
    }

    std::string value_of(const FormFields* fields) const {
        const std::string* const value = fields != nullptr ? find(*fields, name_) : nullptr;
        return value != nullptr ? *value : std::string();
    }

    // RFC 7617: "Basic " and base64 of "user:password"; the scheme's case does not matter.
    static std::string basic_credentials(std::string_view header) {
        constexpr std::string_view scheme = "basic ";
        if (header.size() < scheme.size()) return {};
        for (std::size_t at = 0; at < scheme.size(); ++at) {
            if ((header[at] | 0x20) != scheme[at]) return {};
        }
        const auto decoded = from_base64(header.substr(scheme.size()));
        return decoded ? std::string(routing::as_text(*decoded)) : std::string();
    }

    Place place_;
    std::string name_;
    std::vector<Digest256> accepted_;
};

std::optional<std::pair<Place, std::string>> read_place(std::string_view where) {
    if (where == "path:token") return std::pair(Place::token, std::string());
    if (where == "basic") return std::pair(Place::basic, std::string());
    const auto colon = where.find(':');
    if (colon == where.npos || colon + 1 == where.size()) return std::nullopt;
    std::string name(where.substr(colon + 1));
    if (where.starts_with("query:")) return std::pair(Place::query, std::move(name));
    if (where.starts_with("header:")) return std::pair(Place::header, std::move(name));
    if (where.starts_with("field:")) return std::pair(Place::field, std::move(name));
    return std::nullopt;
}

}  // namespace

ProofResult make_shared_secret_proof(const config::Verifier& verifier,
                                     const config::Source& source) {
    auto place = read_place(verifier.where);
    if (!place) return unusable_proof("the profile's verifier looks in an unknown place");
    const bool basic = place->first == Place::basic;
    if (basic && source.user.empty())
        return unusable_proof("this provider proves itself by user and secret: give a user");
    std::vector<Digest256> accepted;
    for (const auto& secret : source.secret) {
        std::string value = basic ? source.user + ":" + secret.reveal() : secret.reveal();
        accepted.push_back(sha256(routing::as_bytes(value)));
        routing::wipe(value);
    }
    return std::make_unique<SharedSecretProof>(place->first, std::move(place->second),
                                               std::move(accepted));
}

}  // namespace tipwire::gateway
