// SPDX-License-Identifier: Apache-2.0
// Masks the sender's own number: "call me at 8 (926) 000-00-01" of +79260000001 becomes "call me at
// [***]".
#include "routing/domain/redaction.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "routing/domain/digit_runs.hpp"

namespace tipwire::routing {

namespace {

// With this many own digits alone, anything around them may make another number of them ("495"
// before the seven of a city number); with that many they are the sender's, whatever stands beside
// them.
constexpr std::size_t own_digits_min = 7;
constexpr std::size_t sure_digits_min = 9;
constexpr std::size_t country_code_max = 3;

// Digits first to last (inclusive) of a run spell the sender's number, or its end.
struct Match {
    std::size_t first = 0;
    std::size_t last = 0;
};

class Matcher {
public:
    Matcher(const DigitRun& run, std::string_view own) : run_(run), own_(own) {}

    // The longest spelling that ends with this digit. masked: how many digits of the run are masked
    // already, counted to the last of them; behind these there is nothing in front.
    std::optional<Match> ending_at(std::size_t last, std::size_t masked) const {
        const std::size_t common = common_suffix(last, own_);
        if (common < own_digits_min) return std::nullopt;
        if (auto whole = whole_number(last, common)) return whole;
        if (!ends_group(last)) return std::nullopt;
        for (std::size_t count = common; count >= own_digits_min; --count) {
            const std::size_t first = last + 1 - count;
            if (first > 0 && is_trunk(first - 1) && fits(first - 1, last, count, masked)) {
                return Match{first - 1, last};
            }
            if (fits(first, last, count, masked)) return Match{first, last};
        }
        return std::nullopt;
    }

private:
    char digit(std::size_t at) const { return run_.digits[at].value; }
    bool is_trunk(std::size_t at) const { return digit(at) == '8' || digit(at) == '0'; }
    bool starts_group(std::size_t at) const {
        return at == 0 || run_.digits[at].before != Gap::none;
    }
    bool ends_group(std::size_t at) const {
        return at + 1 == run_.digits.size() || run_.digits[at + 1].before != Gap::none;
    }

    // How many digits up to this one are the last ones of `digits`, at most all of them.
    std::size_t common_suffix(std::size_t last, std::string_view digits) const {
        std::size_t count = 0;
        while (count < digits.size() && count <= last &&
               digit(last - count) == digits[digits.size() - 1 - count]) {
            ++count;
        }
        return count;
    }

    // The number with its country code, also "+44 (0) 7911 123456", and an international prefix
    // before it.
    std::optional<Match> whole_number(std::size_t last, std::size_t common) const {
        std::size_t length = own_.size();
        if (common < own_.size()) {
            const auto code = country_code_before_trunk(last, common);
            if (!code) return std::nullopt;
            ++length;
        }
        const std::size_t first = last + 1 - length;
        const bool apart = starts_group(first) && ends_group(last);
        const bool certain = length == own_.size() && length >= sure_digits_min;
        if (!certain && !apart) return std::nullopt;
        return Match{with_international_prefix(first), last};
    }

    // Its length, if a trunk digit was put between the country code and the rest.
    std::optional<std::size_t> country_code_before_trunk(std::size_t last,
                                                         std::size_t common) const {
        for (std::size_t length = 1; length <= country_code_max; ++length) {
            const std::size_t rest = own_.size() - length;
            if (rest > common || last < rest + length || !is_trunk(last - rest)) continue;
            if (common_suffix(last - rest - 1, own_.substr(0, length)) == length) return length;
        }
        return std::nullopt;
    }

    std::size_t with_international_prefix(std::size_t first) const {
        for (const std::string_view prefix : {"00", "810", "011"}) {
            const bool there =
                first >= prefix.size() && common_suffix(first - 1, prefix) == prefix.size();
            if (there && starts_group(first - prefix.size())) return first - prefix.size();
        }
        return first;
    }

    // May these digits, `count` of them the end of the sender's number, stand for it?
    bool fits(std::size_t first, std::size_t last, std::size_t count, std::size_t masked) const {
        if (!starts_group(first)) return false;
        if (count >= sure_digits_min) {
            // "+1 926 000 00 01" is a number of its own; of more than 15 digits two were written.
            const bool other_country = run_.plus && first > 0 && last < e164_digits_max;
            return !other_country;
        }
        const bool nothing_before = first == masked || run_.digits[first].before == Gap::line;
        const bool nothing_after =
            last + 1 == run_.digits.size() || run_.digits[last + 1].before != Gap::separator;
        return nothing_before && nothing_after;
    }

    const DigitRun& run_;
    std::string_view own_;
};

// Overlapping spellings become one: of "8 111 111 11 11" the first eight ones fit as well as all
// ten.
std::vector<Match> matches_in(const DigitRun& run, std::string_view own) {
    std::vector<Match> matches;
    const Matcher matcher(run, own);
    for (std::size_t last = 0; last < run.digits.size(); ++last) {
        const std::size_t masked = matches.empty() ? 0 : matches.back().last + 1;
        auto match = matcher.ending_at(last, masked);
        if (!match) continue;
        while (!matches.empty() && matches.back().last >= match->first) {
            match->first = std::min(match->first, matches.back().first);
            matches.pop_back();
        }
        matches.push_back(*match);
    }
    return matches;
}

// The "+", and a bracket that closes inside, go with the number.
std::size_t begin_of(const Match& match, const DigitRun& run, std::string_view text) {
    if (match.first == 0 && run.plus) return run.begin;
    const std::size_t begin = run.digits[match.first].begin;
    const auto inside = text.substr(begin, run.digits[match.last].end - begin);
    const auto opens = std::count(inside.begin(), inside.end(), '(');
    const auto closes = std::count(inside.begin(), inside.end(), ')');
    const bool bracket = begin > 0 && text[begin - 1] == '(' && closes > opens;
    return bracket ? begin - 1 : begin;
}

}  // namespace

std::string mask_own_number(std::string_view text, const PhoneNumber& sender) {
    if (!may_hold_digits(text, own_digits_min)) return std::string(text);
    const std::string_view own = sender.reveal().substr(1);  // without "+"
    std::string masked;
    masked.reserve(text.size());
    std::size_t copied = 0;
    for (std::size_t at = 0; at < text.size();) {
        const DigitRun run = next_digit_run(text, at);
        for (const auto& match : matches_in(run, own)) {
            const std::size_t begin = begin_of(match, run, text);
            masked.append(text.substr(copied, begin - copied)).append(mask);
            copied = run.digits[match.last].end;
        }
    }
    masked.append(text.substr(copied));
    return masked;
}

}  // namespace tipwire::routing
