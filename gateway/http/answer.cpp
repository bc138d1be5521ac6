// SPDX-License-Identifier: Apache-2.0
// Writing answers, and problem documents (RFC 9457).
#include "gateway/http/answer.hpp"

#include <charconv>

#include "gateway/http/ascii.hpp"
#include "gateway/http/json_writer.hpp"

namespace tipwire::gateway {
namespace {

void append_number(std::string& out, std::size_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    for (const char c : name) {
        if (is_token_char(c)) out += c;
    }
    out += ": ";
    for (const char c : value) out += is_control(c) ? ' ' : c;
    out += "\r\n";
}

// RFC 9110, sections 15.3.5 and 15.4.5: these never have a body.
bool never_has_body(int status) { return status == 204 || status == 304; }

}  // namespace

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        case 505: return "HTTP Version Not Supported";
        default: return "Error";
    }
}

void append_answer(std::string& out, const Response& response, bool close, bool without_body) {
    const bool has_body = !never_has_body(response.status);
    out.reserve(out.size() + 192 + response.body.size());
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(response.status));
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\nX-Content-Type-Options: nosniff\r\n";
    if (has_body) {
        out += "Content-Length: ";
        append_number(out, response.body.size());
        out += "\r\n";
        if (!response.content_type.empty())
            append_header(out, "Content-Type", response.content_type);
    }
    for (const auto& [name, value] : response.headers) append_header(out, name, value);
    if (close) out += "Connection: close\r\n";
    out += "\r\n";
    if (has_body && !without_body) out += response.body;
}

Response problem(int status, std::string_view title, std::string_view detail) {
    JsonWriter json;
    json.open_object().member("type", "about:blank").member("title", title);
    json.member("status", status);
    if (!detail.empty()) json.member("detail", detail);
    json.close_object();
    return Response(status, "application/problem+json", std::move(json).text());
}

Response refusal(int status) {
    Response response = problem(status, reason_phrase(status));
    response.close = true;
    return response;
}

}  // namespace tipwire::gateway
