// SPDX-License-Identifier: Apache-2.0
// One pass over a text that collects digits and the gaps between them.
#include "routing/domain/digit_runs.hpp"

#include <algorithm>

#include "routing/domain/code_points.hpp"

namespace tipwire::routing {

namespace {

constexpr int separators_max = 4;

bool is_plus(char32_t point) { return point == U'+' || point == 0xFF0B; }

bool is_mark(char32_t point) {
    switch (point) {
        case U'.':
        case U'/':
        case U'(':
        case U')':
        case 0xFF08:  // full-width brackets, hyphen and full stop come with full-width digits
        case 0xFF09:
        case 0xFF0D:
        case 0xFF0E: return true;
        default: return is_dash(point);
    }
}

bool is_line_end(char32_t point) { return point == U'\n' || point == U'\r'; }

// What has been seen since the last digit (or since a "+" before the first one).
struct Between {
    int separators = 0;
    bool marks = false;
    bool line = false;
    bool anything = false;

    // False if the character ends the run.
    bool take(char32_t point) {
        if (is_invisible(point)) return anything = true;
        if (!is_blank(point) && !is_mark(point)) return false;
        anything = true;
        marks = marks || (is_mark(point) && point != U'/');
        line = line || is_line_end(point);
        return ++separators <= separators_max;
    }
    Gap gap() const {
        if (!anything) return Gap::none;
        if (marks) return Gap::separator;
        return line ? Gap::line : Gap::blank;
    }
};

}  // namespace

DigitRun next_digit_run(std::string_view text, std::size_t& at) {
    DigitRun run;
    Between between;
    for (; at < text.size();) {
        const auto point = read_code_point(text.substr(at));
        const auto digit = digit_value(point.value);
        if (digit) {
            const Gap gap = run.digits.empty() ? Gap::none : between.gap();
            if (run.digits.empty() && !run.plus) run.begin = at;
            run.digits.push_back({static_cast<char>('0' + *digit), gap, at, at + point.size});
            between = {};
        } else if (!between.take(point.value)) {
            if (!run.digits.empty()) break;
            run.plus = is_plus(point.value);
            run.begin = at;
            between = {};
        }
        at += point.size;
    }
    return run;
}

bool may_hold_digits(std::string_view text, std::size_t count) {
    const auto found = std::count_if(text.begin(), text.end(), may_begin_digit);
    return static_cast<std::size_t>(found) >= count;
}

}  // namespace tipwire::routing
