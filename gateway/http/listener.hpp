// SPDX-License-Identifier: Apache-2.0
// Listening sockets: TCP, Unix (a stale socket file is replaced, a live one is not) and those
// systemd passes.
#pragma once

#include <string>

#include "gateway/http/server.hpp"

namespace tipwire::gateway {

// A bound, listening, non-blocking socket. Closes it, and removes the file of a Unix socket it has
// bound.
class Listener {
public:
    // Throws std::runtime_error naming the address and the reason.
    explicit Listener(const ListenAddress& address);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    int family() const { return family_; }         // AF_INET, AF_INET6, AF_UNIX
    unsigned short port() const { return port_; }  // 0 for Unix sockets
    int release();                                 // the descriptor; the caller closes it

private:
    void listen_tcp(const std::string& text);
    void listen_unix(const std::string& path, int mode);
    void adopt(int descriptor);
    void look_up();

    std::string name_;
    std::string path_;  // of the socket file, once it is ours
    int descriptor_ = -1;
    int family_ = 0;
    unsigned short port_ = 0;
};

}  // namespace tipwire::gateway
