// SPDX-License-Identifier: Apache-2.0
// A message of gammu-smsd 1.42: from the environment of RunOnReceive, or from the files in its
// inbox that were left behind.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/app/modem/handed_message.hpp"
#include "routing/domain/result.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t gammu_messages_max = 255;  // parts that one text can have

// One file of the inbox, or only its name (an id, with gammu's other services).
struct GammuFile {
    std::string name;
    std::string bytes;
};

// The value of an environment variable, or nullptr.
using Variables = std::function<const char*(const std::string&)>;

// Whether gammu-smsd is calling.
bool is_gammu_call(const Variables& variables);

// files: what the arguments name, at least one, with their bytes if they can be read. The id comes
// of the files alone, so that parse_gammu_files gives the same one. Errors: bad_request (no files),
// too_large, unreadable_body (no text: a binary message or an MMS notification).
routing::Result<HandedMessage> parse_gammu_call(const Variables& variables,
                                                std::vector<GammuFile> files);

// All files of one message. Errors: unreadable_body (a name or format that is not gammu's),
// too_large.
routing::Result<HandedMessage> parse_gammu_files(std::vector<GammuFile> files);

// Names of one message stand together, its parts in order; names that are not of an inbox are left
// out.
std::vector<std::vector<std::string>> group_gammu_names(std::vector<std::string> names);

}  // namespace tipwire::gateway
