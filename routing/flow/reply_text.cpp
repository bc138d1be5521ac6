// SPDX-License-Identifier: Apache-2.0
// Filling in the code.
#include "routing/flow/reply_text.hpp"

namespace tipwire::routing {

namespace {

constexpr std::string_view help_prefix = "help:";

const std::string& words_of(const Catalogue& catalogue, std::string_view language,
                            std::string_view text_key) {
    if (!text_key.starts_with(help_prefix)) return catalogue.text(language, text_key);
    const auto* help = catalogue.help(language, text_key.substr(help_prefix.size()));
    return help == nullptr ? catalogue.text(language, "code.later") : *help;
}

}  // namespace

std::string help_text_key(std::string_view area) {
    return std::string(help_prefix) + std::string(area);
}

SecretString reply_text(const Catalogue& catalogue, ContentVault& vault, std::string_view language,
                        std::string_view text_key, TipSeq tip) {
    constexpr std::string_view placeholder = "{code}";
    std::string text = words_of(catalogue, language, text_key);
    const auto at = text.find(placeholder);
    if (at != std::string::npos && tip.value != 0)
        text.replace(at, placeholder.size(), vault.code_of(tip).grouped());
    return SecretString(std::move(text));
}

}  // namespace tipwire::routing
