// SPDX-License-Identifier: Apache-2.0
// Finds provider profiles in the data folders.
#include "config/provider_profile.hpp"

#include <set>

#include "config/forms.hpp"
#include "config/profile_reader.hpp"

namespace tipwire::config {

namespace {

std::filesystem::path profile_file(const std::filesystem::path& folder, const std::string& name) {
    return folder / "providers" / (name + ".toml");
}

}  // namespace

std::variant<ProviderProfile, std::vector<Problem>> load_profile(
    const std::string& name, const std::vector<std::filesystem::path>& folders) {
    if (const auto file = profile_path(name, folders)) {
        Report report(file->string());
        const auto read = read_toml(*file, report);
        if (!read) return report.sorted();
        auto profile = read_profile(name, read->table, report);
        if (report.empty()) return profile;
        return report.sorted();
    }
    Report report("providers/" + name + ".toml");
    const auto names = profile_names(folders);
    report.add(0, "there is no such provider profile" + did_you_mean(name, names) + "; there are " +
                      in_words(names));
    return report.sorted();
}

std::optional<std::filesystem::path> profile_path(
    const std::string& name, const std::vector<std::filesystem::path>& folders) {
    if (complaint(Form::name, name)) return std::nullopt;  // a name, never a path out of the folder
    for (const auto& folder : folders) {
        const auto file = profile_file(folder, name);
        std::error_code failed;
        if (std::filesystem::exists(file, failed)) return file;
    }
    return std::nullopt;
}

std::vector<std::string> profile_names(const std::vector<std::filesystem::path>& folders) {
    std::set<std::string> names;
    for (const auto& folder : folders) {
        std::error_code failed;
        for (const auto& entry :
             std::filesystem::directory_iterator(folder / "providers", failed)) {
            const auto name = entry.path().stem().string();
            if (entry.path().extension() == ".toml" && !complaint(Form::name, name))
                names.insert(name);
        }
    }
    return {names.begin(), names.end()};
}

}  // namespace tipwire::config
