// SPDX-License-Identifier: Apache-2.0
// The reference of the configuration, docs/configuration.md, from the option table.
#include <algorithm>

#include "config/load.hpp"
#include "config/options.hpp"

namespace tipwire::config {

namespace {

constexpr std::string_view introduction =
    R"(<!-- Generated from config/options.cpp, and tested to be current: edit the table, not this page. -->
# Configuration

`tipwire init DIR` writes a complete, commented file with fresh keys. `tipwire check` shows every problem
at once, with file and line. Unknown keys, missing secrets and impossible combinations are errors.

- **Secrets** never stand in the file. They are `{ file = "…" }` (refused if group or others can read it:
  `chmod 600`), `{ credential = "…" }` (systemd's `LoadCredential=`) or `{ env = "…" }`. A trailing
  newline is dropped. A second line is the previous secret, still accepted while you change it.
- **Relative paths** start at the folder of the file.
- **Durations** are `"90s"`, `"15m"`, `"12h"` or `"3d"`.
- **Lists** are never empty: a blank list is an error, never "all".
- **Your own data** (`providers/NAME.toml`, `languages/TAG/messages.toml`) lie beside the file and take the
  place of the shipped ones of the same name.
- **Reload**: where the table says yes, the file that is named is read again by `systemctl reload tipwire`.
  All else is taken over at the next start.
)";

// For a cell of a table.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char letter : text) {
        if (letter == '|') escaped += '\\';
        escaped += letter;
    }
    return escaped;
}

std::string default_cell(const Entry& entry) {
    if (entry.option->presence == Presence::required) return "**required**";
    if (entry.fallback.empty()) return "–";
    if (!entry.option->fallback.empty() && entry.fallback.front() != '"')
        return cell(entry.fallback);
    return "`" + cell(entry.fallback) + "`";
}

std::string reference_row(const Entry& entry) {
    const auto& option = *entry.option;
    std::string type = entry.type;
    if (!entry.range.empty()) type += ", " + entry.range;
    return "| `" + std::string(option.key) + "` | " + cell(type) + " | " + default_cell(entry) +
           " | " + (option.change == Change::reload ? "yes" : "no") + " | " + cell(option.help) +
           " |\n";
}

std::string reference_section(const SectionInfo& info) {
    const auto dot = info.name.rfind('.');
    std::string title = "`" + info.header() + "`";
    if (dot != std::string_view::npos)
        title += " of [[" + std::string(info.name.substr(0, dot)) + "]]";
    std::string text = "\n## " + title + "\n\n" + std::string(info.help) +
                       "\n\n| key | type | default | reload | |\n|---|---|---|---|---|\n";
    for (const auto& entry : info.entries) text += reference_row(entry);
    for (const auto& entry : info.entries) {
        if (entry.type != "table") continue;
        text += "\n```toml\n" + std::string(entry.option->key) + " = " +
                std::string(entry.option->example) + "\n```\n";
    }
    return text;
}

}  // namespace

std::string reference() {
    std::string text(introduction);
    for (const auto& info : sections()) text += reference_section(info);
    return text;
}

}  // namespace tipwire::config
