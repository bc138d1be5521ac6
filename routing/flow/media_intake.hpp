// SPDX-License-Identifier: Apache-2.0
// What is stored of the media of a message when it comes in.
#pragma once

#include <functional>
#include <vector>

#include "routing/domain/message_body.hpp"
#include "routing/port/content_vault.hpp"
#include "routing/port/medium_store.hpp"

namespace tipwire::routing {

// Of a source.
struct MediaPolicy {
    bool enabled = false;  // something is done with media; else they are only sealed
    bool fetches = false;  // its profile or configuration names hosts to fetch from
    int per_message_max = 10;
};

// One for each medium, media_per_message_max at most, sealed under the tip's key. new_id: random.
std::vector<NewMedium> seal_media(ContentVault& vault, const OpenTipKey& key,
                                  const std::vector<Media>& media, const MediaPolicy& policy,
                                  const std::function<MediumId()>& new_id);

// What the body of the message says of them: their types, so that a reader knows to look for them.
std::vector<Media> named_only(const std::vector<Media>& media);

}  // namespace tipwire::routing
