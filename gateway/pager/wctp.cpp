// SPDX-License-Identifier: Apache-2.0
// Looks for the few elements a page needs, whatever their order.
#include "gateway/pager/wctp.hpp"

#include <algorithm>
#include <pugixml.hpp>

#include "gateway/crypto/mac.hpp"
#include "gateway/pager/page_text.hpp"

namespace tipwire::gateway {

namespace {

// Deep nesting is nobody's page.
struct DepthCheck : pugi::xml_tree_walker {
    bool for_each(pugi::xml_node&) override { return depth() < wctp_depth_max; }
};

// An internal subset would declare entities: `<!DOCTYPE x [ ... ]>`.
bool declares_entities(const pugi::xml_document& document) {
    const auto found = document.find_child(
        [](const pugi::xml_node& node) { return node.type() == pugi::node_doctype; });
    return found && std::string_view(found.value()).find('[') != std::string_view::npos;
}

pugi::xml_node child_of(const pugi::xml_node& node, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (const auto child = node.child(name)) return child;
    }
    return {};
}

// All of its text: pieces stand between comments and CDATA sections.
std::string text_in(const pugi::xml_node& node) {
    std::string text;
    for (const auto& child : node.children()) {
        const bool words = child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata;
        if (words) text += child.value();
    }
    return text;
}

// The bytes that base64 stands for; what is none of it is the text itself: nothing is lost.
std::string transparent_text(const pugi::xml_node& node) {
    const std::string written = text_in(node);
    std::string packed;
    std::copy_if(written.begin(), written.end(), std::back_inserter(packed), [](char c) {
        return std::string_view(" \t\r\n").find(c) == std::string_view::npos;
    });
    auto bytes = from_base64(packed);
    if (!bytes) return written;
    std::string text(bytes->begin(), bytes->end());
    routing::wipe(*bytes);
    return text;
}

// The question, and the answers that the sender offers, each on a line.
std::string choices_text(const pugi::xml_node& node) {
    std::string text = text_in(node.child("wctp-MessageText"));
    for (const auto& choice : node.children("wctp-Choice")) {
        const auto shown = child_of(choice, {"wctp-SendChoice"});
        text.append("\n").append(text_in(shown ? shown : choice));
    }
    return text;
}

// None: there is no payload that could be read.
std::optional<std::string> payload_text(const pugi::xml_node& payload) {
    if (const auto node = payload.child("wctp-Alphanumeric")) return text_in(node);
    if (const auto node = payload.child("wctp-TransparentData")) return transparent_text(node);
    if (const auto node = payload.child("wctp-MCR")) return choices_text(node);
    return std::nullopt;
}

std::string attribute(const pugi::xml_node& node, const char* name) {
    return node.attribute(name).value();
}

// "wctp-dtd-v1r3", "WCTP-DTD-V1R1", "1.3", and those who leave it out.
bool is_known_version(std::string version) {
    for (char& c : version) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    for (const std::string_view known : {"v1r1", "v1r2", "v1r3", "1.1", "1.2", "1.3"}) {
        if (std::string_view(version).ends_with(known)) return true;
    }
    return version.empty();
}

std::variant<WctpPage, WctpError> page_in(const pugi::xml_node& request, bool from_client) {
    const auto header = child_of(request, {"wctp-SubmitHeader", "wctp-SubmitClientHeader"});
    // Senders in the field mix up the two names.
    const auto originator = child_of(header, {"wctp-Originator", "wctp-ClientOriginator"});
    const auto control = child_of(header, {"wctp-MessageControl", "wctp-ClientMessageControl"});
    auto text = payload_text(request.child("wctp-Payload"));
    if (!header || !originator || !text) return WctpError::invalid;

    WctpPage page;
    page.from_client = from_client;
    page.sender = routing::SecretString(attribute(originator, "senderID"));
    // A client without an account has no securityCode in the document type; it says it here.
    const bool has_code = !originator.attribute("securityCode").empty();
    page.security_code =
        routing::SecretString(attribute(originator, has_code ? "securityCode" : "miscInfo"));
    page.message_id = routing::SecretString(attribute(control, "messageID"));
    page.submitted = attribute(header, "submitTimestamp");
    page.sent_at = routing::parse_rfc3339(page.submitted + "Z");  // a bad date loses no page
    page.recipient = attribute(header.child("wctp-Recipient"), "recipientID");
    page.text = routing::TipText(text_of_page(*text));
    routing::wipe(*text);
    if (!from_client && page.message_id.reveal().empty()) return WctpError::invalid;
    if (page.text.reveal().size() > wctp_text_max) return WctpError::too_long;
    return page;
}

std::string operation(std::string_view inside) {
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!DOCTYPE wctp-Operation SYSTEM \"http://dtd.wctp.org/wctp-dtd-v1r3.dtd\">\n"
        "<wctp-Operation wctpVersion=\"wctp-dtd-v1r3\">\n";
    return xml.append(inside).append("</wctp-Operation>\n");
}

std::string_view words_for(WctpError code) {
    switch (code) {
        case WctpError::not_supported: return "Operation not supported";
        case WctpError::unreadable: return "Cannot parse input";
        case WctpError::invalid: return "XML validation error";
        case WctpError::sender: return "Invalid senderID";
        case WctpError::security_code: return "Invalid security code";
        case WctpError::recipient: return "Invalid recipientID";
        case WctpError::too_long: return "Message exceeds allowable message length";
        case WctpError::internal: return "Internal server error";
        case WctpError::unavailable: return "Service temporarily unavailable";
    }
    return "Internal server error";
}

}  // namespace

std::variant<WctpPage, WctpError> read_wctp(std::string_view body) {
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return WctpError::unreadable;
    if (body.size() > wctp_body_max) return WctpError::too_long;
    pugi::xml_document document;
    const auto options = pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata_single;
    const auto parsed = document.load_buffer(body.data(), body.size(), options);
    DepthCheck depth;
    if (!parsed || declares_entities(document) || !document.traverse(depth))
        return WctpError::invalid;
    const auto root = document.child("wctp-Operation");
    if (!root || !is_known_version(attribute(root, "wctpVersion"))) return WctpError::invalid;
    if (const auto request = root.child("wctp-SubmitRequest")) return page_in(request, false);
    if (const auto request = root.child("wctp-SubmitClientMessage")) return page_in(request, true);
    return root.first_child() ? WctpError::not_supported : WctpError::invalid;
}

std::string wctp_success(bool from_client, std::string_view tracking) {
    std::string inside;
    if (from_client) {
        inside =
            "<wctp-SubmitClientResponse><wctp-ClientSuccess successCode=\"200\""
            " successText=\"Accepted\" trackingNumber=\"";
        inside.append(tracking).append("\"/></wctp-SubmitClientResponse>\n");
    } else {
        inside =
            "<wctp-Confirmation><wctp-Success successCode=\"200\" successText=\"Accepted\"/>"
            "</wctp-Confirmation>\n";
    }
    return operation(inside);
}

std::string wctp_failure(WctpError code) {
    std::string inside = "<wctp-Confirmation><wctp-Failure errorCode=\"" +
                         std::to_string(static_cast<int>(code)) + "\" errorText=\"";
    inside.append(words_for(code)).append("\"/></wctp-Confirmation>\n");
    return operation(inside);
}

}  // namespace tipwire::gateway
