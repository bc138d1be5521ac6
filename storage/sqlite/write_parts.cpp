// SPDX-License-Identifier: Apache-2.0
// Parts of long messages while they wait for each other. The table is as small as what waits.
#include "storage/sqlite/writer.hpp"

namespace tipwire::storage {

using namespace routing;

// ---- in -----------------------------------------------------------------------------------------

Result<HoldOutcome> Writer::hold_part(const NewPart& part) {
    if (first_of(part.seen)) return HoldOutcome{PartRepeated{}};
    auto group = group_lacking(part, part.sender.current);
    if (!group && part.sender.previous) group = group_lacking(part, *part.sender.previous);

    AuditNote held;
    held.event = AuditEvent::part_held;
    held.at = part.received_at;
    held.salt = part.key.salt;
    held.content = part.body.bytes;
    held.actor = Actor::sender;
    audit_.append(held);

    const auto seq = insert_part(part, group);
    remember(part.seen, {});
    const PartSeq name{group.value_or(seq)};
    return HoldOutcome{PartGroup{name, has_all_parts(name)}};
}

// References come round again: a number that is there already begins another message.
std::optional<std::int64_t> Writer::group_lacking(const NewPart& part, const KeyedMac& sender) {
    Use rows(connection_,
             "SELECT message, max(number = ?) FROM part WHERE source = ? AND reference = ?"
             " AND total = ? AND sender_epoch = ? AND sender_mac = ?"
             " GROUP BY message ORDER BY message DESC",
             part.part.number, part.source, part.part.reference, part.part.total, sender.epoch,
             sender.bytes);
    while (rows.step()) {
        if (rows.integer(1) == 0) return rows.integer(0);
    }
    return std::nullopt;
}

std::int64_t Writer::insert_part(const NewPart& part, std::optional<std::int64_t> group) {
    using Mac = std::array<std::uint8_t, 16>;
    const auto& to = part.address;
    const auto epoch = to ? std::optional(to->mac.epoch) : std::nullopt;
    const auto mac = to ? std::optional<Mac>(to->mac.bytes) : std::nullopt;
    const auto address = to ? std::optional(ByteView(to->sealed.bytes)) : std::nullopt;
    Use(connection_,
        "INSERT INTO part (message, source, reference, number, total, received_at, sender_epoch,"
        " sender_mac, seen_epoch, seen_mac, salt, wrapped_key, body, address_epoch, address_mac,"
        " address) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        group.value_or(0), part.source, part.part.reference, part.part.number, part.part.total,
        part.received_at, part.sender.current.epoch, part.sender.current.bytes,
        part.seen.current.epoch, part.seen.current.bytes, part.key.salt.bytes,
        part.key.wrapped.bytes, part.body.bytes, epoch, mac, address)
        .run();
    const auto seq = connection_.database().getLastInsertRowid();
    if (!group) Use(connection_, "UPDATE part SET message = seq WHERE seq = ?", seq).run();
    return seq;
}

bool Writer::has_all_parts(PartSeq group) {
    Use row(connection_, "SELECT count(*) = max(total) FROM part WHERE message = ?", group.value);
    return row.step() && row.integer(0) != 0;
}

// ---- out ----------------------------------------------------------------------------------------

// All of them or none: what another turn has taken is recorded already.
bool Writer::take_parts(const std::vector<PartSeq>& parts) {
    for (const auto part : parts) {
        Use row(connection_, "SELECT 1 FROM part WHERE seq = ?", part.value);
        if (!row.step()) return false;
    }
    for (const auto part : parts)
        Use(connection_, "DELETE FROM part WHERE seq = ?", part.value).run();
    return true;
}

// ---- forgetting ---------------------------------------------------------------------------------

void Writer::forget_part_addresses(const std::vector<KeyedMac>& macs) {
    for (const auto& mac : macs) {
        Use(connection_,
            "UPDATE part SET address_epoch = NULL, address_mac = NULL, address = NULL"
            " WHERE address_epoch = ? AND address_mac = ?",
            mac.epoch, mac.bytes)
            .run();
    }
}

// A part that outlives its sender's pseudonym waits alone until its time is up.
void Writer::forget_part_senders(std::uint32_t pseudonyms, std::uint32_t addresses) {
    Use(connection_,
        "UPDATE part SET sender_epoch = 0, sender_mac = zeroblob(16) WHERE sender_epoch < ?",
        pseudonyms)
        .run();
    Use(connection_,
        "UPDATE part SET address_epoch = NULL, address_mac = NULL, address = NULL"
        " WHERE address_epoch < ?",
        addresses)
        .run();
}

}  // namespace tipwire::storage
