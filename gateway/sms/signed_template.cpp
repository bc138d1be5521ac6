// SPDX-License-Identifier: Apache-2.0
// Takes a template apart once and fills it for each request.
#include "gateway/sms/signed_template.hpp"

#include <algorithm>

#include "gateway/crypto/freshness.hpp"
#include "gateway/http/ascii.hpp"
#include "gateway/sms/proof_forms.hpp"

namespace tipwire::gateway {
namespace {

constexpr std::size_t nonce_size_max = 256;

bool is_nonce(std::string_view text) {
    const auto allowed = [](char c) {
        return is_alphanumeric(c) || std::string_view("+/=_-").find(c) != std::string_view::npos;
    };
    return !text.empty() && text.size() <= nonce_size_max &&
           std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

routing::Result<SignedTemplate> SignedTemplate::create(const config::Verifier& verifier,
                                                       const std::string& public_url) {
    constexpr std::pair<std::string_view, Place> names[] = {{"{body}", Place::body},
                                                            {"{url}", Place::url},
                                                            {"{nonce}", Place::nonce},
                                                            {"{timestamp}", Place::timestamp}};
    SignedTemplate made;
    std::string_view rest = verifier.signed_text;
    while (!rest.empty()) {
        const auto open = rest.find('{');
        if (open > 0) made.pieces_.push_back({Place::literal, std::string(rest.substr(0, open))});
        if (open == rest.npos) break;
        rest.remove_prefix(open);
        const auto* const named = std::find_if(std::begin(names), std::end(names), [&](auto& one) {
            return rest.starts_with(one.first);
        });
        if (named == std::end(names))
            return unusable_proof("the profile's template has an unknown placeholder");
        made.pieces_.push_back({named->second, {}});
        rest.remove_prefix(named->first.size());
    }
    if (!made.uses(Place::body)) return unusable_proof("the profile's template signs no body");
    if (made.uses(Place::url) && public_url.empty())
        return unusable_proof("this provider signs the URL: set server.public_url");
    made.bases_ = made.uses(Place::url) ? with_and_without_port(public_url)
                                        : std::vector<std::string>{std::string()};
    made.nonce_header_ = verifier.nonce_header;
    made.timestamp_header_ = verifier.timestamp_header;
    made.window_ = verifier.window;
    return made;
}

bool SignedTemplate::uses(Place place) const {
    return std::any_of(pieces_.begin(), pieces_.end(),
                       [place](const Piece& piece) { return piece.place == place; });
}

std::optional<SignedTemplate::Values> SignedTemplate::values_of(const HookRequest& request,
                                                                routing::Instant now) const {
    Values values;
    if (uses(Place::nonce)) {
        values.nonce = only_header(request, nonce_header_).value_or("");
        if (!is_nonce(values.nonce)) return std::nullopt;
    }
    if (uses(Place::timestamp)) {
        values.timestamp = only_header(request, timestamp_header_).value_or("");
        if (!read_unix_seconds(values.timestamp)) return std::nullopt;
        if (window_.count() > 0 && !is_fresh(values.timestamp, now, window_)) return std::nullopt;
    }
    return values;
}

std::vector<SignedTemplate::Pieces> SignedTemplate::of(const HookRequest& request,
                                                       routing::Instant now) const {
    std::vector<Pieces> forms;
    const auto values = values_of(request, now);
    if (!values) return forms;
    for (const auto& base : bases_) {
        Pieces& form = forms.emplace_back();
        for (const auto& piece : pieces_) {
            switch (piece.place) {
                case Place::literal: form.push_back(piece.text); break;
                case Place::body: form.push_back(request->body); break;
                case Place::nonce: form.push_back(values->nonce); break;
                case Place::timestamp: form.push_back(values->timestamp); break;
                case Place::url:
                    form.push_back(base);
                    form.push_back(request->target);
                    break;
            }
        }
    }
    return forms;
}

}  // namespace tipwire::gateway
