// SPDX-License-Identifier: Apache-2.0
// An HTTP request out of a file, as somebody recorded or typed it.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "config/load.hpp"
#include "gateway/http/message.hpp"

namespace tipwire::gateway {

// POST /hooks/sms?id=1 HTTP/1.1        lines end in LF or CRLF
// Content-Type: text/plain             what the daemon insists on beside (Host, lengths) may be
// missing
//
// the body, byte for byte; one line end more than Content-Length says is the editor's and goes
class RawRequest {
public:
    // Errors: no such file, no request line, a header without a colon, a body that is shorter than
    // its Content-Length or chunked; each with file and line.
    static std::variant<RawRequest, std::vector<config::Problem>> read(const std::string& file);
    static std::variant<RawRequest, std::vector<config::Problem>> parse(const std::string& file,
                                                                        std::string bytes);

    // The views live as long as this, unmoved.
    const Request& view();

private:
    RawRequest() = default;

    std::string method_, target_, body_;
    std::vector<std::pair<std::string, std::string>> headers_;
    std::vector<HeaderView> header_views_;
    Request view_;
};

}  // namespace tipwire::gateway
