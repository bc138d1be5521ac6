// SPDX-License-Identifier: Apache-2.0
// A provider profile: what an SMS provider sends and how it proves it, as data. Interpreted by
// gateway/sms.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/load.hpp"

namespace tipwire::config {

enum class BodyKind { form, json, raw };  // raw: the body is the text (Kannel post-url)

// Where a value is. "Body" (form field or JSON path "data.payload.text", "results[].id" under the
// list root), "query:id", "header:X-Kannel-From", "path:token", and, with BodyKind::raw, "body" for
// the raw body. Several: the first that is not empty, else "" if one is present ("text=" is an
// empty message).
using FieldPaths = std::vector<std::string>;

struct FieldMap {
    FieldPaths id, sender, recipient, text, sent_at;
    FieldPaths part_reference, part_number, part_total;
    // Of the text, as the provider names it: "UTF-8", "UTF-16BE", "8-BIT", "ISO-8859-1". Here
    // "header:Content-Type" means that header's charset parameter; without one it is not present.
    FieldPaths charset;
    FieldPaths udh;        // user data header, raw or hex bytes: part info of concatenated messages
    FieldPaths media_url;  // "MediaUrl{n}" counts from 0; "media[].url"
    FieldPaths media_type, media_data;
};

// How the provider proves itself. Seven forms; this profiles use the first three and
// `none`.
enum class VerifierKind {
    twilio_sha1,  // base64 HMAC-SHA1(secret, url + sorted name+value), header named in `header`
    standard_webhooks,  // webhook-id / -timestamp / -signature
    shared_secret,      // the secret itself, where `where` says: "path:token", "query:token",
                        // "header:X-Token", "basic"
    hmac_template,
    sorted_fields,
    nonce,
    jwt,
    ed25519,  // named so that a profile asking for them gets a clear "not yet"
};
struct Verifier {
    VerifierKind kind = VerifierKind::shared_secret;
    std::string header;
    std::string where;
};

// What a request is besides a message: the first rule that matches decides; none: a message.
struct Rule {
    std::string field;  // a path as above
    std::optional<std::string> equals;
    bool present = false;  // the field is there, whatever it says
    std::string then;      // "receipt" (a delivery report), "ignore"
};

struct Answer {
    std::string content_type;  // "" for an empty answer without a type
    std::string body;
};

// An MT request. "{to}", "{from}", "{text}", "{user}", "{secret}", "{reference}" in the values of
// fields and headers.
struct SenderTemplate {
    std::string method = "POST";
    std::string body =
        "form";  // "form": the fields; "text": the bare text in UTF-8, the rest in headers
    std::vector<std::pair<std::string, std::string>> fields;   // form only
    std::vector<std::pair<std::string, std::string>> headers;  // of HTTP, beside Content-Type
    std::vector<int> accepted_statuses{200, 202};
    std::string accepted_prefix;  // of the answer's body: "0: Accepted"; "" for any
    std::vector<int> retry_statuses{429, 500, 502, 503, 504};
};

struct ProviderProfile {
    std::string name;
    std::string title;  // "Kannel 1.4.5 (smsbox)"
    std::string channel = "sms";
    std::vector<std::string> methods{"POST"};
    std::vector<std::string> media_types;  // accepted Content-Types; empty: any (raw)
    BodyKind body = BodyKind::form;
    std::string list_root;  // JSON: the array of messages; "" for one message
    FieldMap fields;
    std::string time_format = "rfc3339";      // "unix", "unix_ms", "rfc3339", "ymd_hms_utc"
    std::string text_charset = "utf-8";       // where no charset field is present
    std::vector<std::string> strip_prefixes;  // of the sender: "whatsapp:"
    std::vector<Rule> rules;
    Verifier verifier;
    Answer answer;
    std::optional<SenderTemplate> sender;
};

// Looks in <folder>/providers/<name>.toml for each of the folders. Unknown keys, unknown field
// names and wrong values are problems with file and line; a missing profile names those there are.
std::variant<ProviderProfile, std::vector<Problem>> load_profile(
    const std::string& name, const std::vector<std::filesystem::path>& folders);
std::vector<std::string> profile_names(const std::vector<std::filesystem::path>& folders);

}  // namespace tipwire::config
