// SPDX-License-Identifier: Apache-2.0
// What the answers to HELP need, and what an operator may have overlooked in them.
#include <algorithm>
#include <map>

#include "config/draft.hpp"
#include "routing/domain/segments.hpp"

namespace tipwire::config {

namespace {

std::vector<std::string> languages_in_use(const Settings& settings) {
    auto languages = settings.instance.languages;
    for (const auto& source : settings.sources) {
        for (const auto& tag : source.languages) {
            if (std::find(languages.begin(), languages.end(), tag) == languages.end())
                languages.push_back(tag);
        }
    }
    return languages;
}

}  // namespace

void check_help(const Draft& draft, Report& report) {
    const auto& settings = draft.settings;
    const int segments_max = settings.replies.segments_max;
    const auto used = languages_in_use(settings);
    std::map<std::string, int> lines;  // of areas
    for (std::size_t i = 0; i < draft.help.size(); ++i) {
        const auto& help = settings.help[i];
        const auto& table = *draft.help[i];
        const auto [first, fresh] = lines.emplace(help.area, line_of(table));
        if (!fresh) {
            report.add(line_of(table), "[[help]] of area '" + help.area +
                                           "' is there already, in line " +
                                           std::to_string(first->second));
        }
        const auto* texts = table.get_as<toml::table>("text");
        if (texts == nullptr) continue;  // reported as missing
        for (const auto& [tag, text] : help.text) {
            if (std::find(used.begin(), used.end(), tag) == used.end()) {
                report.add(line_of(*texts, tag),
                           "language '" + tag + "' is not in use; there are " + in_words(used));
            }
            if (const int count = routing::segments(text); count > segments_max) {
                report.add(line_of(*texts, tag),
                           "'" + tag + "' takes " + std::to_string(count) +
                               " messages, and segments_max of [replies] is " +
                               std::to_string(segments_max) + ": it would never be sent");
            }
        }
        const auto& first_language = settings.instance.languages.front();
        if (!texts->contains(first_language)) {
            report.add(line_of(*texts),
                       "'text' needs the default language '" + first_language + "'");
        }
    }
}

std::vector<std::string> advice_on_help(const Draft& draft) {
    std::vector<std::string> advice;
    const auto& settings = draft.settings;
    const auto add = [&](int line, std::string text) {
        advice.push_back(to_text({settings.file.string(), line, std::move(text)}));
    };
    for (std::size_t i = 0; i < draft.help.size(); ++i) {
        const auto* texts = draft.help[i]->get_as<toml::table>("text");
        if (texts == nullptr) continue;
        for (const auto& tag : languages_in_use(settings)) {
            const auto text = settings.help[i].text.find(tag);
            if (text == settings.help[i].text.end()) {
                add(line_of(*texts), "'text' has no '" + tag + "': '" +
                                         settings.instance.languages.front() + "' is sent instead");
            }
        }
    }
    return advice;
}

}  // namespace tipwire::config
