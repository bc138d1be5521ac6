// SPDX-License-Identifier: Apache-2.0
// Tells UTF-8 from bytes of an unknown alphabet.
#include "gateway/pager/page_text.hpp"

#include "routing/domain/code_points.hpp"
#include "routing/domain/normalise.hpp"

namespace tipwire::gateway {

namespace {

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto point = routing::read_code_point(bytes);
        if (!point.valid) return false;
        bytes.remove_prefix(point.size);
    }
    return true;
}

}  // namespace

std::string text_of_page(std::string_view bytes) {
    if (is_utf8(bytes)) return routing::to_valid_utf8(bytes);
    std::string text;
    text.reserve(bytes.size() * 3);
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        routing::append_utf8(text, value == 0 ? char32_t{0xFFFD} : char32_t{value});
    }
    return text;
}

}  // namespace tipwire::gateway
