// SPDX-License-Identifier: Apache-2.0
// `tipwire init`: a complete configuration with every option explained, and fresh keys beside it.
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "config/load.hpp"
#include "config/new_files.hpp"
#include "config/options.hpp"
#include "routing/domain/bytes.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::config {

namespace {

using routing::SecretString;

// The lines that stand active in the file: "section.key" to TOML. All others are comments.
using Active = std::map<std::string, std::string, std::less<>>;

Active active_lines(bool demo) {
    Active lines{
        {"instance.name",
         demo ? "\"City without Drugs (demonstration)\"" : "\"City without Drugs\""},
        {"server.admin_token", "{ file = \"admin.token\" }"},
        {"keys.root", "{ file = \"root.key\" }"},
        {"source.name", "\"sms\""},
        {"source.kind", "\"generic\""},
        {"source.secret", "{ file = \"sms.secret\" }"},
        {"contact.name", "\"city-police\""},
        {"contact.kind", "\"police\""},
        {"contact.channels",
         "[ { kind = \"webhook\", url = \"http://127.0.0.1:9000/tips\", secret = { file = "
         "\"city-police.secret\" } } ]"},
    };
    if (demo) lines.emplace("instance.test_mode", "true");
    return lines;
}

// What to do about an example that stands active.
std::string_view advice_for(std::string_view section) {
    if (section == "source") {
        return "# TO CHANGE: this source takes JSON signed with sms.secret, from programs of your "
               "own. For\n"
               "# text messages set kind to your gateway or provider, and put its secret into "
               "sms.secret.\n";
    }
    if (section == "contact") {
        return "# TO CHANGE: url is a demonstration inbox on this machine:\n"
               "#   tipwire inbox --listen 127.0.0.1:9000 --secret city-police.secret\n"
               "# Set it to the https address of the police, and give them city-police.secret.\n";
    }
    return "";
}

// Help as comment lines of at most 100 columns.
std::string comment(std::string_view text, const std::string& indent = "# ") {
    const std::size_t width = 100 - indent.size();
    std::string lines;
    while (!text.empty()) {
        auto end = text.size() <= width ? text.size() : text.rfind(' ', width);
        if (end == std::string_view::npos) end = text.size();
        lines += indent + std::string(text.substr(0, end)) + "\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string facts(const Entry& entry) {
    std::string text = "(" + entry.type;
    if (!entry.range.empty()) text += ", " + entry.range;
    if (entry.option->presence == Presence::required) text += ", required";
    if (!entry.option->fallback.empty()) text += "; default: " + entry.fallback;
    return text + ")";
}

std::string line_for(const Entry& entry, std::string_view section, const Active& active) {
    const auto& option = *entry.option;
    const auto key = std::string(option.key);
    const auto found = active.find(std::string(section) + "." + key);
    if (found != active.end()) return key + " = " + found->second + "\n";
    const bool literal = option.fallback.empty() && !entry.fallback.empty();
    return "# " + key + " = " + (literal ? entry.fallback : std::string(option.example)) + "\n";
}

const SectionInfo* section_named(std::string_view name) {
    for (const auto& info : sections()) {
        if (info.name == name) return &info;
    }
    return nullptr;
}

// The keys of an inline table, as comments under the key that holds it.
std::string inner_keys(const SectionInfo& inner) {
    std::string text;
    for (const auto& entry : inner.entries) {
        text += "#   " + std::string(entry.option->key) + " =\n" +
                comment(std::string(entry.option->help) + " " + facts(entry), "#     ");
    }
    return text;
}

std::string section_text(const SectionInfo& info, const Active& active) {
    // The mere presence of these blocks would change what happens.
    const bool dormant = info.name == "route" || info.name == "help";
    std::string text = "\n" + comment(info.help) + std::string(advice_for(info.name));
    text += (dormant ? "# " : "") + info.header() + "\n";
    for (const auto& entry : info.entries) {
        text += "\n" + comment(std::string(entry.option->help) + " " + facts(entry));
        if (const auto* inner =
                section_named(std::string(info.name) + "." + std::string(entry.option->key))) {
            text += inner_keys(*inner);
        }
        text += line_for(entry, info.name, active);
    }
    return text;
}

std::string configuration(bool demo) {
    const auto active = active_lines(demo);
    std::string text =
        "# Tipwire's configuration. Lines that begin with \"# key =\" show defaults, or examples "
        "where there\n"
        "# is no default. Check every change with: tipwire --config tipwire.toml check\n"
        "#\n"
        "# A secret never stands here. It is { file = \"...\" } (chmod 600), { credential = "
        "\"...\" } (systemd)\n"
        "# or { env = \"...\" }; a second line is the previous secret, accepted during a "
        "rotation.\n"
        "# Relative paths start at this file's folder. Durations are \"90s\", \"15m\", \"12h\" or "
        "\"3d\".\n";
    if (demo)
        text += "#\n# This is a demonstration: test_mode keeps every connection on this machine.\n";
    for (const auto& info : sections()) {
        if (info.name.find('.') == std::string_view::npos) text += section_text(info, active);
    }
    return text;
}

// Random bytes for a key; no weaker source is tried.
template <std::size_t N>
routing::Secret<std::array<std::uint8_t, N>> fresh_key() {
    std::array<std::uint8_t, N> bytes{};
    if (RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        throw std::runtime_error("the random generator failed: no key was made");
    }
    routing::Secret<std::array<std::uint8_t, N>> key(bytes);
    routing::wipe(bytes);
    return key;
}

SecretString hex_secret() {
    const auto key = fresh_key<32>();
    return SecretString(routing::to_hex(key.reveal()) + "\n");
}

SecretString webhook_secret() {
    const auto key = fresh_key<32>();
    std::string base64(45, '\0');  // 44 characters for 32 bytes, and EVP's zero
    const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                      key.reveal().data(), static_cast<int>(key.reveal().size()));
    base64.resize(static_cast<std::size_t>(size));
    SecretString secret("whsec_" + base64 + "\n");
    routing::wipe(base64);
    return secret;
}

std::string write_all_files(NewFiles& files, bool demo) {
    struct File {
        std::string_view name;
        SecretString bytes;
    };
    const File secrets[] = {{"root.key", hex_secret()},
                            {"admin.token", hex_secret()},
                            {"sms.secret", webhook_secret()},
                            {"city-police.secret", webhook_secret()}};
    if (auto why = files.make_folder(); !why.empty()) return why;
    for (const auto& file : secrets) {
        if (auto why = files.write(file.name, file.bytes.reveal(), 0600); !why.empty()) return why;
    }
    // Last: whoever finds a tipwire.toml finds all it names.
    if (auto why = files.write("tipwire.toml", configuration(demo), 0644); !why.empty()) return why;
    return files.keep();
}

}  // namespace

std::vector<Problem> init(const std::filesystem::path& folder, bool demo) {
    const auto file = folder / "tipwire.toml";
    std::error_code failed;
    if (std::filesystem::exists(file, failed)) {
        return {{file.string(), 0, "is there already and is left as it is; choose another folder"}};
    }
    NewFiles files(folder);
    const auto why = write_all_files(files, demo);
    if (why.empty()) return {};
    return {{folder.string(), 0, "nothing was written: " + why}};
}

}  // namespace tipwire::config
