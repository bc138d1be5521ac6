// SPDX-License-Identifier: Apache-2.0
// The words of a reply, made when it is sent: a tip code is in no row of the store.
#pragma once

#include <string>
#include <string_view>

#include "routing/domain/catalogue.hpp"
#include "routing/domain/secret.hpp"
#include "routing/port/content_vault.hpp"

namespace tipwire::routing {

// The key of what HELP answers in an area, for NewReply::text_key.
std::string help_text_key(std::string_view area);

// tip: 0 for a reply that belongs to none; then the text has no {code}. A help text that is no
// longer configured when it is to be sent becomes "code.later".
SecretString reply_text(const Catalogue& catalogue, ContentVault& vault, std::string_view language,
                        std::string_view text_key, TipSeq tip);

}  // namespace tipwire::routing
