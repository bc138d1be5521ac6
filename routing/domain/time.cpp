// SPDX-License-Identifier: Apache-2.0
// Instants and durations as text: "2026-11-21T20:39:00Z" (RFC 3339, section 5.6) and "15m".
#include "routing/domain/time.hpp"

#include <algorithm>
#include <array>

#include "routing/domain/calendar.hpp"

namespace tipwire::routing {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;

constexpr bool is_digit(char character) { return character >= '0' && character <= '9'; }

// "20:39:00" to the time since midnight. A leap second (":60") is taken as the second before it:
// system_clock has none, and a provider that reports one must not be refused for it.
std::optional<seconds> parse_time_of_day(std::string_view text) {
    if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
    const auto hour = parse_digits(text.substr(0, 2));
    const auto minute = parse_digits(text.substr(3, 2));
    const auto second = parse_digits(text.substr(6, 2));
    if (!hour || !minute || !second) return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return hours{*hour} + minutes{*minute} + seconds{std::min(*second, 59)};
}

// Takes ".123456" off the front; digits beyond the milliseconds are dropped. No fraction is zero.
std::optional<milliseconds> take_fraction(std::string_view& text) {
    if (text.empty() || text.front() != '.') return milliseconds{0};
    std::size_t end = 1;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == 1) return std::nullopt;
    int value = 0;
    for (std::size_t i = 1; i <= 3; ++i) value = value * 10 + (i < end ? text[i] - '0' : 0);
    text.remove_prefix(end);
    return milliseconds{value};
}

// "Z", "+05:00" or "-03:30": how far local time is ahead of UTC.
std::optional<minutes> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") return minutes{0};
    if (text.size() != 6 || text[3] != ':') return std::nullopt;
    if (text[0] != '+' && text[0] != '-') return std::nullopt;
    const auto hour = parse_digits(text.substr(1, 2));
    const auto minute = parse_digits(text.substr(4, 2));
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    const minutes offset = hours{*hour} + minutes{*minute};
    return text[0] == '-' ? -offset : offset;
}

struct DurationUnit {
    char letter;
    seconds length;
};
constexpr std::array<DurationUnit, 4> duration_units{{
    // longest first: to_text takes the first that fits
    {'d', days{1}},
    {'h', hours{1}},
    {'m', minutes{1}},
    {'s', seconds{1}},
}};
constexpr seconds duration_max = days{3652};  // ten years

}  // namespace

Instant round_down(Instant at, Duration precision) {
    if (precision <= Duration::zero()) return at;
    auto beyond = at.time_since_epoch() % precision;
    if (beyond < Duration::zero()) beyond += precision;
    return at - beyond;
}

namespace {

// Right-aligned in a field of zeros. Written for every delivery, where snprintf() is felt.
void put_number(std::string& text, std::size_t at, std::size_t digits, std::int64_t number) {
    for (auto i = at + digits; i-- > at; number /= 10)
        text[i] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string to_rfc3339(Instant at) {
    using namespace std::chrono_literals;
    // What four digits can say; an instant beyond comes from a damaged row, and is shown, not
    // fatal.
    constexpr Instant first{sys_days{0y / 1 / 1}};
    constexpr Instant last{sys_days{9999y / 12 / 31} + days{1} - milliseconds{1}};
    const auto second = std::chrono::floor<seconds>(std::clamp(at, first, last));
    const auto day = std::chrono::floor<days>(second);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{second - day};
    std::string text = "0000-00-00T00:00:00Z";
    put_number(text, 0, 4, static_cast<int>(date.year()));
    put_number(text, 5, 2, static_cast<unsigned>(date.month()));
    put_number(text, 8, 2, static_cast<unsigned>(date.day()));
    put_number(text, 11, 2, time.hours().count());
    put_number(text, 14, 2, time.minutes().count());
    put_number(text, 17, 2, time.seconds().count());
    return text;
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    if (text.size() < 20) return std::nullopt;
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
    const auto day = parse_date(text.substr(0, 10));
    const auto time = parse_time_of_day(text.substr(11, 8));
    auto tail = text.substr(19);
    const auto fraction = take_fraction(tail);
    const auto offset = parse_offset(tail);
    if (!day || !time || !fraction || !offset) return std::nullopt;
    return Instant{*day + *time + *fraction - *offset};
}

std::optional<Duration> parse_duration(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    const auto number = parse_digits(text.substr(0, text.size() - 1));
    const auto unit =
        std::find_if(duration_units.begin(), duration_units.end(),
                     [&](const DurationUnit& one) { return one.letter == text.back(); });
    if (!number || unit == duration_units.end()) return std::nullopt;
    const seconds duration = *number * unit->length;
    if (duration > duration_max) return std::nullopt;
    return duration;
}

std::string to_text(Duration duration) {
    const auto whole = std::chrono::duration_cast<seconds>(duration);
    for (const auto& unit : duration_units) {
        if (whole != seconds::zero() && whole % unit.length == seconds::zero()) {
            return std::to_string(whole / unit.length) + unit.letter;
        }
    }
    return "0s";
}

}  // namespace tipwire::routing
