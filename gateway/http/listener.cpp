// SPDX-License-Identifier: Apache-2.0
// Binding and listening with plain system calls: one descriptor kind for every sort of address.
#include "gateway/http/listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace tipwire::gateway {
namespace {

constexpr int backlog = 4096;  // cut to net.core.somaxconn by the kernel

[[noreturn]] void fail(const std::string& address, const std::string& why) {
    throw std::runtime_error("cannot listen on " + address + ": " + why);
}
[[noreturn]] void fail_errno(const std::string& address) {
    fail(address, std::generic_category().message(errno));
}

void set_option(int descriptor, int level, int option) {
    const int on = 1;
    ::setsockopt(descriptor, level, option, &on, sizeof on);
}

union AnyAddress {
    sockaddr base;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_un local;
    sockaddr_storage storage;
};

// "127.0.0.1:8080" or "[::1]:8080"; returns the size, or 0.
socklen_t parse_tcp(const std::string& text, AnyAddress& address) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon + 1 == text.size()) return 0;
    unsigned port = 0;
    for (const char c : text.substr(colon + 1)) {
        if (c < '0' || c > '9') return 0;
        port = port * 10 + static_cast<unsigned>(c - '0');
        if (port > 65535) return 0;
    }
    const std::string host = text.substr(0, colon);
    const auto network_port = htons(static_cast<std::uint16_t>(port));
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        address.v6.sin6_family = AF_INET6;
        address.v6.sin6_port = network_port;
        const std::string inner = host.substr(1, host.size() - 2);
        return ::inet_pton(AF_INET6, inner.c_str(), &address.v6.sin6_addr) == 1 ? sizeof address.v6
                                                                                : 0;
    }
    address.v4.sin_family = AF_INET;
    address.v4.sin_port = network_port;
    return ::inet_pton(AF_INET, host.c_str(), &address.v4.sin_addr) == 1 ? sizeof address.v4 : 0;
}

// A socket file nobody listens behind is what a killed process leaves. Anything else stays.
void remove_stale(const std::string& path, const sockaddr_un& address) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return;
    if (!S_ISSOCK(status.st_mode)) fail("unix:" + path, "the path is taken by another file");
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const bool refused =
        ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
        errno == ECONNREFUSED;
    ::close(probe);
    if (!refused) fail("unix:" + path, "another process listens there");
    ::unlink(path.c_str());
}

}  // namespace

Listener::Listener(const ListenAddress& address) : name_(address.text) {
    try {
        if (address.passed_socket >= 0) {
            adopt(address.passed_socket);
        } else if (name_.starts_with("unix:")) {
            listen_unix(name_.substr(5), address.unix_mode);
        } else if (name_.starts_with("systemd:")) {
            fail(name_, "no such socket was passed");
        } else {
            listen_tcp(name_);
        }
        look_up();
    } catch (...) {
        if (descriptor_ >= 0) ::close(descriptor_);
        throw;
    }
}

Listener::~Listener() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!path_.empty()) ::unlink(path_.c_str());
}

int Listener::release() {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    return descriptor;
}

void Listener::listen_tcp(const std::string& text) {
    AnyAddress address{};
    const socklen_t size = parse_tcp(text, address);
    if (size == 0) fail(name_, "not an address and port");
    descriptor_ =
        ::socket(address.base.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (descriptor_ < 0) fail_errno(name_);
    set_option(descriptor_, SOL_SOCKET, SO_REUSEADDR);
    if (address.base.sa_family == AF_INET6) set_option(descriptor_, IPPROTO_IPV6, IPV6_V6ONLY);
    if (::bind(descriptor_, &address.base, size) != 0) fail_errno(name_);
    if (::listen(descriptor_, backlog) != 0) fail_errno(name_);
}

void Listener::listen_unix(const std::string& path, int mode) {
    AnyAddress address{};
    address.local.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.local.sun_path)
        fail(name_, "the path is empty or too long");
    std::memcpy(address.local.sun_path, path.c_str(), path.size() + 1);
    remove_stale(path, address.local);
    descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) fail_errno(name_);
    // The file is born closed to others (Linux takes the mode of the socket), then opened as
    // configured.
    ::fchmod(descriptor_, 0600);
    if (::bind(descriptor_, &address.base, sizeof address.local) != 0) fail_errno(name_);
    path_ = path;
    if (::chmod(path.c_str(), static_cast<mode_t>(mode)) != 0) fail_errno(name_);
    if (::listen(descriptor_, backlog) != 0) fail_errno(name_);
}

void Listener::adopt(int descriptor) {
    int listening = 0;
    socklen_t size = sizeof listening;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 ||
        listening == 0)
        fail(name_, "what was passed is not a listening socket");
    descriptor_ = descriptor;
    ::fcntl(descriptor_, F_SETFD, FD_CLOEXEC);
    ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
}

void Listener::look_up() {
    AnyAddress address{};
    socklen_t size = sizeof address;
    if (::getsockname(descriptor_, &address.base, &size) != 0) fail_errno(name_);
    family_ = address.base.sa_family;
    if (family_ == AF_INET) port_ = ntohs(address.v4.sin_port);
    if (family_ == AF_INET6) port_ = ntohs(address.v6.sin6_port);
    if (family_ == AF_UNIX) return;
    // Accepted sockets inherit it: small answers leave at once.
    set_option(descriptor_, IPPROTO_TCP, TCP_NODELAY);
}

}  // namespace tipwire::gateway
