// SPDX-License-Identifier: Apache-2.0
// An MO message as a source handed it over, before anonymise(). Never stored, printed or logged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "routing/domain/ids.hpp"
#include "routing/domain/message_body.hpp"
#include "routing/domain/phone_number.hpp"
#include "routing/domain/time.hpp"
#include "routing/domain/tip_text.hpp"

namespace tipwire::routing {

struct InboundMessage {
    std::string source;                 // the configured name of the source
    SecretString provider_id;           // names the sender at the provider: used for its MAC only
    std::optional<PhoneNumber> sender;  // empty: pager, short code, alphanumeric; never joined
    std::string recipient;              // the line that was written to
    TipText text;
    Part part;  // {total = 1}: a whole message
    std::vector<Media> media;
    std::optional<Instant> sent_at;  // as the provider says; never required
    std::vector<PartSeq> joined_of;  // parts in the store that it was made of; they go with it

    InboundMessage() =
        default;  // a user-declared constructor: see co_await and GCC 12 in CONTRIBUTING
};

}  // namespace tipwire::routing
