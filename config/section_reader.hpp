// SPDX-License-Identifier: Apache-2.0
// Reads one TOML table by the rows of its section.
#pragma once

#include "config/options.hpp"
#include "config/secret_file.hpp"

namespace tipwire::config {

// One value into one member. A wrong type, form or range is a problem and leaves the member as it
// was.
void read_value(const toml::node& node, const Option& option, Reading& reading, std::string& into);
void read_value(const toml::node& node, const Option& option, Reading& reading, bool& into);
void read_value(const toml::node& node, const Option& option, Reading& reading, int& into);
void read_value(const toml::node& node, const Option& option, Reading& reading, std::int64_t& into);
void read_value(const toml::node& node, const Option& option, Reading& reading,
                routing::Duration& into);
void read_value(const toml::node& node, const Option& option, Reading& reading,
                std::vector<std::string>& into);
void read_value(const toml::node& node, const Option& option, Reading& reading,
                std::filesystem::path& into);
void read_value(const toml::node& node, const Option& option, Reading& reading, Secrets& into);
void read_value(const toml::node& node, const Option& option, Reading& reading,
                routing::SecretKey& into);

// Every key of the table that is not among the known ones is a problem. header: "[[source]]".
void refuse_unknown_keys(const toml::table& table, std::string_view header,
                         std::span<const std::string> known, Report& report);

template <class S>
void read_row(const toml::node& node, const Row<S>& row, Reading& reading, S& into) {
    const auto read = [&](auto target) {
        if constexpr (!std::is_same_v<decltype(target), Nested>) {
            read_value(node, row.option, reading, into.*target);
        }
    };
    std::visit(read, row.target);
}

// A table that is absent from the file is read as an empty one, line 0.
template <class S>
void read_section(const toml::table& table, std::string_view header, Reading& reading, S& into) {
    std::vector<std::string> known;
    for (const auto& row : rows<S>()) {
        known.emplace_back(row.option.key);
        if (const auto* node = table.get(row.option.key)) {
            read_row(*node, row, reading, into);
        } else if (row.option.presence == Presence::required) {
            reading.report.add(line_of(table), std::string(header) + " needs '" +
                                                   std::string(row.option.key) + "', such as " +
                                                   std::string(row.option.example));
        }
    }
    refuse_unknown_keys(table, header, known, reading.report);
}

}  // namespace tipwire::config
