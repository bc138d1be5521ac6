// SPDX-License-Identifier: Apache-2.0
// A provider profile: what an SMS provider sends and how it proves it, as data. Interpreted by
// gateway/sms.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/load.hpp"
#include "config/sender_template.hpp"

namespace tipwire::config {

// raw: the body is the text (Kannel post-url). automatic: JSON if the Content-Type says so, else a
// form; a GET is a form.
enum class BodyKind { form, json, raw, automatic };

// Where a value is: see gateway/sms/field_map.hpp. Several: the first that is not empty, else "" if
// one is present ("text=" is an empty message).
using FieldPaths = std::vector<std::string>;

struct FieldMap {
    FieldPaths id, sender, recipient, text, sent_at;
    FieldPaths id_suffix;  // joined to an id that is not unique by itself: a hash of the text
    FieldPaths subject;    // of an MMS: a line before the text
    FieldPaths part_reference, part_number, part_total;
    // The text's bytes in hexadecimal, read before `text` where they are valid.
    FieldPaths text_hex;
    // Of the text, as the provider names it: "UTF-8", "UTF-16BE", "8-BIT", "ISO-8859-1". Here
    // "header:Content-Type" means that header's charset parameter; without one it is not present.
    FieldPaths charset;
    FieldPaths udh;        // user data header, raw or hex bytes: part info of concatenated messages
    FieldPaths media_url;  // "MediaUrl{n}" counts from 0; "media[].url"; of several all count
    FieldPaths media_type, media_data;
};

// How the provider proves itself. Every form knows the secrets of a rotation, compares in constant
// time and refuses a signature header that is given twice. One example each; a key of another kind
// is a problem.
//
//   kind = "twilio_sha1"            # base64 HMAC-SHA1(secret, url + sorted name+value)
//   header = "X-Twilio-Signature"   # or a list: any of them may hold it
//   sha256_header = "X-SignalWire-Sha256-Signature"  # optional: hex HMAC-SHA256(secret, url +
//   body).
//                                   # Where it is there it decides, else `header`, in which the hex
//                                   # HMAC-SHA1(secret, url + body) is then as good as Twilio's
//                                   form
//
//   kind = "standard_webhooks"      # webhook-id, webhook-timestamp, webhook-signature; 5 minutes
//
//   kind = "shared_secret"          # the secret itself
//   where = "path:token"            # or "query:NAME", "header:NAME", "field:NAME" (of a form), or
//                                   # "basic" (with the source's `user`)
//
//   kind = "hmac_template"
//   header = "x-sinch-webhook-signature"
//   template = "{body}.{nonce}.{timestamp}"  # also {url}: public_url and the target as it came
//   hash = "sha256"                 # sha1, sha256 (default), sha512
//   encoding = "base64"             # hex (default, either case) or base64
//   prefix = "sha256="              # optional: what stands before the signature
//   nonce_header = "x-sinch-webhook-signature-nonce"
//   timestamp_header = "x-sinch-webhook-signature-timestamp"  # Unix seconds
//   window = "5m"                   # optional: how far the timestamp may be from now
//
//   kind = "sorted_fields"          # of the query with GET, else of the form or the JSON object
//   field = "sig"                   # "&name=value" sorted by name, "&" and "=" in values made "_"
//   hash = "hmac_sha256"            # md5 (of the fields and the secret), hmac_md5, hmac_sha1,
//                                   # hmac_sha512; a source may name another by `signature_hash`
//
//   kind = "nonce"                  # Plivo V3: base64 HMAC-SHA256(secret, url + "." + sorted
//   header = "X-Plivo-Signature-V3"         # name+value + "." + nonce), several split by commas
//   nonce_header = "X-Plivo-Signature-V3-Nonce"
//
//   kind = "jwt"                    # signed by HMAC; payload_hash must be the body's SHA-256, exp
//   header = "Authorization"        # and nbf are looked at where they are there
//   prefix = "Bearer "              # optional
//   algorithms = ["HS256"]          # the default; also HS384, HS512
//   issuer = "Vonage"               # optional: what `iss` must be
//   url_hash = true                 # optional: url_hash must be the URL's SHA-256
//   window = "5m"                   # optional: then exp must be there, or iat this near to now
//
//   kind = "ed25519"                # base64, over the template; the source's public_key
//   header = "Telnyx-Signature-Ed25519"
//   template = "{timestamp}|{body}"
//   timestamp_header = "Telnyx-Timestamp"
//   window = "5m"
enum class VerifierKind {
    twilio_sha1,
    standard_webhooks,
    shared_secret,
    hmac_template,
    sorted_fields,
    nonce,
    jwt,
    ed25519,
};
struct Verifier {
    VerifierKind kind = VerifierKind::shared_secret;
    std::vector<std::string> headers;  // key `header`
    std::string sha256_header;
    std::string where;
    std::string field;
    std::string signed_text;  // key `template`
    std::string hash;         // "" for the kind's default
    std::string encoding = "hex";
    std::string prefix;
    std::string nonce_header, timestamp_header;
    std::vector<std::string> algorithms{"HS256"};
    std::string issuer;
    bool url_hash = false;
    std::chrono::seconds window{0};  // 0: none
};
// The values of `hash` where kind is sorted_fields.
const std::vector<std::string>& sorted_fields_hashes();

// What a request is besides a message: the first rule that matches decides; none: a message.
struct Rule {
    std::string field;                // a path as above
    std::vector<std::string> equals;  // any of these
    bool present = false;             // the field is there, whatever it says
    // "message", "receipt" (a delivery report), "ignore"; "stop": the provider has taken an opt-out
    // and answered it, so the return addresses go and nothing is said.
    std::string then;
};

struct Answer {
    std::string content_type;  // "" for an empty answer without a type
    std::string body;
};

// What a delivery receipt says. Nothing of it is kept: it is counted, and a phone that wants
// nothing more from us has its return addresses destroyed.
struct ReceiptMap {
    FieldPaths id, phone, status, code;
    std::vector<std::string> delivered, failed;  // words of status
    std::vector<std::string> opted_out;          // words of code
};

struct ProviderProfile {
    std::string name;
    std::string title;  // "Kannel 1.4.5 (smsbox)"
    std::string channel = "sms";
    std::vector<std::string> methods{"POST"};
    std::vector<std::string> media_types;  // accepted Content-Types; empty: any (raw)
    BodyKind body = BodyKind::form;
    bool udh_in_text = false;  // the text may begin with its user data header (Jasmin)
    std::string list_root;     // JSON: the array of messages; "" for one message
    FieldMap fields;
    // Tried in turn: "rfc3339" (also with a blank for the T, +0000 for +00:00 and, taken as UTC,
    // without a zone), "unix", "unix_ms", "ymd_hms_utc", "ymdhms_utc" (20260101000000).
    std::vector<std::string> time_format{"rfc3339"};
    std::string text_charset = "utf-8";           // where no charset field is present
    std::map<std::string, std::string> charsets;  // from the field's word: "8" = "utf-16be"
    // "percent": a text in another charset than UTF-8 comes as percent escapes (Clickatell), "+" is
    // a blank. "plain": as it is.
    std::string text_encoding = "plain";
    std::vector<std::string> strip_prefixes;  // of the sender: "whatsapp:"
    std::vector<Rule> rules;
    Verifier verifier;
    Answer answer;
    std::optional<SenderTemplate> sender;
    ReceiptMap receipt;
    // Where its pictures lie. None: their addresses are kept sealed, and nothing is fetched.
    std::vector<std::string> media_hosts;
    std::string media_auth = "none";  // "basic": user and secret of the source, if it has a user;
                                      // "bearer": its secret
    int media_redirects = 0;          // that may be followed, to a listed host; at most 1
};

// Looks in <folder>/providers/<name>.toml for each of the folders. Unknown keys, unknown field
// names and wrong values are problems with file and line; a missing profile names those there are.
std::variant<ProviderProfile, std::vector<Problem>> load_profile(
    const std::string& name, const std::vector<std::filesystem::path>& folders);
std::vector<std::string> profile_names(const std::vector<std::filesystem::path>& folders);
// The file that load_profile reads, if there is one.
std::optional<std::filesystem::path> profile_path(
    const std::string& name, const std::vector<std::filesystem::path>& folders);

}  // namespace tipwire::config
