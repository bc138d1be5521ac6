// SPDX-License-Identifier: Apache-2.0
// Who may use /v1: the holder of a bearer token, or a trusted user of this machine over the Unix
// socket.
#pragma once

#include <sys/types.h>

#include <string_view>
#include <vector>

#include "gateway/crypto/mac.hpp"
#include "gateway/crypto/standard_webhooks.hpp"
#include "gateway/http/message.hpp"

namespace tipwire::gateway {

// Whether a local user is root, the daemon's own, or a member of the daemon's group. Asks the user
// database, which may read files: the socket's mode has let only such users connect, so nobody else
// can make the daemon ask.
bool is_trusted_user(uid_t user, uid_t own_user, gid_t own_group);

class Access {
public:
    explicit Access(const SecretList& tokens);

    // Tokens are compared by their hashes, all of them, in constant time. A token that is given
    // must be right, also over the Unix socket; there a request without one passes if its user is
    // trusted and no proxy passed it on.
    bool allows(const Request& request) const;

private:
    bool is_token(std::string_view given) const;

    std::vector<Digest256> token_hashes_;
};

}  // namespace tipwire::gateway
