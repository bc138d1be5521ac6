// SPDX-License-Identifier: Apache-2.0
// RunOnReceive of a text in two parts:
//
//   arguments    IN20261121_205905_00_+77010000002_00.txt IN20261121_205905_00_+77010000002_01.txt
//   SMS_MESSAGES=2  SMS_1_NUMBER=+77010000002  SMS_1_TEXT=Длинное   SMS_2_NUMBER=…  SMS_2_TEXT=…
//   DECODED_PARTS=1  DECODED_1_TEXT=Длинное сообщение
//
// The files are IN<date>_<time>_<serial>_<sender>_<part>.<ext>: UTF-16BE with its mark, a NUL
// after the text and rubbish behind it; <serial> is the same for all parts. A text of one part has
// DECODED_PARTS=0.
#include "gateway/app/modem/gammu_message.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "gateway/sms/text_decoding.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;
using routing::Result;

// 0 where there is none, or nonsense.
std::size_t count_of(const Variables& variables, const std::string& name) {
    const char* const text = variables(name);
    std::size_t count = 0;
    if (text != nullptr) std::from_chars(text, text + std::string_view(text).size(), count);
    return count;
}

// The values of PREFIX_1_NAME to PREFIX_n_NAME, one after the other; nullopt if there is none.
std::optional<std::string> joined(const Variables& variables, const std::string& prefix,
                                  std::size_t count, const std::string& name) {
    std::optional<std::string> text;
    for (std::size_t at = 1; at <= count; ++at) {
        const char* const piece = variables(prefix + std::to_string(at) + name);
        if (piece == nullptr) continue;
        text = text.value_or(std::string()) + piece;
    }
    return text;
}

struct InboxName {
    std::string_view message;  // what the parts have in common: IN…_<serial>_<sender>
    std::string_view sender;
    std::string_view extension;
};

bool all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The sender may hold anything, underscores too; the rest is digits of known number.
std::optional<InboxName> read_name(std::string_view name) {
    const auto dot = name.rfind('.');
    const auto last = name.rfind('_', dot);
    constexpr std::size_t sender_at = std::string_view("IN20261121_205905_00_").size();
    if (dot == name.npos || last == name.npos || last < sender_at) return std::nullopt;
    const bool ours = name.starts_with("IN") && all_digits(name.substr(2, 8)) && name[10] == '_' &&
                      all_digits(name.substr(11, 6)) && name[17] == '_' &&
                      all_digits(name.substr(18, 2)) && name[20] == '_' &&
                      all_digits(name.substr(last + 1, dot - last - 1));
    if (!ours) return std::nullopt;
    return InboxName{name.substr(0, last), name.substr(sender_at, last - sender_at),
                     name.substr(dot + 1)};
}

// gammu ends a text with a NUL and at times writes what its memory held behind it.
std::string_view until_nul(std::string_view utf16) {
    for (std::size_t at = 0; at + 1 < utf16.size(); at += 2) {
        if (utf16[at] == '\0' && utf16[at + 1] == '\0') return utf16.substr(0, at);
    }
    return utf16;
}

// Errors: unreadable_body.
Result<std::string> text_of_file(const GammuFile& file) {
    std::string_view bytes = file.bytes;
    const auto name = read_name(file.name);
    if (!name) return Error{Errc::unreadable_body, "not a file of gammu's inbox"};
    if (name->extension == "smsbackup")
        return Error{Errc::unreadable_body, "gammu's backup format: set inboxformat = unicode"};
    if (bytes.starts_with("\xFE\xFF")) {
        bytes.remove_prefix(2);
        return decode_text(until_nul(bytes), "utf-16be");
    }
    if (name->extension != "txt" && !is_readable_text(bytes))
        return Error{Errc::unreadable_body, "a binary message that holds no text"};
    return decode_text(bytes, "8-bit");
}

Result<std::string> text_of_files(const std::vector<GammuFile>& files) {
    std::string text;
    for (const auto& file : files) {
        const auto piece = text_of_file(file);
        if (!piece) return piece.error();
        text += *piece;
    }
    return text;
}

// Errors: bad_request, too_large. Puts the parts in order.
Result<void> check(std::vector<GammuFile>& files) {
    if (files.empty())
        return Error{Errc::bad_request, "gammu names no files: service = files is needed"};
    if (files.size() > gammu_messages_max) return Error{Errc::too_large, "too many files"};
    std::size_t size = 0;
    for (const auto& file : files) size += file.name.size() + file.bytes.size();
    if (size > handed_bytes_max) return Error{Errc::too_large, "more than a message can be"};
    std::sort(files.begin(), files.end(),
              [](const GammuFile& a, const GammuFile& b) { return a.name < b.name; });
    return {};
}

std::string id_of(const std::vector<GammuFile>& files) {
    std::string ids;
    for (const auto& file : files) ids += handed_id({file.name, file.bytes});
    return handed_id({"gammu", ids});
}

}  // namespace

bool is_gammu_call(const Variables& variables) { return variables("SMS_MESSAGES") != nullptr; }

Result<HandedMessage> parse_gammu_call(const Variables& variables, std::vector<GammuFile> files) {
    if (const auto checked = check(files); !checked) return checked.error();
    const auto messages = count_of(variables, "SMS_MESSAGES");
    const auto parts = count_of(variables, "DECODED_PARTS");
    if (messages > gammu_messages_max || parts > gammu_messages_max)
        return Error{Errc::too_large, "too many parts"};
    auto text = joined(variables, "DECODED_", parts, "_TEXT");
    if (!text || text->empty()) text = joined(variables, "SMS_", messages, "_TEXT");
    if (!text)
        return Error{Errc::unreadable_body, "no text: a binary message or an MMS notification"};
    if (text->size() > handed_bytes_max)
        return Error{Errc::too_large, "more than a message can be"};
    HandedMessage message;
    message.id = id_of(files);
    const char* const from = variables("SMS_1_NUMBER");
    message.from = from == nullptr ? "" : from;
    message.text = decode_text(*text, "8-bit");
    return message;
}

Result<HandedMessage> parse_gammu_files(std::vector<GammuFile> files) {
    if (const auto checked = check(files); !checked) return checked.error();
    auto text = text_of_files(files);
    if (!text) return text.error();
    HandedMessage message;
    message.id = id_of(files);
    message.from = std::string(read_name(files.front().name)->sender);
    message.text = std::move(*text);
    return message;
}

std::vector<std::vector<std::string>> group_gammu_names(std::vector<std::string> names) {
    std::map<std::string, std::vector<std::string>, std::less<>> groups;
    std::sort(names.begin(), names.end());
    for (auto& name : names) {
        const auto read = read_name(name);
        if (!read) continue;
        const std::string message(read->message);
        groups[message].push_back(std::move(name));
    }
    std::vector<std::vector<std::string>> list;
    for (auto& group : groups) list.push_back(std::move(group.second));
    return list;
}

}  // namespace tipwire::gateway
