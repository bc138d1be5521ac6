// SPDX-License-Identifier: Apache-2.0
// From an MO message to a committed tip: decide what it is, make it anonymous, record it once.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

#include "routing/domain/catalogue.hpp"
#include "routing/domain/command.hpp"
#include "routing/domain/inbound_message.hpp"
#include "routing/domain/result.hpp"
#include "routing/flow/code_guesses.hpp"
#include "routing/flow/media_intake.hpp"
#include "routing/flow/part_joiner.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/mt_sender.hpp"
#include "routing/port/tip_store.hpp"
#include "routing/port/vault.hpp"

namespace tipwire::routing {

// What the intake must know of a configured source.
struct IntakeSource {
    std::string channel;  // "sms"
    std::string area;
    std::vector<std::string> languages;  // the first is the default
    bool receipts = false;
    bool can_reply = false;
    MediaPolicy media;
};

struct IntakeRules {
    Duration conversation_window = std::chrono::hours{12};
    Duration time_precision = std::chrono::hours{1};
    Duration reply_give_up = std::chrono::hours{6};
    Duration part_wait = std::chrono::minutes{10};  // of a long message, for its other parts
    bool keep_return_address =
        true;  // false: no address is stored, a reply is tried once, before the answer
};

// What came of a message. All of it is durable when this is returned.
struct Taken {
    enum class What : std::uint8_t { new_tip, added, repeated, command, part } what = What::new_tip;
    TipSeq tip;  // 0 for commands, and for a part that waits for the others
};

class Intake {
public:
    Intake(TipStore& store, PartStore& parts, Vault& vault, Clock& clock, const Catalogue& catalogue,
           const MtSenders& senders, Metrics& metrics,
           std::map<std::string, IntakeSource, std::less<>> sources, IntakeRules rules);

    // Idempotent by (source, provider id). Errors: unavailable (not stored; the provider must send
    // again). Runs on: reactor.
    boost::asio::awaitable<Result<Taken>> receive(InboundMessage message);

    // Until cancelled: takes long messages whose parts have waited long enough for the rest, also
    // those that an earlier life of the daemon held. What cannot be stored now is tried again.
    boost::asio::awaitable<void> take_late_parts();
    static constexpr Duration late_parts_look = std::chrono::seconds{5};

    // What the citizen would hear for this code, for operators: no guess budget, no reply.
    boost::asio::awaitable<std::string> status_text(std::string code_text, std::string language);

private:
    struct Anonymous;
    Anonymous anonymise(InboundMessage& message, const IntakeSource& source,
                        std::string_view words);
    SealedBody seal(const OpenTipKey& key, const Anonymous& kept);
    std::vector<NewMedium> media_of(const OpenTipKey& key, const Anonymous& kept);
    NewTip new_tip(const Anonymous& kept, const InboundMessage& message, const IntakeSource& source,
                   bool always_new);
    std::optional<NewReply> reply(DeliveryKind kind, std::string_view text_key,
                                  const std::string& language, const InboundMessage& message,
                                  const IntakeSource& source, bool own_address);
    // Where no address may be kept: one try now, from memory, while the request is open.
    boost::asio::awaitable<void> answer_at_once(const InboundMessage& message,
                                                const IntakeSource& source,
                                                std::string_view text_key,
                                                const std::string& language, TipSeq tip);
    bool may_guess(const InboundMessage& message, const IntakeSource& source);
    static bool can_answer(const InboundMessage& message, const IntakeSource& source);
    static Result<Taken> flatten(Result<std::optional<Taken>> taken);
    Taken taken_of(const RecordOutcome& outcome);

    // What a whole message asks for, and a durable record of it.
    boost::asio::awaitable<Result<Taken>> take(InboundMessage message);
    boost::asio::awaitable<Result<Taken>> hold(InboundMessage message);
    boost::asio::awaitable<Result<Taken>> take_joined(PartSeq group,
                                                      std::optional<PhoneNumber> sender);
    const IntakeSource& source_of(const InboundMessage& message) const;

    boost::asio::awaitable<Result<Taken>> record(InboundMessage& message,
                                                 const IntakeSource& source, std::string_view words,
                                                 std::string language, bool always_new);
    // Empty where the tip takes no more.
    boost::asio::awaitable<Result<std::optional<Taken>>> join(const Anonymous& kept,
                                                              const BelongsTo& open,
                                                              MessageKind kind,
                                                              std::optional<NewReply> reply);
    // Empty where the code names no tip.
    boost::asio::awaitable<Result<std::optional<Taken>>> take_by_code(InboundMessage& message,
                                                                      const IntakeSource& source,
                                                                      const Command& command,
                                                                      const std::string& text);
    boost::asio::awaitable<Result<std::optional<StoredTip>>> find_by_code(
        const std::optional<TipCode>& code, const std::optional<Pseudonym>& sender);
    boost::asio::awaitable<Result<Taken>> answer_status(InboundMessage& message,
                                                        const IntakeSource& source,
                                                        const Command& command);
    boost::asio::awaitable<Result<Taken>> stop(InboundMessage& message, const IntakeSource& source,
                                               const Command& command);
    boost::asio::awaitable<Result<Taken>> record_command(InboundMessage& message,
                                                         const IntakeSource& source,
                                                         std::string_view text_key,
                                                         const std::string& language,
                                                         std::vector<KeyedMac> forget);

    TipStore& store_;
    Vault& vault_;
    Clock& clock_;
    const Catalogue& catalogue_;
    const MtSenders& senders_;
    Metrics& metrics_;
    std::map<std::string, IntakeSource, std::less<>> sources_;
    IntakeRules rules_;
    CodeGuesses guesses_;
    PartJoiner joiner_;
    IntakeSource orphans_;  // of parts whose source is no longer configured
};

}  // namespace tipwire::routing
