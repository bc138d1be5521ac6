// SPDX-License-Identifier: Apache-2.0
// WCTP 1.3 (Wireless Communications Transfer Protocol): reads a submitted page, writes the answers.
//
//   POST /wctp HTTP/1.1
//   Content-Type: text/xml
//
//   <?xml version="1.0"?>
//   <!DOCTYPE wctp-Operation SYSTEM "http://dtd.wctp.org/wctp-dtd-v1r3.dtd">     never fetched
//   <wctp-Operation wctpVersion="wctp-dtd-v1r3">
//    <wctp-SubmitRequest>
//     <wctp-SubmitHeader submitTimestamp="2026-01-01T00:00:00">                   UTC
//      <wctp-Originator senderID="county-pager" securityCode="4412"/>
//      <wctp-MessageControl messageID="94"/>
//      <wctp-Recipient recipientID="tipline"/>
//     </wctp-SubmitHeader>
//     <wctp-Payload><wctp-Alphanumeric>Broken window, gate 4</wctp-Alphanumeric></wctp-Payload>
//    </wctp-SubmitRequest>
//   </wctp-Operation>
//
//   HTTP/1.1 200 OK                                    also for a refusal: its code is in the XML
//   <wctp-Operation wctpVersion="wctp-dtd-v1r3"><wctp-Confirmation>
//    <wctp-Success successCode="200" successText="Accepted"/></wctp-Confirmation></wctp-Operation>
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "routing/domain/time.hpp"
#include "routing/domain/tip_text.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t wctp_body_max = 64 * 1024;
inline constexpr std::size_t wctp_text_max = 16 * 1024;  // as of an SMS
inline constexpr int wctp_depth_max = 16;                // of elements; a page needs five

// The codes that are used of the protocol's list.
enum class WctpError {
    not_supported = 300,  // an operation that this gateway does not have
    unreadable = 301,     // nothing, or no XML
    invalid = 302,        // XML, but not a page
    sender = 401,         // unknown senderID
    security_code = 402,
    recipient = 403,
    too_long = 411,
    internal = 604,
    unavailable = 606,  // try again later
};

struct WctpPage {
    // A SubmitClientMessage is answered as the client expects it, by another element.
    bool from_client = false;
    routing::SecretString sender;
    routing::SecretString security_code;
    // Distinct for a sender only, and "" where a client gave none.
    routing::SecretString message_id;
    std::string submitted;  // the time as written
    std::optional<routing::Instant> sent_at;
    std::string recipient;
    routing::TipText text;

    WctpPage() = default;
};

// No document type is read beyond its name, no entity but those of XML itself is replaced.
std::variant<WctpPage, WctpError> read_wctp(std::string_view body);

// tracking: names the page for a later question, which this gateway does not answer.
std::string wctp_success(bool from_client, std::string_view tracking);
std::string wctp_failure(WctpError code);

}  // namespace tipwire::gateway
