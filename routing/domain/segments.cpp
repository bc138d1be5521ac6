// SPDX-License-Identifier: Apache-2.0
// Counting septets or UTF-16 units into messages.
#include "routing/domain/segments.hpp"

#include "routing/domain/code_points.hpp"

namespace tipwire::routing {

namespace {

// How many septets a character takes, 0 if the GSM alphabet does not have it. 3GPP TS 23.038,
// sections 6.2.1 and 6.2.1.1.
int septets(char32_t point) {
    constexpr std::u32string_view others = U"\n\r£¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
    constexpr std::u32string_view extended = U"\f^{}\\[~]|€";
    if (extended.find(point) != extended.npos) return 2;
    if (point == U'`') return 0;
    if (point >= U' ' && point <= U'~') return 1;
    return others.find(point) != others.npos ? 1 : 0;
}

int utf16_units(char32_t point) { return point > 0xFFFF ? 2 : 1; }

// Characters are put into messages one after the other; one that does not fit whole goes to the
// next.
int count(std::string_view text, int (*size_of)(char32_t), int alone_max, int each_max) {
    int total = 0, messages = 1, used = 0;
    while (!text.empty()) {
        const int size = size_of(take_code_point(text));
        total += size;
        if (used + size > each_max) {
            ++messages;
            used = 0;
        }
        used += size;
    }
    return total <= alone_max ? 1 : messages;
}

}  // namespace

bool is_gsm_text(std::string_view text) {
    while (!text.empty()) {
        if (septets(take_code_point(text)) == 0) return false;
    }
    return true;
}

int segments(std::string_view text) {
    if (text.empty()) return 0;
    return is_gsm_text(text) ? count(text, septets, 160, 153) : count(text, utf16_units, 70, 67);
}

}  // namespace tipwire::routing
