// SPDX-License-Identifier: Apache-2.0
// Reads secrets from where the configuration points.
#include "config/secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "config/forms.hpp"
#include "routing/domain/bytes.hpp"

namespace tipwire::config {

namespace {

using routing::SecretString;

constexpr std::size_t secret_size_max = 4096;
constexpr std::string_view three_forms =
    "{ file = \"...\" }, { credential = \"...\" } or { env = \"...\" }";

struct Descriptor {
    int number;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
};

// Who may read the file: systemd gives credentials to the service's user only, and may do so by an
// access list that shows as a group's right.
enum class Readers { owner_only, as_given };

// "" if the file may hold a secret.
std::string why_unfit(int descriptor, const std::filesystem::path& file, Readers readers) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) return std::strerror(errno);
    if (!S_ISREG(status.st_mode)) return "is not a regular file";
    constexpr mode_t others = S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;
    if (readers == Readers::owner_only && (status.st_mode & others) != 0) {
        return "can be read by others; run: chmod 600 " + file.string();
    }
    return "";
}

class SecretReader {
public:
    SecretReader(const toml::node& node, std::string_view key, Reading& reading)
        : node_(node), key_(key), reading_(reading) {}

    // The bytes, or nullopt and a problem.
    std::optional<SecretString> read(bool env_allowed) {
        const auto* table = node_.as_table();
        if (table == nullptr) return refuse_inline();
        if (table->size() != 1) return refuse("must name one of " + std::string(three_forms));
        const auto entry = table->begin();  // owns what it points at: a temporary one would dangle
        const auto& form = entry->first;
        const auto& value = entry->second;
        const auto* text = value.as_string();
        if (text == nullptr || is_blank(text->get())) return refuse("must name a place by text");
        if (form.str() == "file") return from_file(text->get());
        if (form.str() == "credential") return from_credential(text->get());
        if (form.str() == "env" && env_allowed) return from_environment(text->get());
        if (form.str() == "env")
            return refuse("must come by file or credential, not by environment");
        return refuse("has no form '" + std::string(form.str()) + "'; use " +
                      std::string(three_forms));
    }

    std::optional<SecretString> refuse(std::string why) {
        reading_.report.add(line_of(node_), "'" + std::string(key_) + "' " + std::move(why));
        return std::nullopt;
    }

private:
    std::optional<SecretString> refuse_inline() {
        if (!node_.is_string()) return refuse("must be " + std::string(three_forms));
        return refuse("is a secret and must not stand in this file; use " +
                      std::string(three_forms));
    }

    std::optional<SecretString> from_file(const std::string& name) {
        return from(reading_.folder / name, Readers::owner_only);
    }

    std::optional<SecretString> from_credential(const std::string& name) {
        const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
        if (folder == nullptr) {
            return refuse("needs systemd's credential '" + name +
                          "', but $CREDENTIALS_DIRECTORY is not set");
        }
        if (name.find('/') != std::string::npos || name.front() == '.') {
            return refuse("names a credential, not a path: '" + name + "'");
        }
        return from(std::filesystem::path(folder) / name, Readers::as_given);
    }

    std::optional<SecretString> from_environment(const std::string& name) {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr) return refuse("needs the environment variable " + name);
        return SecretString(std::string(value));
    }

    std::optional<SecretString> from(const std::filesystem::path& file, Readers readers) {
        // O_NONBLOCK: a FIFO in its place must not stop the start.
        const Descriptor descriptor{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
        if (descriptor.number < 0) return refuse(file.string() + ": " + std::strerror(errno));
        if (const auto why = why_unfit(descriptor.number, file, readers); !why.empty()) {
            return refuse(file.string() + " " + why);
        }
        std::string bytes(secret_size_max + 1, '\0');
        const auto size = ::read(descriptor.number, bytes.data(), bytes.size());
        if (size < 0) return refuse(file.string() + ": " + std::strerror(errno));
        bytes.resize(static_cast<std::size_t>(size));
        SecretString secret(std::move(bytes));
        if (secret.reveal().size() > secret_size_max)
            return refuse(file.string() + " is over 4 KiB");
        return secret;
    }

    const toml::node& node_;
    std::string_view key_;
    Reading& reading_;
};

// Takes the first line off the rest.
std::string_view take_line(std::string_view& rest) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace

Secrets read_secret(const toml::node& node, std::string_view key, Reading& reading) {
    SecretReader reader(node, key, reading);
    const auto bytes = reader.read(true);
    if (!bytes) return {};
    std::string_view rest = bytes->reveal();
    Secrets secrets;
    const auto current = take_line(rest);
    const auto previous = take_line(rest);
    if (is_blank(current)) {
        reader.refuse("is blank");
        return {};
    }
    if (!is_blank(rest)) {
        reader.refuse("has more than two lines: the current secret, then the previous one");
        return {};
    }
    if (bytes->reveal().find('\0') != std::string::npos) {
        reader.refuse("holds a zero byte: secrets are text");
        return {};
    }
    secrets.emplace_back(std::string(current));
    if (!is_blank(previous)) secrets.emplace_back(std::string(previous));
    return secrets;
}

routing::SecretKey read_root_key(const toml::node& node, std::string_view key, Reading& reading) {
    SecretReader reader(node, key, reading);
    const auto bytes = reader.read(false);
    if (!bytes) return {};
    std::string_view rest = bytes->reveal();
    const auto digits = take_line(rest);
    std::array<std::uint8_t, 32> root{};
    auto decoded = routing::from_hex(digits);
    const bool whole = decoded && decoded->size() == root.size() && is_blank(rest);
    if (whole) std::copy(decoded->begin(), decoded->end(), root.begin());
    if (decoded) routing::wipe(*decoded);
    if (!whole) reader.refuse("must be 64 hex digits (make one with: openssl rand -hex 32)");
    routing::SecretKey secret(root);
    routing::wipe(root);
    return secret;
}

}  // namespace tipwire::config
