// SPDX-License-Identifier: Apache-2.0
// Lower case by ranges; the pairs follow the Unicode 15 code charts.
#include "routing/domain/letter_case.hpp"

namespace tipwire::routing {

namespace {

bool within(char32_t point, char32_t first, char32_t last) {
    return point >= first && point <= last;
}
// In most extension blocks a capital stands right before its small letter.
char32_t even_is_capital(char32_t point) { return point | 1; }
char32_t odd_is_capital(char32_t point) { return point + (point & 1); }

char32_t lower_latin(char32_t point) {
    if (within(point, 0xC0, 0xDE))
        return point == 0xD7 ? point : point + 0x20;  // not the times sign
    if (point == 0x130 || point == 0x131) return U'i';
    if (point == 0x138 || point == 0x149) return point;  // small letters without a capital
    if (point == 0x178) return 0xFF;
    if (point == 0x17F) return U's';
    if (within(point, 0x139, 0x148) || within(point, 0x179, 0x17E)) return odd_is_capital(point);
    if (within(point, 0x100, 0x177)) return even_is_capital(point);
    if (point == 0x18F) return 0x259;  // schwa
    return point;
}

char32_t lower_cyrillic(char32_t point) {
    if (within(point, 0x400, 0x40F)) return point + 0x50;
    if (within(point, 0x410, 0x42F)) return point + 0x20;
    if (within(point, 0x482, 0x489)) return point;  // a sign and combining marks
    if (point == 0x4C0) return 0x4CF;               // palochka, apart from its block's order
    if (within(point, 0x4C1, 0x4CE)) return odd_is_capital(point);
    if (point == 0x4CF) return point;
    if (within(point, 0x460, 0x52F)) return even_is_capital(point);
    return point;
}

}  // namespace

char32_t to_lower(char32_t point) {
    if (within(point, U'A', U'Z')) return point + 0x20;
    if (point < 0xC0) return point;
    if (point < 0x250) return lower_latin(point);
    if (within(point, 0x400, 0x52F)) return lower_cyrillic(point);
    return point;
}

}  // namespace tipwire::routing
