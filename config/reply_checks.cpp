// SPDX-License-Identifier: Apache-2.0
// Whether what is to be answered can be sent: texts that are short enough, and numbers that may be
// answered.
#include <algorithm>

#include "config/draft.hpp"
#include "routing/domain/segments.hpp"

namespace tipwire::config {

namespace {

// As a tip code is written; every code is as long.
std::string with_code(std::string text) {
    constexpr std::string_view placeholder = "{code}";
    const auto at = text.find(placeholder);
    if (at != text.npos) text.replace(at, placeholder.size(), "0000 0000 0000 0000");
    return text;
}

// Two prefixes that can have a number in common, or look alike enough to be one country's.
bool is_of_country(std::string_view line, std::string_view prefix) {
    constexpr std::size_t country = 3;  // "+7x", "+99"
    return line.starts_with(prefix) || line.substr(0, country) == prefix.substr(0, country);
}

}  // namespace

void check_replies(const Draft& draft, const routing::Catalogue& catalogue,
                   const std::vector<std::string>& languages, Report& report) {
    const int segments_max = draft.settings.replies.segments_max;
    for (const auto& language : languages) {
        for (const auto key : routing::text_keys) {
            const int count = routing::segments(with_code(catalogue.text(language, key)));
            if (count <= segments_max) continue;
            report.add(draft.line("replies", "segments_max"),
                       "text '" + std::string(key) + "' of language '" + language + "' takes " +
                           std::to_string(count) + " messages, and segments_max is " +
                           std::to_string(segments_max) + ": it would never be sent");
        }
    }
}

std::vector<std::string> advice_on_replies(const Draft& draft) {
    std::vector<std::string> advice;
    const auto& prefixes = draft.settings.replies.allowed_prefixes;
    for (std::size_t i = 0; i < draft.sources.size(); ++i) {
        const auto& source = draft.settings.sources[i];
        if (!source.reply || !source.line.starts_with('+')) continue;
        const bool fits = std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& prefix) {
            return is_of_country(source.line, prefix);
        });
        if (fits) continue;
        const Problem told{draft.settings.file.string(), line_of(*draft.sources[i], "reply"),
                           "numbers of the country of this line are not in 'allowed_prefixes' of "
                           "[replies]: those who write from there would hear nothing"};
        advice.push_back(to_text(told));
    }
    return advice;
}

}  // namespace tipwire::config
