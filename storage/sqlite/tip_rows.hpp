// SPDX-License-Identifier: Apache-2.0
// Reading tips, messages and referrals back into the values of the port; used by the writer and the
// reader.
#pragma once

#include "routing/port/tip_store.hpp"
#include "storage/sqlite/connection.hpp"

namespace tipwire::storage {

// Throws DamagedRow if the number is no value of the enum, which runs from 1 to last.
template <class Enum>
Enum checked(std::int64_t number, Enum last) {
    if (number < 1 || number > static_cast<std::int64_t>(last)) {
        throw DamagedRow("a stored value is outside its range");
    }
    return static_cast<Enum>(number);
}
inline routing::TipStatus tip_status(std::int64_t number) {
    return checked(number, routing::TipStatus::reopened);
}
inline routing::ReferralStatus referral_status(std::int64_t number) {
    return checked(number, routing::ReferralStatus::appealed);
}
inline routing::DeliveryKind delivery_kind(std::int64_t number) {
    return checked(number, routing::DeliveryKind::media_ready);
}
inline routing::DeliveryStatus delivery_status(std::int64_t number) {
    return checked(number, routing::DeliveryStatus::cancelled);
}

inline routing::MessageSeq first_message(routing::TipSeq tip) { return {tip.value << 12}; }
inline routing::MessageSeq last_message(routing::TipSeq tip) {
    return {first_message(tip).value + routing::messages_per_tip_max};
}
inline routing::TipSeq tip_of(routing::MessageSeq message) { return {message.value >> 12}; }

// "EKB-000123": at least six digits. nullopt if the text is no reference.
std::string reference_text(const std::string& prefix, std::int64_t number);
struct Reference {
    std::string prefix;
    std::int64_t number = 0;
};
std::optional<Reference> parse_reference(const std::string& text);

// The tip with its messages and referrals. A message or referral that cannot be read does not hide
// the tip: it is shown as a message without a body, which opens as damaged. nullopt: there is none.
// Throws DamagedRow if the tip's own row is damaged.
std::optional<routing::StoredTip> load_tip(Connection& connection, routing::TipSeq tip);
// Its row only: no messages, no referrals, and has_return_address is not looked up.
std::optional<routing::StoredTip> load_tip_row(Connection& connection, routing::TipSeq tip);
// From the columns status, received_at, urgent, salt, wrapped_key, source, channel, area, language,
// category of a row.
routing::StoredTip tip_at(Use& row, routing::TipSeq tip, int column);
// Adds its messages from first to last. What cannot be read becomes a message without a body.
void load_messages(Connection& connection, routing::StoredTip& tip, routing::MessageSeq first,
                   routing::MessageSeq last);
std::optional<routing::StoredReferral> load_referral(Connection& connection, std::int64_t referral);

}  // namespace tipwire::storage
