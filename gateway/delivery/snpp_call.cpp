// SPDX-License-Identifier: Apache-2.0
// The order of the commands, and which replies let it go on.
#include "gateway/delivery/snpp_call.hpp"

#include <algorithm>

namespace tipwire::gateway {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The reply's code, 0 if it has none.
int code_of(std::string_view line) {
    const bool coded = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit);
    if (!coded || (line.size() > 3 && line[3] != ' ' && line[3] != '-')) return 0;
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

// Takes " 123" off the front.
std::optional<std::int64_t> take_number(std::string_view& text) {
    constexpr std::size_t digits_max = 18;
    if (!text.starts_with(' ')) return std::nullopt;
    text.remove_prefix(1);
    std::int64_t number = 0;
    std::size_t size = 0;
    while (size < text.size() && size <= digits_max && is_digit(text[size]))
        number = number * 10 + (text[size++] - '0');
    text.remove_prefix(size);
    if (size == 0 || size > digits_max) return std::nullopt;
    return number;
}

// "960 11 123456 Message Queued": message tag and pass code. Only numbers of a peer go on.
std::optional<SnppTicket> ticket_in(int code, std::string_view line) {
    if (code != 860 && code != 960) return std::nullopt;
    line.remove_prefix(3);
    const auto tag = take_number(line);
    const auto pass_code = take_number(line);
    if (!tag || !pass_code) return std::nullopt;
    return SnppTicket{*tag, *pass_code};
}

bool is_success(int code) { return code == 250 || code == 860 || code == 960; }

}  // namespace

SnppCall::Step SnppCall::on_reply(std::string_view line) {
    Step step;
    const int code = code_of(line);
    const bool continues = code != 0 && line.size() > 3 && line[3] == '-';
    if (continues) return step;
    if (code == 0) {
        step.outcome = routing::RetryAfter{std::chrono::seconds{0}, "protocol"};
        return step;
    }
    if (stage_ == Stage::send && is_success(code)) {
        step.send = "QUIT\r\n";
        step.outcome = routing::Accepted{"snpp_" + std::to_string(code)};
        ticket_ = ticket_in(code, line);
        return step;
    }
    const bool good = stage_ == Stage::greeting ? code == 220 : code / 100 == 2;
    if (good && stage_ != Stage::send) return next();
    step.send = "QUIT\r\n";
    step.outcome = routing::RetryAfter{std::chrono::seconds{0}, "snpp_" + std::to_string(code)};
    return step;
}

SnppCall::Step SnppCall::next() {
    switch (stage_) {
        case Stage::greeting:
            if (!page_.user.empty()) {
                const std::string& password = page_.password.reveal();
                return command(Stage::login,
                               "LOGI " + page_.user + (password.empty() ? "" : " " + password));
            }
            [[fallthrough]];
        case Stage::login: return command(Stage::page, "PAGE " + page_.pager);
        case Stage::page: return command(Stage::message, "MESS " + page_.line);
        case Stage::message: return command(Stage::send, "SEND");
        case Stage::send: break;
    }
    return {};
}

SnppCall::Step SnppCall::command(Stage stage, std::string text) {
    stage_ = stage;
    Step step;
    step.send = std::move(text) + "\r\n";
    return step;
}

}  // namespace tipwire::gateway
