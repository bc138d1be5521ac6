// SPDX-License-Identifier: Apache-2.0
// The command line's side of the admin socket: one blocking HTTP exchange after the other.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace tipwire::gateway {

struct AdminAnswer {
    int status = 0;
    std::string body;
    boost::json::value json() const;  // null if the body is no JSON
};

// Thrown where no daemon answers: exit status 3.
struct DaemonUnreachable {
    std::string why;
};

class AdminClient {
public:
    static constexpr std::chrono::seconds patience{300};
    explicit AdminClient(std::filesystem::path socket, std::chrono::seconds wait = patience);
    ~AdminClient();

    // Throws DaemonUnreachable, also when nothing moves for so long as the constructor was told.
    AdminAnswer get(const std::string& target);
    AdminAnswer post(const std::string& target, const std::string& body,
                     const std::string& content_type = "application/json");

private:
    struct State;
    AdminAnswer exchange(const std::string& method, const std::string& target,
                         const std::string& body, const std::string& content_type);
    std::unique_ptr<State> state_;
};

}  // namespace tipwire::gateway
