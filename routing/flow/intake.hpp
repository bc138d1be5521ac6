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
#include "routing/flow/flood_gate.hpp"
#include "routing/flow/lane.hpp"
#include "routing/flow/media_intake.hpp"
#include "routing/flow/part_joiner.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/language_guesser.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/mt_sender.hpp"
#include "routing/port/tip_store.hpp"
#include "routing/port/vault.hpp"

namespace tipwire::routing {

// What the intake must know of a configured source.
struct IntakeSource {
    std::string channel;  // "sms"
    std::string area;
    std::vector<std::string> languages;  // of its senders; the first is the default
    bool receipts = false;
    bool can_reply = false;
    MediaPolicy media;
};

struct IntakeRules {
    Duration conversation_window = std::chrono::hours{12};
    Duration time_precision = std::chrono::hours{1};
    Duration reply_give_up = std::chrono::hours{6};
    Duration part_wait = std::chrono::minutes{10};       // of a long message, for its other parts
    Duration late_parts_look = std::chrono::seconds{5};  // between two looks for what has waited
    FloodLimits floods;
    bool keep_return_address =
        true;          // false: no address is stored, a reply is tried once, before the answer
    std::string area;  // whose help texts serve where a source's area has none
};

// What came of a message. All of it is durable when this is returned.
struct Taken {
    enum class What : std::uint8_t { new_tip, added, repeated, command, part } what = What::new_tip;
    TipSeq tip;  // 0 for commands, and for a part that waits for the others
};

class Intake {
public:
    Intake(TipStore& store, PartStore& parts, Vault& vault, Clock& clock,
           const Catalogue& catalogue, LanguageGuesser& guesser, const MtSenders& senders,
           Metrics& metrics, std::map<std::string, IntakeSource, std::less<>> sources,
           IntakeRules rules);

    // Idempotent by (source, provider id). Errors: unavailable (not stored; the provider must send
    // again). Runs on: reactor.
    boost::asio::awaitable<Result<Taken>> receive(InboundMessage message);

    // Until cancelled: takes long messages whose parts have waited long enough for the rest, also
    // those that an earlier life of the daemon held. What cannot be stored now is tried again.
    boost::asio::awaitable<void> take_late_parts();
    static constexpr int flood_width = 64;               // held messages being stored at once
    static constexpr std::size_t codes_masked_max = 32;  // of one message

    // What the citizen would hear for this code, for operators: no guess budget, no reply. In the
    // tip's language, or in the one given if there is no such tip.
    boost::asio::awaitable<std::string> status_text(std::string code_text, std::string language);

private:
    // A message after anonymise(): what is left of its sender, and its words without his number.
    struct Anonymous {
        IdempotencyKey seen;
        std::optional<Pseudonym> sender;
        TipText text;
        std::string recipient;
        Part part;
        std::vector<Media> media;
        MediaPolicy media_policy;
        std::vector<PartSeq> joined_of;
        Instant at;  // rounded
        std::string source;
        std::string language;
        std::string_view category = "other";
        FloodGate::Verdict verdict;

        Anonymous() = default;
    };
    // What of a message is to be a report, and what is known of it.
    struct Report {
        std::string_view words;
        std::string language;  // of a command word in front of it; "" if none
        bool always_new = false;
        std::string_view category = "other";

        explicit Report(std::string_view text) : words(text) {}
    };

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
    bool may_add(const InboundMessage& message, const IntakeSource& source);
    static bool can_answer(const InboundMessage& message, const IntakeSource& source);
    static Result<Taken> flatten(Result<std::optional<Taken>> taken);
    Taken taken_of(const RecordOutcome& outcome);

    boost::asio::awaitable<Result<Taken>> keep(const InboundMessage& message,
                                               const IntakeSource& source, const Anonymous& kept,
                                               bool always_new);
    // What a whole message asks for, and a durable record of it.
    boost::asio::awaitable<Result<Taken>> take(InboundMessage message);
    boost::asio::awaitable<Result<Taken>> hold(InboundMessage message);
    boost::asio::awaitable<Result<Taken>> take_joined(PartSeq group,
                                                      std::optional<PhoneNumber> sender);
    const IntakeSource& source_of(const InboundMessage& message) const;

    // Of a text: one of the source's languages, or that of its command word.
    std::string language_of(std::string_view words, const IntakeSource& source,
                            const std::string& of_command);

    boost::asio::awaitable<Result<Taken>> record(InboundMessage& message,
                                                 const IntakeSource& source, Report report);
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
    // The text with every code in it that names a tip masked: who reads a report must not be able
    // to ask, add or withdraw in its sender's place. Each costs a look into the store, so only the
    // first of them are looked at.
    boost::asio::awaitable<Result<std::string>> without_codes(std::string_view text);
    boost::asio::awaitable<Result<Taken>> answer_status(InboundMessage& message,
                                                        const IntakeSource& source,
                                                        const Command& command);
    // Where no answer can be given, the text is kept as a report, of a category of its own.
    boost::asio::awaitable<Result<Taken>> help(InboundMessage& message, const IntakeSource& source,
                                               const Command& command, const std::string& text);
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
    LanguageGuesser& guesser_;
    const MtSenders& senders_;
    Metrics& metrics_;
    std::map<std::string, IntakeSource, std::less<>> sources_;
    IntakeRules rules_;
    CodeGuesses guesses_;
    PartJoiner joiner_;
    FloodGate gate_;
    Lane slow_lane_{flood_width};
    IntakeSource orphans_;  // of parts whose source is no longer configured
};

}  // namespace tipwire::routing
