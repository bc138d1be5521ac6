// SPDX-License-Identifier: Apache-2.0
// Looking up headers of a request.
#include "gateway/http/message.hpp"

#include "gateway/http/ascii.hpp"

namespace tipwire::gateway {

std::string_view Request::header(std::string_view name) const {
    for (const HeaderView& field : headers) {
        if (equals_ignoring_case(field.name, name)) return field.value;
    }
    return {};
}

std::string Request::media_type() const {
    std::string_view value = header("Content-Type");
    value = trim(value.substr(0, value.find(';')));
    std::string type(value);
    for (char& c : type) c = ascii_lower(c);
    return type;
}

}  // namespace tipwire::gateway
