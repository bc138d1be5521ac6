// SPDX-License-Identifier: Apache-2.0
// Reading UTF-8 one code point at a time, and the classes of characters that people put between
// digits.
#pragma once

#include <optional>
#include <string_view>

namespace tipwire::routing {

// One step through a text: a code point, or an invalid byte sequence (maximal subpart, Unicode 15
// section 3.9), which is then to be read as U+FFFD.
struct CodePoint {
    char32_t value = 0;
    std::size_t size = 0;  // bytes taken; at least 1
    bool valid = true;
};
CodePoint read_code_point(std::string_view text);  // text must not be empty

// Takes it off the front; U+FFFD for what is invalid.
char32_t take_code_point(std::string_view& text);

bool is_blank(char32_t point);  // blanks of any width, tabs and line ends
bool is_dash(char32_t point);   // "-", U+2010 to U+2015, the minus sign
bool is_invisible(
    char32_t point);  // zero width and direction marks: phones paste them around numbers
// ASCII punctuation and symbols, quotation marks, dashes, the ellipsis, bullets, the number sign.
bool is_punctuation(char32_t point);
// What stands for an apostrophe inside a word, as in Uzbek "toʻxta": part of the word there.
bool is_apostrophe(char32_t point);
// The value of a digit: ASCII, full-width, Arabic-Indic (also the extended ones). nullopt for
// others.
std::optional<int> digit_value(char32_t point);
// Whether the UTF-8 of a digit begins with this byte; that of other characters may, too.
bool may_begin_digit(char byte);

}  // namespace tipwire::routing
