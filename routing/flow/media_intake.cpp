// SPDX-License-Identifier: Apache-2.0
// Addresses are sealed as they are; what came inline is sealed in pieces, to be cleaned later.
#include "routing/flow/media_intake.hpp"

#include <algorithm>

#include "routing/flow/media_sealing.hpp"

namespace tipwire::routing {

namespace {

constexpr std::size_t type_size_max = 100;  // longer ones are no media types

MediumState state_of(const Media& medium, const MediaPolicy& policy) {
    const bool here = medium.url.empty();
    if (!policy.enabled) return here ? MediumState::uncleaned : MediumState::held;
    return here || policy.fetches ? MediumState::waiting : MediumState::held;
}

std::string type_of(const Media& medium) {
    return medium.type.size() <= type_size_max ? medium.type : std::string();
}

}  // namespace

std::vector<NewMedium> seal_media(ContentVault& vault, const OpenTipKey& key,
                                  const std::vector<Media>& media, const MediaPolicy& policy,
                                  const std::function<MediumId()>& new_id) {
    std::vector<NewMedium> sealed;
    for (const auto& medium : media) {
        if (sealed.size() == media_per_message_max) break;
        MediumHead head;
        head.id = new_id();
        head.type = type_of(medium);
        head.url = medium.url;
        head.size = medium.data.size();
        NewMedium& row = sealed.emplace_back();
        row.state = state_of(medium, policy);
        if (static_cast<int>(sealed.size()) > policy.per_message_max) {
            row.state = MediumState::refused;
            row.reason = "too_many";
        }
        row.head = seal_head(vault, key, head);
        row.pieces = seal_pieces(vault, key, head.id, medium.data);
    }
    return sealed;
}

std::vector<Media> named_only(const std::vector<Media>& media) {
    std::vector<Media> named;
    for (const auto& medium : media) named.push_back({type_of(medium), {}, {}});
    return named;
}

}  // namespace tipwire::routing
