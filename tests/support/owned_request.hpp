// SPDX-License-Identifier: Apache-2.0
// A request that owns its bytes, as the server would hand it over.
#pragma once

#include <algorithm>
#include <optional>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/crypto/standard_webhooks.hpp"
#include "gateway/http/message.hpp"

namespace tipwire::testing {

class OwnedRequest {
public:
    OwnedRequest(std::string method, std::string target, std::string body = {})
        : method_(std::move(method)), target_(std::move(target)), body_(std::move(body)) {}

    OwnedRequest& with_header(std::string name, std::string value) {
        headers_.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    OwnedRequest& signed_by(gateway::StandardWebhooks& key, const std::string& id,
                            routing::Instant at) {
        const auto seconds = routing::to_unix_seconds(at);
        with_header("webhook-id", id).with_header("webhook-timestamp", std::to_string(seconds));
        return with_header("webhook-signature", key.sign(id, seconds, body_));
    }
    OwnedRequest& from_user(unsigned uid) {
        peer_uid_ = uid;
        return *this;
    }

    // Valid until this object changes or goes.
    gateway::Request& view() {
        views_.clear();
        for (const auto& [name, value] : headers_) views_.push_back({name, value});
        const std::string_view target = target_;
        const auto mark = std::min(target.find('?'), target.size());
        request_.method = method_;
        request_.target = target;
        request_.path = target.substr(0, mark);
        request_.query = target.substr(std::min(mark + 1, target.size()));
        request_.headers = views_;
        request_.body = body_;
        request_.peer_uid = peer_uid_;
        return request_;
    }

private:
    std::string method_, target_, body_;
    std::vector<std::pair<std::string, std::string>> headers_;
    std::optional<unsigned> peer_uid_;
    std::vector<gateway::HeaderView> views_;
    gateway::Request request_;
};

}  // namespace tipwire::testing
