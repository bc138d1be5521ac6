// SPDX-License-Identifier: Apache-2.0
// Decodes the forms of a request when they are asked for, and wipes them.
#include "gateway/sms/hook_request.hpp"

#include "routing/domain/secret.hpp"

namespace tipwire::gateway {

const FormFields* HookRequest::Decoded::of(std::string_view encoded) {
    if (!done_) fields_ = parse_form(encoded);
    done_ = true;
    return fields_ ? &*fields_ : nullptr;
}

HookRequest::Decoded::~Decoded() {
    if (!fields_) return;
    for (auto& [name, value] : *fields_) routing::wipe(value);
}

}  // namespace tipwire::gateway
