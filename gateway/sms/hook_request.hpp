// SPDX-License-Identifier: Apache-2.0
// A provider's request on its way through proof and fields. Its forms are decoded once for both.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/http/encoding.hpp"
#include "gateway/http/message.hpp"

namespace tipwire::gateway {

// Nothing is decoded before somebody asks for it: a proof over raw bytes comes before any reading.
// The request and path_token outlive it. Form values, numbers and texts among them, are wiped when
// it goes. Not thread-safe.
class HookRequest {
public:
    explicit HookRequest(const Request& request, std::string_view path_token = {})
        : request_(request), path_token_(path_token) {}
    HookRequest(const HookRequest&) = delete;
    HookRequest& operator=(const HookRequest&) = delete;

    const Request* operator->() const { return &request_; }
    std::string_view path_token() const { return path_token_; }  // the {token} of the path, or ""

    // The fields of the query, and of the body as a form. nullptr: more than form_fields_max.
    const FormFields* query() const { return query_.of(request_.query); }
    const FormFields* form() const { return form_.of(request_.body); }

private:
    class Decoded {
    public:
        ~Decoded();
        const FormFields* of(std::string_view encoded);

    private:
        bool done_ = false;
        std::optional<FormFields> fields_;
    };

    const Request& request_;
    std::string_view path_token_;
    mutable Decoded query_;
    mutable Decoded form_;
};

}  // namespace tipwire::gateway
