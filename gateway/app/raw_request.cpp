// SPDX-License-Identifier: Apache-2.0
// Reads a recorded request line by line, so that each mistake has its line.
#include "gateway/app/raw_request.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include "config/problems.hpp"

namespace tipwire::gateway {

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The first line of rest, without its end; rest becomes what follows it.
std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same_name(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&lower](char a, char b) { return lower(a) == lower(b); });
}

// Headers up to the empty line; the last line read is in `line`.
Headers read_headers(std::string_view& rest, int& line, config::Report& report) {
    Headers headers;
    while (!rest.empty()) {
        ++line;
        const auto text = take_line(rest);
        if (text.empty()) return headers;
        const auto colon = text.find(':');
        if (colon == text.npos || colon == 0)
            report.add(line, "a header is \"Name: value\"; an empty line ends them");
        else
            headers.emplace_back(text.substr(0, colon), trimmed(text.substr(colon + 1)));
    }
    return headers;
}

void fit_body(std::string& body, const Headers& headers, int line, config::Report& report) {
    for (const auto& [name, value] : headers) {
        if (same_name(name, "Transfer-Encoding"))
            report.add(0, "the body is chunked: write it in one piece, without Transfer-Encoding");
        if (!same_name(name, "Content-Length")) continue;
        std::size_t size = 0;
        const char* const end = value.data() + value.size();
        const auto [stop, error] = std::from_chars(value.data(), end, size);
        if (error != std::errc{} || stop != end) {
            report.add(0, "Content-Length is not a number");
        } else if (size > body.size()) {
            report.add(line + 1, "the body has " + std::to_string(body.size()) +
                                     " bytes, Content-Length says " + value);
        } else if (body.substr(size) == "\n" || body.substr(size) == "\r\n") {
            body.resize(size);
        } else if (size < body.size()) {
            report.add(line + 1, "the body has " + std::to_string(body.size()) +
                                     " bytes, Content-Length says only " + value);
        }
    }
}

}  // namespace

std::variant<RawRequest, std::vector<config::Problem>> RawRequest::read(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        config::Report report(file);
        report.add(0, "cannot be read");
        return report.sorted();
    }
    return parse(file, {std::istreambuf_iterator<char>(in), {}});
}

std::variant<RawRequest, std::vector<config::Problem>> RawRequest::parse(const std::string& file,
                                                                         std::string bytes) {
    config::Report report(file);
    std::string_view rest = bytes;
    const auto first = take_line(rest);
    const auto method_end = first.find(' ');
    const auto target_end = first.rfind(' ');
    if (method_end == first.npos || target_end <= method_end + 1 ||
        !first.substr(target_end + 1).starts_with("HTTP/")) {
        report.add(1, "the first line is \"POST /hooks/NAME HTTP/1.1\"");
        return report.sorted();
    }
    RawRequest request;
    request.method_ = first.substr(0, method_end);
    request.target_ = first.substr(method_end + 1, target_end - method_end - 1);
    int line = 1;
    request.headers_ = read_headers(rest, line, report);
    request.body_ = rest;
    fit_body(request.body_, request.headers_, line, report);
    if (!report.empty()) return report.sorted();
    return request;
}

const Request& RawRequest::view() {
    header_views_.clear();
    for (const auto& [name, value] : headers_) header_views_.push_back({name, value});
    const std::string_view target = target_;
    const auto mark = target.find('?');
    view_.method = method_;
    view_.target = target;
    view_.path = target.substr(0, mark);
    view_.query = mark == target.npos ? std::string_view{} : target.substr(mark + 1);
    view_.headers = header_views_;
    view_.body = body_;
    return view_;
}

}  // namespace tipwire::gateway
