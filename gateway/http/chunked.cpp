// SPDX-License-Identifier: Apache-2.0
// The four states of a chunked body.
#include "gateway/http/chunked.hpp"

#include <string.h>

#include <algorithm>

#include "gateway/http/ascii.hpp"

namespace tipwire::gateway {
namespace {

// A size of more hex digits than this is larger than any limit; it also keeps the sum from
// overflowing.
constexpr std::size_t size_digits_max = 8;

void take_token(std::string_view& text) {
    while (!text.empty() && is_token_char(text.front())) text.remove_prefix(1);
}

// From the opening quote on; false if there is no closing one.
bool take_quoted(std::string_view& text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return true;
        }
        if (text[i] == '\\') ++i;
    }
    return false;
}

// *( ";" token [ "=" ( token / quoted-string ) ] ); the blanks that old grammars allowed are
// refused.
bool are_extensions(std::string_view text) {
    if (std::any_of(text.begin(), text.end(), is_control)) return false;
    while (!text.empty()) {
        if (text.size() < 2 || text.front() != ';' || !is_token_char(text[1])) return false;
        text.remove_prefix(1);
        take_token(text);
        if (!text.starts_with('=')) continue;
        text.remove_prefix(1);
        if (text.starts_with('"')) {
            if (!take_quoted(text)) return false;
        } else {
            if (text.empty() || !is_token_char(text.front())) return false;
            take_token(text);
        }
    }
    return true;
}

}  // namespace

ChunkedBody::Step ChunkedBody::decode(ReceiveBuffer& buffer) {
    raw_ = decoded_;
    const Step step = run(buffer);
    buffer.erase(decoded_, raw_ - decoded_);
    return step;
}

ChunkedBody::Step ChunkedBody::run(ReceiveBuffer& buffer) {
    for (;;) {
        const std::string_view raw = buffer.view().substr(raw_);
        Step step = Step::complete;
        switch (state_) {
            case State::size_line: step = read_size_line(raw); break;
            case State::data:
                if (raw.empty()) return Step::need_more;
                move_data(buffer);
                break;
            case State::data_end: step = read_crlf(raw, State::size_line); break;
            case State::body_end:
                // What stands here instead of an empty line is a trailer.
                return read_crlf(raw, State::body_end);
        }
        if (step != Step::complete) return step;
    }
}

// complete: this part is done, go on with the next one.
ChunkedBody::Step ChunkedBody::read_size_line(std::string_view raw) {
    const std::size_t end = raw.substr(0, size_line_max + 2).find("\r\n");
    if (end == std::string_view::npos) {
        const bool may_become_one = raw.size() < size_line_max + 2 &&
                                    (raw.empty() || hex_value(raw.front()) >= 0) &&
                                    raw.find('\n') == std::string_view::npos;
        return may_become_one ? Step::need_more : Step::malformed;
    }
    std::string_view line = raw.substr(0, end);
    std::uint64_t size = 0;
    std::size_t digits = 0;
    while (digits < line.size() && hex_value(line[digits]) >= 0) {
        if (size > (std::uint64_t{1} << 4 * size_digits_max)) return Step::too_large;
        size = size << 4 | static_cast<std::uint64_t>(hex_value(line[digits++]));
    }
    line.remove_prefix(digits);
    extension_bytes_ += line.size();
    if (digits == 0 || !are_extensions(line) || extension_bytes_ > extension_bytes_max)
        return Step::malformed;
    if (size > body_bytes_max_ - decoded_) return Step::too_large;
    missing_ = size;
    state_ = size == 0 ? State::body_end : State::data;
    raw_ += end + 2;
    return Step::complete;
}

void ChunkedBody::move_data(ReceiveBuffer& buffer) {
    const std::size_t here =
        static_cast<std::size_t>(std::min<std::uint64_t>(missing_, buffer.size() - raw_));
    memmove(buffer.data() + decoded_, buffer.data() + raw_, here);
    decoded_ += here;
    raw_ += here;
    missing_ -= here;
    if (missing_ == 0) state_ = State::data_end;
}

ChunkedBody::Step ChunkedBody::read_crlf(std::string_view raw, State next) {
    constexpr std::string_view crlf = "\r\n";
    if (!raw.starts_with(crlf.substr(0, std::min(raw.size(), crlf.size())))) return Step::malformed;
    if (raw.size() < crlf.size()) return Step::need_more;
    raw_ += crlf.size();
    state_ = next;
    return Step::complete;
}

}  // namespace tipwire::gateway
