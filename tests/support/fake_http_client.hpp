// SPDX-License-Identifier: Apache-2.0
// An HttpClient without sockets: keeps what was sent, answers what it was told to.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/http/client.hpp"

namespace tipwire::testing {

class FakeHttpClient : public gateway::HttpClient {
public:
    void will_answer(int status, std::string retry_after = {}, std::string body = {}) {
        gateway::ClientResponse response;
        response.status = status;
        response.retry_after = std::move(retry_after);
        response.body = std::move(body);
        answers_.emplace_back(std::move(response));
    }
    void will_fail(routing::Errc code, std::string detail) {
        answers_.emplace_back(routing::Error{code, std::move(detail)});
    }

    boost::asio::awaitable<routing::Result<gateway::ClientResponse>> exchange(
        const gateway::ClientRequest& request) override {
        sent.push_back(request);
        auto answer = std::move(answers_.front());
        answers_.pop_front();
        co_return answer;
    }
    void close() override { closed = true; }

    // A header of the last request, "" if it has none.
    std::string header(std::string_view name) const {
        for (const auto& [key, value] : sent.back().headers) {
            if (key == name) return value;
        }
        return {};
    }

    std::vector<gateway::ClientRequest> sent;
    bool closed = false;

private:
    std::deque<routing::Result<gateway::ClientResponse>> answers_;
};

}  // namespace tipwire::testing
