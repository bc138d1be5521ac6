// SPDX-License-Identifier: Apache-2.0
// For tests of gateway/sms: requests that own their bytes, a clock that stands still, a log that is
// kept.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/provider_profile.hpp"
#include "gateway/http/message.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/event_log.hpp"

namespace tipwire::test {

// A request as the server would hand it over. The view lives as long as this, unchanged.
struct SmsRequest {
    std::string method = "POST";
    std::string target = "/hooks/sms";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    const gateway::Request& view() {
        views_.clear();
        for (const auto& [name, value] : headers) views_.push_back({name, value});
        const std::string_view all = target;
        const auto mark = all.find('?');
        view_.method = method;
        view_.target = all;
        view_.path = all.substr(0, mark);
        view_.query = mark == all.npos ? std::string_view{} : all.substr(mark + 1);
        view_.headers = views_;
        view_.body = body;
        return view_;
    }

private:
    std::vector<gateway::HeaderView> views_;
    gateway::Request view_;
};

class StillClock : public routing::Clock {
public:
    explicit StillClock(std::int64_t unix_seconds = 1'767'225'600) : seconds_(unix_seconds) {}
    routing::Instant now() const override { return routing::from_unix_seconds(seconds_); }
    routing::Duration monotonic() const override { return passed_; }
    boost::asio::awaitable<void> sleep_for(routing::Duration duration) override {
        pass(duration);
        co_return;
    }
    void pass(routing::Duration duration) { passed_ += duration; }
    void set(std::int64_t unix_seconds) { seconds_ = unix_seconds; }

private:
    std::int64_t seconds_;
    routing::Duration passed_{std::chrono::hours{1}};
};

// Each line as "event key=value key=value".
class KeptLog : public routing::EventLog {
public:
    void write(routing::Severity, std::string_view event,
               std::initializer_list<routing::LogField> fields) override {
        std::string line(event);
        for (const auto& field : fields) {
            line += ' ';
            line += field.key;
            line += '=';
            if (const auto* label = std::get_if<routing::Label>(&field.value))
                line += label->text;
            else
                line += std::to_string(std::get<std::int64_t>(field.value));
        }
        lines.push_back(std::move(line));
    }
    std::vector<std::string> lines;
};

}  // namespace tipwire::test
