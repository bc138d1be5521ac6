// SPDX-License-Identifier: Apache-2.0
// multimon-ng 1.2.0, what stands before POCSAG only with --label and --timestamp:
//
//   roof: 2026-11-21 21:15:37: POCSAG1200: Address: 1234567  Function: 3  Alpha:   Fire at 7<EOT>
//   POCSAG1200: Address: 1234560  Function: 0  Numeric: 7701000001
//   POCSAG1200: Address:     560  Function: 1                                   a tone only
//
// Later versions with --json:
//
//   {"demod_name":"POCSAG1200","address":1234567,"function":3,"alpha":"Fire at 7<EOT>"}
//
// Control characters are written as their names in angle brackets; a sender who writes "<EOT>" in
// letters cannot be told from one.
#include "gateway/app/modem/multimon_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "gateway/http/json.hpp"
#include "routing/domain/normalise.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;
using routing::Result;
using Reading = ReceivedPage::Reading;

struct Label {
    std::string_view plain, json;
    Reading reading;
};
constexpr std::array<Label, 3> labels{Label{"Numeric:", "numeric", Reading::numeric},
                                      Label{"Alpha:", "alpha", Reading::alpha},
                                      Label{"Skyper:", "skyper", Reading::skyper}};

Error no_page() { return {Errc::unreadable_body, "no page of POCSAG"}; }

// ---- text ---------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 33> control_names{
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS",  "HT",  "LF",
    "VT",  "FF",  "CR",  "SO",  "SI",  "DLE", "DC1", "DC2", "DC3", "DC4", "NAK",
    "SYN", "ETB", "CAN", "EM",  "SUB", "ESC", "FS",  "GS",  "RS",  "US",  "DEL"};

// The length of the control character's name that the text begins with, brackets included; or 0.
std::size_t control_at(std::string_view text) {
    if (!text.starts_with('<')) return 0;
    const auto end = text.substr(0, 5).find('>');
    if (end == text.npos) return 0;
    const auto name = text.substr(1, end - 1);
    const bool known =
        std::find(control_names.begin(), control_names.end(), name) != control_names.end();
    return known ? end + 1 : 0;
}

std::string words(std::string_view sent) {
    std::string text;
    while (!sent.empty()) {
        const auto control = control_at(sent);
        text += control > 0 ? ' ' : sent.front();
        sent.remove_prefix(std::max<std::size_t>(control, 1));
    }
    text.erase(text.find_last_not_of(" \r\n") + 1);
    return routing::to_valid_utf8(text);
}

// ---- the plain form -----------------------------------------------------------------------------

void skip_blanks(std::string_view& rest) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
}

bool take(std::string_view& rest, std::string_view word) {
    if (!rest.starts_with(word)) return false;
    rest.remove_prefix(word.size());
    return true;
}

template <class T>
bool take_number(std::string_view& rest, T& number) {
    skip_blanks(rest);
    const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc{}) return false;
    rest.remove_prefix(static_cast<std::size_t>(stop - rest.data()));
    return true;
}

// Where "POCSAG1200: Address:" begins: the first place, for a text may hold the same words.
std::size_t find_page(std::string_view line) {
    constexpr std::string_view protocol = "POCSAG";
    for (auto at = line.find(protocol); at != line.npos; at = line.find(protocol, at + 1)) {
        auto rest = line.substr(at + protocol.size());
        int bauds = 0;
        if (take_number(rest, bauds) && rest.starts_with(": Address:")) return at;
    }
    return line.npos;
}

// "2026-11-21 21:15:37: " at the end of what stands before the page.
std::optional<routing::Instant> time_before(std::string_view front) {
    constexpr std::size_t length = std::string_view("2026-11-21 21:15:37").size();
    if (!front.ends_with(": ") || front.size() < length + 2) return std::nullopt;
    std::string time(front.substr(front.size() - length - 2, length));
    if (time[10] != ' ') return std::nullopt;
    time[10] = 'T';
    return routing::parse_rfc3339(time + "Z");
}

// With a higher verbosity: "Certainty:    42  ".
void skip_certainty(std::string_view& rest) {
    int certainty = 0;
    if (take(rest, "Certainty:") && take_number(rest, certainty)) skip_blanks(rest);
}

bool is_sane(const ReceivedPage& page) {
    return page.address <= pager_address_max && page.function >= 0 && page.function <= 3;
}

Result<ReceivedPage> parse_plain(std::string_view line) {
    const auto start = find_page(line);
    if (start == line.npos) return no_page();
    ReceivedPage page;
    page.at = time_before(line.substr(0, start));
    auto rest = line.substr(line.find("Address:", start));
    if (!take(rest, "Address:") || !take_number(rest, page.address)) return no_page();
    skip_blanks(rest);
    if (!take(rest, "Function:") || !take_number(rest, page.function)) return no_page();
    if (!is_sane(page)) return no_page();
    skip_blanks(rest);
    skip_certainty(rest);
    if (rest.empty()) return page;
    for (const auto& label : labels) {
        if (!take(rest, label.plain)) continue;
        // "Numeric: ", "Alpha:   ", "Skyper:  ": blanks up to nine columns; then the text's own
        // begin.
        const auto column = std::string_view("Numeric: ").size() - label.plain.size();
        rest.remove_prefix(std::min(column, rest.size()));
        page.reading = label.reading;
        page.text = words(rest);
        return page;
    }
    return no_page();
}

// ---- JSON ---------------------------------------------------------------------------------------

Result<ReceivedPage> parse_json_form(std::string_view line) {
    const auto object = parse_json_object(line);
    if (!object) return no_page();
    const auto name = string_at(*object, "demod_name");
    const auto address = integer_at(*object, "address");
    const auto function = integer_at(*object, "function");
    if (!name || !name->value_or("").starts_with("POCSAG")) return no_page();
    if (!address || !*address || !function || !*function) return no_page();
    if (**address < 0 || **address > pager_address_max || **function < 0 || **function > 3)
        return no_page();
    ReceivedPage page;
    page.address = static_cast<std::uint32_t>(**address);
    page.function = static_cast<int>(**function);
    for (const auto& label : labels) {
        const auto text = string_at(*object, label.json);
        if (!text || !*text) continue;
        page.reading = label.reading;
        page.text = words(**text);
    }
    return page;
}

}  // namespace

Result<ReceivedPage> parse_multimon_line(std::string_view line) {
    if (line.size() > multimon_line_bytes_max) return Error{Errc::too_large, "a line without end"};
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line.starts_with('{') ? parse_json_form(line) : parse_plain(line);
}

std::optional<std::uint32_t> parse_pager_address(std::string_view text) {
    std::uint32_t address = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, address);
    if (error != std::errc{} || stop != end || address > pager_address_max) return std::nullopt;
    return address;
}

}  // namespace tipwire::gateway
