// SPDX-License-Identifier: Apache-2.0
// A folder for one test, with the secrets a small configuration needs.
#pragma once

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "config/load.hpp"

namespace tipwire::config {

class ConfigFolder {
public:
    ConfigFolder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "tipwire-config-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
        write("root.key", std::string(64, 'a') + "\n");
        write("sms.secret", webhook_secret);
        write("police.secret", webhook_secret);
        write("token", "url-token-17\n");
    }
    ~ConfigFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ConfigFolder(const ConfigFolder&) = delete;
    ConfigFolder& operator=(const ConfigFolder&) = delete;

    static constexpr const char* webhook_secret =
        "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n";

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path file() const { return path_ / "tipwire.toml"; }

    void write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
        ::chmod((path_ / name).c_str(), mode);
    }
    // The problems of that file as "LINE: text".
    std::vector<std::string> problems(const std::string& toml) const {
        write("tipwire.toml", toml);
        const auto loaded = load(file());
        std::vector<std::string> texts;
        if (const auto* found = std::get_if<std::vector<Problem>>(&loaded)) {
            for (const auto& problem : *found) {
                texts.push_back(std::to_string(problem.line) + ": " + problem.text);
            }
        }
        return texts;
    }
    Settings settings(const std::string& toml) const {
        write("tipwire.toml", toml);
        return std::get<Settings>(load(file()));
    }

private:
    std::filesystem::path path_;
};

// The eleven lines of a configuration that has no problem; tests add to it or replace parts of it.
inline constexpr const char* good_config = R"([instance]
name = "Line"
[keys]
root = { file = "root.key" }
[[source]]
name = "sms"
kind = "generic"
secret = { file = "sms.secret" }
[[contact]]
name = "city-police"
channels = [ { url = "http://127.0.0.1:9000/tips", secret = { file = "police.secret" } } ]
)";

inline std::string with(const std::string& from, const std::string& to) {
    std::string text = good_config;
    const auto at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error("not in the good configuration: " + from);
    return text.replace(at, from.size(), to);
}

inline std::string read_all(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

}  // namespace tipwire::config
