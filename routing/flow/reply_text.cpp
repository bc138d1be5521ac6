// SPDX-License-Identifier: Apache-2.0
// Filling in the code.
#include "routing/flow/reply_text.hpp"

namespace tipwire::routing {

SecretString reply_text(const Catalogue& catalogue, ContentVault& vault, std::string_view language,
                        std::string_view text_key, TipSeq tip) {
    constexpr std::string_view placeholder = "{code}";
    std::string text = catalogue.text(language, text_key);
    const auto at = text.find(placeholder);
    if (at != std::string::npos && tip.value != 0)
        text.replace(at, placeholder.size(), vault.code_of(tip).grouped());
    return SecretString(std::move(text));
}

}  // namespace tipwire::routing
