// SPDX-License-Identifier: Apache-2.0
// Cuts what a connection brings into lines, without a socket.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace tipwire::gateway {

// Holds one line at most, and wipes what it held.
class LineBuffer {
public:
    enum class What { none, line, too_long };
    struct Taken {
        What what = What::none;
        std::string_view text;  // without its end; until the next call of space()
        bool crlf = false;      // it ended in CR LF, not in a bare LF
    };

    // line_max: bytes of a line without its end. A longer one is reported once, where it ends, and
    // is not kept.
    explicit LineBuffer(std::size_t line_max);
    ~LineBuffer();
    LineBuffer(const LineBuffer&) = delete;
    LineBuffer& operator=(const LineBuffer&) = delete;

    std::span<char> space();  // for the next bytes; never empty once next() has given none
    void received(std::size_t count);
    Taken next();

private:
    std::size_t line_max_;
    std::vector<char> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool discarding_ = false;  // until the end of a line that is too long
};

}  // namespace tipwire::gateway
