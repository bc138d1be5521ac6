// SPDX-License-Identifier: Apache-2.0
// Bearer tokens (RFC 6750) and the users of the Unix socket.
//
// Authorization: Bearer 7c1f…
#include "gateway/console/access.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "gateway/http/ascii.hpp"

namespace tipwire::gateway {
namespace {

// "" for another scheme.
std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer";
    const auto blank = authorization.find(' ');
    if (blank == authorization.npos) return {};
    if (!equals_ignoring_case(authorization.substr(0, blank), scheme)) return {};
    const auto start = authorization.find_first_not_of(' ', blank);
    return start == authorization.npos ? std::string_view{} : authorization.substr(start);
}

// A proxy in front of a Unix socket connects as its own user for everybody behind it.
bool came_through_a_proxy(const Request& request) {
    constexpr std::array<std::string_view, 4> marks{"Forwarded", "X-Forwarded-For", "X-Real-IP",
                                                    "Via"};
    return std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& header) {
        return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) {
            return equals_ignoring_case(header.name, mark);
        });
    });
}

struct LocalUser {
    std::string name;
    gid_t group = 0;
};

std::optional<LocalUser> local_user(uid_t user) {
    std::vector<char> buffer(16 * 1024);
    passwd entry{};
    passwd* found = nullptr;
    if (getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
        return std::nullopt;
    }
    return LocalUser{found->pw_name, found->pw_gid};
}

std::vector<gid_t> groups_of(const LocalUser& user) {
    int count = 64;
    std::vector<gid_t> groups(static_cast<std::size_t>(count));
    if (getgrouplist(user.name.c_str(), user.group, groups.data(), &count) < 0) {
        groups.resize(static_cast<std::size_t>(count));  // it said how many there are
        if (getgrouplist(user.name.c_str(), user.group, groups.data(), &count) < 0) return {};
    }
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

}  // namespace

bool is_trusted_user(uid_t user, uid_t own_user, gid_t own_group) {
    if (user == 0 || user == own_user) return true;
    const auto known = local_user(user);
    if (!known) return false;
    const auto groups = groups_of(*known);
    return std::find(groups.begin(), groups.end(), own_group) != groups.end();
}

Access::Access(const SecretList& tokens) {
    for (const auto& token : tokens) {
        token_hashes_.push_back(sha256(routing::as_bytes(token.reveal())));
    }
}

bool Access::is_token(std::string_view given) const {
    const Digest256 hash = sha256(routing::as_bytes(given));
    bool known = false;
    for (const auto& token : token_hashes_) {
        known |= equal_constant_time(routing::as_text(hash), routing::as_text(token));
    }
    return known && !given.empty();
}

bool Access::allows(const Request& request) const {
    const auto authorization = request.header("Authorization");
    if (!authorization.empty()) return is_token(bearer_token(authorization));
    if (!request.peer_uid || came_through_a_proxy(request)) return false;
    if (request.peer_gid && *request.peer_gid == getegid()) return true;
    return is_trusted_user(*request.peer_uid, geteuid(), getegid());
}

}  // namespace tipwire::gateway
