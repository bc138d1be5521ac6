// SPDX-License-Identifier: Apache-2.0
// Looks for line ends; what is left of a line moves to the front.
#include "gateway/pager/line_buffer.hpp"

#include <algorithm>

#include "routing/domain/assert.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {

LineBuffer::LineBuffer(std::size_t line_max) : line_max_(line_max), bytes_(line_max + 2) {}

LineBuffer::~LineBuffer() { routing::wipe(bytes_.data(), bytes_.size()); }

std::span<char> LineBuffer::space() {
    if (begin_ > 0) {
        std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(begin_),
                  bytes_.begin() + static_cast<std::ptrdiff_t>(end_), bytes_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    return std::span(bytes_).subspan(end_);
}

void LineBuffer::received(std::size_t count) {
    TIPWIRE_ASSERT(count <= bytes_.size() - end_);
    end_ += count;
}

LineBuffer::Taken LineBuffer::next() {
    const std::string_view held(bytes_.data() + begin_, end_ - begin_);
    const auto length = held.find('\n');
    Taken taken;
    if (length == held.npos) {
        // Room for a line and its end, and no end: whatever follows, it is too long.
        if (held.size() == bytes_.size()) {
            discarding_ = true;
            begin_ = end_ = 0;
        }
        return taken;
    }
    begin_ += length + 1;
    taken.text = held.substr(0, length);
    taken.crlf = taken.text.ends_with('\r');
    if (taken.crlf) taken.text.remove_suffix(1);
    const bool too_long = discarding_ || taken.text.size() > line_max_;
    taken.what = too_long ? What::too_long : What::line;
    if (too_long) taken.text = {};
    discarding_ = false;
    return taken;
}

}  // namespace tipwire::gateway
