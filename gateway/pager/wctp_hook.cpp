// SPDX-License-Identifier: Apache-2.0
// Between the public listener and the intake.
#include "gateway/pager/wctp_hook.hpp"

#include <algorithm>
#include <array>

#include "gateway/crypto/mac.hpp"

namespace tipwire::gateway {

namespace {

constexpr std::string_view xml_type = "text/xml; charset=UTF-8";

bool is_xml(const Request& request) {
    const std::string type = request.media_type();
    return type == "text/xml" || type == "application/xml" || type.empty();
}

Response xml_response(std::string body) {
    Response response(200, std::string(xml_type), std::move(body));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

// None: sender, code and recipient are right. All are compared each time.
std::optional<WctpError> complaint(const WctpSource& source, const WctpPage& page) {
    const bool sender = equal_constant_time(source.sender, page.sender.reveal());
    bool code = false;
    for (const auto& known : source.codes)
        code = equal_constant_time(known.reveal(), page.security_code.reveal()) || code;
    if (!sender) return WctpError::sender;
    if (!code) return WctpError::security_code;
    const auto& lines = source.lines;
    const bool ours =
        lines.empty() || std::find(lines.begin(), lines.end(), page.recipient) != lines.end();
    if (!ours) return WctpError::recipient;
    return std::nullopt;
}

}  // namespace

void WctpHook::add(WctpSource source, Router& router) {
    const WctpSource& kept = sources_.emplace_back(std::move(source));
    router.add("POST", kept.path, [this, &kept](const Request& request, const PathValues&) {
        return handle(kept, request);
    });
}

boost::asio::awaitable<Response> WctpHook::handle(const WctpSource& source,
                                                  const Request& request) {
    if (!is_xml(request)) {
        desk_.note_refused(routing::Errc::unsupported_media);
        co_return problem(415, "Unsupported Media Type");
    }
    if (request.body.size() > wctp_body_max) {
        desk_.note_refused(routing::Errc::too_large);
        co_return problem(413, "Content Too Large");
    }
    auto read = read_wctp(request.body);
    if (const auto* failed = std::get_if<WctpError>(&read)) co_return refuse(*failed);
    auto& page = std::get<WctpPage>(read);
    if (const auto wrong = complaint(source, page)) co_return refuse(*wrong);
    co_return co_await take(source, std::move(page));
}

boost::asio::awaitable<Response> WctpHook::take(const WctpSource& source, WctpPage page) {
    const bool from_client = page.from_client;
    auto message = message_of(source, std::move(page));
    const auto taken = co_await desk_.take(std::move(message));
    if (!taken) co_return xml_response(wctp_failure(WctpError::unavailable));
    co_return xml_response(wctp_success(from_client, *taken));
}

Response WctpHook::refuse(WctpError code) {
    const bool proof = code == WctpError::sender || code == WctpError::security_code;
    desk_.note_refused(proof ? routing::Errc::bad_signature : routing::Errc::unreadable_body);
    return xml_response(wctp_failure(code));
}

// A messageID is distinct for its sender only, and senders begin anew at 1: the time belongs to it.
// Where there is none, the id is random: a repeat is another tip, which is better than none.
routing::InboundMessage WctpHook::message_of(const WctpSource& source, WctpPage page) {
    std::string id;
    if (page.message_id.reveal().empty()) {
        std::array<std::uint8_t, 16> bytes{};
        random_.fill(bytes);
        id = to_base64(bytes);
    } else {
        id = page.sender.reveal() + '\n' + page.message_id.reveal() + '\n' + page.submitted;
    }
    routing::InboundMessage message;
    message.source = source.name;
    message.provider_id = routing::SecretString(std::move(id));
    message.recipient = std::move(page.recipient);
    message.text = std::move(page.text);
    message.sent_at = page.sent_at;
    return message;
}

}  // namespace tipwire::gateway
