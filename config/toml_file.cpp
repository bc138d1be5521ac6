// SPDX-License-Identifier: Apache-2.0
// Reads TOML through toml++, whose errors become problems.
#include "config/toml_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace tipwire::config {

namespace {

constexpr std::uintmax_t toml_size_max = 1024 * 1024;  // a slip such as --config tipwire.db

std::optional<std::string> bytes_of(const std::filesystem::path& file, Report& report) {
    std::error_code failed;
    if (std::filesystem::is_directory(file, failed)) {
        report.add(0, "is a folder; name the file in it");
        return std::nullopt;
    }
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        report.add(0, std::string("cannot be read: ") + std::strerror(errno));
        return std::nullopt;
    }
    std::string bytes;
    for (char byte = 0; bytes.size() <= toml_size_max && stream.get(byte);) bytes += byte;
    if (bytes.size() <= toml_size_max) return bytes;
    report.add(0, "is over 1 MiB: surely not a configuration");
    return std::nullopt;
}

}  // namespace

std::optional<TomlFile> read_toml(const std::filesystem::path& file, Report& report) {
    auto bytes = bytes_of(file, report);
    if (!bytes) return std::nullopt;
    try {
        auto table = toml::parse(std::string_view(*bytes), file.string());
        return TomlFile{std::move(*bytes), std::move(table)};
    } catch (const toml::parse_error& error) {
        report.add(static_cast<int>(error.source().begin.line),
                   "not TOML: " + std::string(error.description()));
        return std::nullopt;
    }
}

int line_of(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

int line_of(const toml::table& table, std::string_view key) {
    for (auto&& [name, node] : table) {
        if (name.str() == key) return static_cast<int>(name.source().begin.line);
    }
    return line_of(table);
}

std::string_view kind_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "a list";
        case toml::node_type::string: return "text";
        case toml::node_type::integer: return "a whole number";
        case toml::node_type::floating_point: return "a number with a fraction";
        case toml::node_type::boolean: return "true or false";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time: return "a date or time";
        case toml::node_type::none: break;
    }
    return "nothing";
}

std::string wrong_kind(std::string_view key, std::string_view wanted, const toml::node& node) {
    return "'" + std::string(key) + "' must be " + std::string(wanted) + ", not " +
           std::string(kind_of(node));
}

std::string toml_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char character : text) {
        if (character == '"' || character == '\\') quoted += '\\';
        quoted += character;
    }
    return quoted + "\"";
}

}  // namespace tipwire::config
