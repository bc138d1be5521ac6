// SPDX-License-Identifier: Apache-2.0
// Looking up texts and command words, and the folding that makes words comparable.
#include "routing/domain/catalogue.hpp"

#include "routing/domain/assert.hpp"
#include "routing/domain/code_points.hpp"
#include "routing/domain/letter_case.hpp"
#include "routing/domain/normalise.hpp"

namespace tipwire::routing {

const std::string& Catalogue::text(std::string_view language, std::string_view key) const {
    for (const std::string_view tag : {language, std::string_view{fallback_}}) {
        const auto found = languages_.find(tag);
        if (found == languages_.end()) continue;
        const auto text = found->second.texts.find(key);
        if (text != found->second.texts.end()) return text->second;
    }
    TIPWIRE_ASSERT(false);  // config has checked that the fallback language has every text
}

const CommandWord* Catalogue::command(std::string_view folded_word) const {
    for (const auto& [tag, language] : languages_) {
        const auto found = language.commands.find(folded_word);
        if (found != language.commands.end()) return &found->second;
    }
    return nullptr;
}

std::string_view Catalogue::language_of(std::string_view folded_word) const {
    std::string_view only;
    for (const auto& [tag, language] : languages_) {
        if (!language.commands.contains(folded_word)) continue;
        if (!only.empty()) return {};
        only = tag;
    }
    return only;
}

const Language* Catalogue::language(std::string_view tag) const {
    const auto found = languages_.find(tag);
    return found == languages_.end() ? nullptr : &found->second;
}

const std::string* Catalogue::help_area(std::string_view area) const {
    for (;;) {
        const auto found = help_.find(area);
        if (found != help_.end()) return &found->first;
        if (area.empty()) return nullptr;
        const auto slash = area.rfind('/');
        area = slash == area.npos ? std::string_view{} : area.substr(0, slash);
    }
}

const std::string* Catalogue::help(std::string_view language, std::string_view area) const {
    const auto texts = help_.find(area);
    if (texts == help_.end()) return nullptr;
    for (const std::string_view tag : {language, std::string_view{fallback_}}) {
        const auto text = texts->second.find(tag);
        if (text != texts->second.end()) return &text->second;
    }
    return &texts->second.begin()->second;
}

char32_t fold_letter(char32_t point) { return is_apostrophe(point) ? U'\'' : to_lower(point); }

std::string fold_word(std::string_view word) {
    std::string folded;
    std::size_t end = 0;  // behind the last character that is no punctuation
    while (!word.empty()) {
        const char32_t point = take_code_point(word);
        const bool edge = is_blank(point) || is_punctuation(point) || is_invisible(point);
        if (edge && folded.empty()) continue;
        append_utf8(folded, fold_letter(point));
        if (!edge) end = folded.size();
    }
    folded.resize(end);
    return folded;
}

}  // namespace tipwire::routing
