// SPDX-License-Identifier: Apache-2.0
// How a provider is asked to send a message to a phone, and what its answer means: the [sender]
// table of a profile.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.hpp"

namespace tipwire::config {

// JSON in pieces: `raw` as it stands, then, if there is one, a string that is quoted and escaped.
struct JsonPiece {
    std::string raw;
    std::optional<std::string> text;
};

// A place in a provider's JSON that decides something; of a "[]" the first element.
struct AnswerRule {
    std::string path;  // "messages[].status"; "" for no rule
    std::vector<std::string> equals;
    bool present = false;  // it is enough that the place is there
};

// An MT request. The values of fields, headers and JSON strings hold placeholders:
//   {to}       the phone, "+77010000001"      {to_digits}  the same without "+"
//   {text}     the words                      {text_hex}   in UTF-16BE, as hexadecimal digits
//   {from}     our number                     {coding}     see below
//   {user}  {secret}  {account}               of the reply in the configuration
//   {basic}    "user:secret" in base64        {basic_secret}  "secret:" in base64
//   {reference}     names the message while both sides run
//   {receipts_url}  where receipts are wanted, of the reply in the configuration
struct SenderTemplate {
    std::string url;              // where the reply names none; {user} and {account} in it
    std::string method = "POST";  // "GET": the fields stand in the query
    std::string body = "form";    // "form": the fields; "json"; "text": the bare text in UTF-8
    std::vector<std::pair<std::string, std::string>> fields;   // form only
    std::vector<std::pair<std::string, std::string>> headers;  // of HTTP, beside Content-Type
    std::vector<JsonPiece> json;
    // [sender.receipts], only where the reply has a receipts_url: more fields, more members of the
    // JSON, or more headers of a text.
    std::vector<std::pair<std::string, std::string>> receipts;
    std::vector<JsonPiece> json_with_receipts;
    std::vector<std::string> coding{"",
                                    ""};  // {coding} of a text of the GSM alphabet, of any other

    // What the answer means, in this order: an opt-out, later, taken, refused.
    AnswerRule opted_out;  // the phone wants nothing from us: its return addresses are destroyed
    AnswerRule retry;      // throttled and the like, whatever the status
    std::vector<int> accepted_statuses{200, 202};
    std::string accepted_prefix;  // of the answer's body: "0: Accepted"; "" for any
    AnswerRule accepted;          // beside the status
    std::vector<int> retry_statuses{429, 500, 502, 503, 504};
};

// The address that this reply is sent to: its own, else the template's; "" if there is none.
std::string reply_url(const SenderTemplate& sender, const Reply& reply);

// Whether a placeholder such as "{secret}" stands anywhere in the template.
bool uses(const SenderTemplate& sender, std::string_view placeholder);

}  // namespace tipwire::config
