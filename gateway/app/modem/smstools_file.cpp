// SPDX-License-Identifier: Apache-2.0
// Header lines, an empty line, then the text's bytes up to the end of the file, without a line end.
//
//   From: 77010000001
//   From_TOA: 91 international, ISDN/telephone
//   Sent: 26-11-21 21:00:06
//   Received: 26-11-21 21:00:08
//   Modem: M1
//   Report: no
//   Alphabet: UCS2
//   Length: 3
//
//   04 14 04 30 00 21          "Да!", UTF-16BE as bytes
//
// A part that smsd could not join says so: "UDH-DATA: 05 00 03 C7 03 02".
#include "gateway/app/modem/smstools_file.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "gateway/sms/text_decoding.hpp"
#include "gateway/sms/udh.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;
using routing::Result;
using Headers = std::map<std::string_view, std::string_view>;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// Takes the headers and the empty line off the front of `rest`.
Result<Headers> take_headers(std::string_view& rest) {
    Headers headers;
    for (std::size_t count = 0; count <= smstools_headers_max; ++count) {
        const auto end = rest.find('\n');
        if (end == rest.npos)
            return Error{Errc::unreadable_body, "no empty line after the headers"};
        const auto line = trimmed(rest.substr(0, end));
        rest.remove_prefix(end + 1);
        if (line.empty()) return headers;
        const auto colon = line.find(':');
        if (colon == line.npos) return Error{Errc::unreadable_body, "a header without a colon"};
        headers.emplace(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    }
    return Error{Errc::too_large, "too many headers"};
}

std::string_view value(const Headers& headers, std::string_view name) {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : found->second;
}

// smsd leaves the "+" out and says by the type of address (3GPP TS 23.040, 9.1.2.5) what it was.
std::string sender(const Headers& headers) {
    const std::string from(value(headers, "From"));
    const auto type = value(headers, "From_TOA");
    if (type.starts_with("D0")) return {};  // a name of letters and digits, whatever it looks like
    return type.starts_with("91") && !from.starts_with('+') ? "+" + from : from;
}

// What smsd calls ISO is ISO-8859-15, of which GSM has one character that Latin-1 has not.
std::string from_iso(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        text += byte == '\xA4' ? std::string("€") : decode_text({&byte, 1}, "iso-8859-1");
    }
    return text;
}

std::string decoded(std::string_view bytes, std::string_view alphabet) {
    if (alphabet.starts_with("UCS2")) return decode_text(bytes, "utf-16be");
    if (alphabet.starts_with("UTF-8")) return decode_text(bytes, "utf-8");
    if (alphabet.starts_with("ISO")) return from_iso(bytes);
    return decode_text(bytes, "8-bit");
}

routing::Part part(const Headers& headers) {
    std::string udh(value(headers, "UDH-DATA"));
    std::erase(udh, ' ');
    return part_of_udh(udh).value_or(routing::Part{});
}

}  // namespace

Result<std::optional<HandedMessage>> parse_smstools_file(std::string_view name,
                                                         std::string_view bytes) {
    if (bytes.size() > handed_bytes_max)
        return Error{Errc::too_large, "more than a message can be"};
    std::string_view text = bytes;
    const auto headers = take_headers(text);
    if (!headers) return headers.error();
    if (value(*headers, "Report") == "yes" || headers->contains("Call_type"))
        return std::optional<HandedMessage>();
    if (!headers->contains("From")) return Error{Errc::unreadable_body, "no From header"};
    const auto alphabet = value(*headers, "Alphabet");
    if (alphabet == "binary" && !is_readable_text(text))
        return Error{Errc::unreadable_body, "a binary message that holds no text"};
    HandedMessage message;
    message.id = handed_id({"smstools", name, bytes});
    message.from = sender(*headers);
    message.text = decoded(text, alphabet);
    message.part = part(*headers);
    return std::optional(std::move(message));
}

}  // namespace tipwire::gateway
