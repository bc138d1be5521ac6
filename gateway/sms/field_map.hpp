// SPDX-License-Identifier: Apache-2.0
// Finds the values of a request by the field paths of a profile, wherever the provider puts them.
//
// "Body"               a form field; of JSON the member; with GET, forms stand in the query
// "data.payload.text"  JSON members, one below the other
// "media[].url"        one value for each element of an array
// "message[contentType=text/plain].value"   ... for each element whose member says so
// "mediaUrls[]"        of a form: each field of that name
// "MediaUrl{n}"        form fields that count: MediaUrl0, MediaUrl1, ...
// "tlv_params{}.sar_msg_ref_num"            the text of the field is JSON itself
// "query:id"  "header:X-Kannel-From"  "path:token"  "body" (raw bodies only: all of it)
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/provider_profile.hpp"
#include "gateway/sms/hook_request.hpp"
#include "routing/domain/result.hpp"

namespace tipwire::gateway {

// A request taken apart once. The request outlives it.
class RequestFields {
public:
    // Errors: unreadable_body (not JSON, too many form fields).
    static routing::Result<RequestFields> read(const HookRequest& request, config::BodyKind kind);

    // The whole body; nullptr if the profile's bodies are not JSON.
    const boost::json::value* json() const { return json_ ? &*json_ : nullptr; }

private:
    friend class MessageFields;
    RequestFields(const HookRequest& request, config::BodyKind kind)
        : request_(&request), kind_(kind) {}

    const HookRequest* request_;
    config::BodyKind kind_;
    const FormFields* query_ = nullptr;
    const FormFields* form_ = nullptr;  // with GET the query, else the body; of forms only
    std::optional<boost::json::value> json_;
};

// The fields of one message of the request: JSON paths start at `element`, the rest is the
// request's.
class MessageFields {
public:
    MessageFields(const RequestFields& request, const boost::json::value* element)
        : request_(request), element_(element) {}

    // A path of the kinds above; of a "[]" the first element. Absent and null: nullopt.
    std::optional<std::string> value(std::string_view path) const;
    // Of several paths the first that is not empty, else "" if one was there at all.
    std::optional<std::string> first(const config::FieldPaths& paths) const;
    // As first(); but of a "[]" all values, a line each.
    std::optional<std::string> text(const config::FieldPaths& paths) const;
    // All values of all paths, in order and with gaps, at most `most` + 1 of them.
    std::vector<std::optional<std::string>> all(const config::FieldPaths& paths,
                                                std::size_t most) const;
    // An object or an array stands where a value should be, and no other path goes into it.
    bool is_compound(const config::FieldPaths& paths) const;

private:
    using Values = std::vector<std::optional<std::string>>;
    Values every(std::string_view path, std::size_t most) const;
    Values counted(std::string_view path, std::size_t most) const;
    Values repeated(std::string_view name, std::size_t most) const;
    std::optional<std::string> lines(std::string_view path) const;
    std::optional<std::string> value_inside(std::string_view outer, std::string_view rest) const;

    const RequestFields& request_;
    const boost::json::value* element_;
};

// A path of JSON members alone, of a "[]" the first element. Absent and null: nullopt.
std::optional<std::string> json_value(const boost::json::value& root, std::string_view path);

// The messages of a request: the elements of the array at list_root ("results"; "[]": the body
// itself is the array), or the request as one message if it is "". Errors: unreadable_body,
// too_large.
routing::Result<std::vector<MessageFields>> messages_of(const RequestFields& request,
                                                        std::string_view list_root,
                                                        std::size_t most);

}  // namespace tipwire::gateway
