// SPDX-License-Identifier: Apache-2.0
// One call of CLD2. Its "best effort" is left off: it would name a language for any three letters.
#include "gateway/language/cld2_guesser.hpp"

#include <cstdio>  // the next header needs it and does not say so

#include <cld2/public/compact_lang_det.h>

namespace tipwire::gateway {

namespace {

constexpr std::size_t looked_at_max = 1024;  // bytes

// How many bytes of it to look at: whole characters only.
std::size_t beginning(std::string_view text) {
    if (text.size() <= looked_at_max) return text.size();
    std::size_t size = looked_at_max;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    return size;
}

class Cld2Guesser : public routing::LanguageGuesser {
public:
    std::optional<routing::LanguageHint> guess(std::string_view text) override {
        bool reliable = false;
        int valid = 0;  // what is not UTF-8 makes it say "unknown"
        const auto language = CLD2::DetectLanguageCheckUTF8(
            text.data(), static_cast<int>(beginning(text)), true, &reliable, &valid);
        if (language == CLD2::UNKNOWN_LANGUAGE) return std::nullopt;
        routing::LanguageHint hint;
        hint.language = CLD2::LanguageCode(language);
        hint.sure = reliable;
        return hint;
    }
};

}  // namespace

std::unique_ptr<routing::LanguageGuesser> make_cld2_guesser() {
    return std::make_unique<Cld2Guesser>();
}

}  // namespace tipwire::gateway
