// SPDX-License-Identifier: Apache-2.0
// Finds what may be telephone numbers in a text: runs of digits with the separators people put
// between them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace tipwire::routing {

// How a digit is set apart from the digit before it in its run.
enum class Gap : unsigned char {
    none,       // it follows directly
    blank,      // by blanks or slashes only: the digits may be two numbers
    line,       // by blanks with a line end among them
    separator,  // by dashes, dots or brackets too: people put these within a number
};

struct RunDigit {
    char value = '0';
    Gap before = Gap::none;  // of the first digit of a run: none
    std::size_t begin = 0;   // bytes of the text
    std::size_t end = 0;
};

struct DigitRun {
    std::vector<RunDigit> digits;
    bool plus = false;      // "+" stands before it,
    std::size_t begin = 0;  // here; else the begin of its first digit
};

// Takes the next run at or after position `at`, and moves `at` behind it. Between two digits of a
// run stand at most four separators (") - " and one more). No digits left: an empty run.   Linear
// in the bytes it passes.
DigitRun next_digit_run(std::string_view text, std::size_t& at);

// False: the text has fewer digits than that. A look at its bytes, for the many texts without any.
bool may_hold_digits(std::string_view text, std::size_t count);

}  // namespace tipwire::routing
