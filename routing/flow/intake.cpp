// SPDX-License-Identifier: Apache-2.0
// The way of a message: what it asks for, what may be kept of it, one durable record.
#include "routing/flow/intake.hpp"

#include "routing/domain/assert.hpp"
#include "routing/domain/command.hpp"
#include "routing/domain/normalise.hpp"
#include "routing/domain/redaction.hpp"
#include "routing/flow/reply_text.hpp"

namespace tipwire::routing {

namespace {

PartRules part_rules(const IntakeRules& rules) {
    return {rules.part_wait, rules.time_precision, rules.keep_return_address};
}

}  // namespace

Intake::Intake(TipStore& store, PartStore& parts, Vault& vault, Clock& clock,
               const Catalogue& catalogue, LanguageGuesser& guesser, const MtSenders& senders,
               Metrics& metrics, std::map<std::string, IntakeSource, std::less<>> sources,
               IntakeRules rules)
    : store_(store),
      vault_(vault),
      clock_(clock),
      catalogue_(catalogue),
      guesser_(guesser),
      senders_(senders),
      metrics_(metrics),
      sources_(std::move(sources)),
      rules_(rules),
      joiner_(parts, vault, clock, metrics, part_rules(rules)),
      gate_(rules.floods, clock, vault.new_salt()) {
    orphans_.channel = "sms";
    orphans_.languages = {"en"};
    if (!sources_.empty()) orphans_ = sources_.begin()->second;
    orphans_.receipts = orphans_.can_reply = false;
}

namespace {

MessageBody body_of(TipText text, std::string recipient, Part part, std::vector<Media> media) {
    MessageBody body;
    body.text = std::move(text);
    body.recipient = std::move(recipient);
    body.part = part;
    body.media = std::move(media);
    return body;
}

}  // namespace

// From here on there is no number but in `message.sender`, which is used once more for the return
// address.
Intake::Anonymous Intake::anonymise(InboundMessage& message, const IntakeSource& source,
                                    std::string_view words) {
    Anonymous kept;
    kept.seen = vault_.idempotency_key(message.source, message.provider_id.reveal());
    if (message.sender) kept.sender = vault_.pseudonym(source.channel, *message.sender);
    kept.text =
        TipText(message.sender ? mask_own_number(words, *message.sender) : std::string(words));
    kept.recipient = std::move(message.recipient);
    kept.part = message.part;
    kept.media = std::move(message.media);
    kept.media_policy = source.media;
    kept.joined_of = message.joined_of;
    kept.at = round_down(clock_.now(), rules_.time_precision);
    kept.source = message.source;
    kept.language = source.languages.front();
    return kept;
}

SealedBody Intake::seal(const OpenTipKey& key, const Anonymous& kept) {
    const auto plain =
        encode(body_of(kept.text, kept.recipient, kept.part, named_only(kept.media)));
    return vault_.seal(key, "body", plain.reveal());
}

std::vector<NewMedium> Intake::media_of(const OpenTipKey& key, const Anonymous& kept) {
    if (kept.media.empty()) return {};
    return seal_media(vault_, key, kept.media, kept.media_policy,
                      [this] { return vault_.new_salt().bytes; });
}

std::optional<NewReply> Intake::reply(DeliveryKind kind, std::string_view text_key,
                                      const std::string& language, const InboundMessage& message,
                                      const IntakeSource& source, bool own_address) {
    if (!can_answer(message, source) || !rules_.keep_return_address) return std::nullopt;
    NewReply reply;
    reply.kind = kind;
    reply.source = message.source;
    reply.language = language;
    reply.text_key = text_key;
    // Rounded up: the row must not tell the minute of the message.
    reply.give_up_at = round_down(clock_.now() + rules_.reply_give_up + rules_.time_precision,
                                  rules_.time_precision);
    if (own_address) {
        reply.salt = vault_.new_salt();
        auto copy = vault_.seal_address(reply.salt, *message.sender);
        reply.address = std::move(copy.sealed);
        reply.address_mac = copy.mac;
    }
    return reply;
}

boost::asio::awaitable<void> Intake::answer_at_once(const InboundMessage& message,
                                                    const IntakeSource& source,
                                                    std::string_view text_key,
                                                    const std::string& language, TipSeq tip) {
    if (!can_answer(message, source) || rules_.keep_return_address) co_return;
    const auto sender = senders_.find(message.source);
    if (sender == senders_.end()) co_return;
    MtMessage reply;
    reply.salt = vault_.new_salt();
    reply.address = vault_.seal_address(reply.salt, *message.sender).sealed;
    reply.text = reply_text(catalogue_, vault_, language, text_key, tip);
    const DeliveryOutcome outcome = co_await sender->second->send(reply);
    const bool sent = std::holds_alternative<Accepted>(outcome);
    metrics_.add(sent ? Metric::replies_sent : Metric::replies_dropped);
}

boost::asio::awaitable<Result<Taken>> Intake::receive(InboundMessage message) {
    TIPWIRE_ASSERT(sources_.contains(message.source));
    if (message.part.total > 1 && message.sender) co_return co_await hold(std::move(message));
    co_return co_await take(std::move(message));
}

boost::asio::awaitable<Result<Taken>> Intake::take(InboundMessage message) {
    const std::string text = to_valid_utf8(message.text.reveal());
    const Command command = read_command(text, catalogue_);
    const IntakeSource& from = source_of(message);
    Report report(text);

    switch (command.kind) {
        case Command::Kind::status:
            if (!can_answer(message, from)) break;  // then it is kept as a report: nothing is lost
            co_return co_await answer_status(message, from, command);
        case Command::Kind::help: co_return co_await help(message, from, command, text);
        case Command::Kind::stop: co_return co_await stop(message, from, command);
        case Command::Kind::add:
        case Command::Kind::correct:
        case Command::Kind::withdraw: {
            if (!may_add(message, from)) {
                // The code may be a right one: the report that is made of the text must not hand it
                // on.
                const std::string masked = std::string(mask) + " " + command.rest;
                report.words = masked;
                report.language = command.language;
                co_return co_await record(message, from, std::move(report));
            }
            auto taken = co_await take_by_code(message, from, command, text);
            if (!taken || taken->has_value()) co_return flatten(std::move(taken));
            break;  // the code names no tip: the whole text is a report
        }
        case Command::Kind::fresh:
            report.words = command.rest;
            report.language = command.language;
            report.always_new = true;
            break;
        case Command::Kind::report: break;
    }
    co_return co_await record(message, from, std::move(report));
}

// To a tip by its code. A flood does not reach the contacts that way either.
bool Intake::may_add(const InboundMessage& message, const IntakeSource& source) {
    std::optional<Pseudonym> sender;
    if (message.sender) sender = vault_.pseudonym(source.channel, *message.sender);
    return guesses_.allowed(sender, clock_.monotonic()) && !gate_.is_over_limit(sender);
}

bool Intake::can_answer(const InboundMessage& message, const IntakeSource& source) {
    return source.can_reply && message.sender.has_value();
}

Result<Taken> Intake::flatten(Result<std::optional<Taken>> taken) {
    if (!taken) return taken.error();
    return **taken;
}

// ---- parts of long messages ---------------------------------------------------------------------

boost::asio::awaitable<Result<Taken>> Intake::hold(InboundMessage message) {
    std::optional<PhoneNumber> sender = message.sender;
    std::string channel = source_of(message).channel;
    const auto held = co_await joiner_.hold(std::move(message), std::move(channel));
    if (!held) co_return held.error();
    Taken taken;
    taken.what =
        held->what == PartJoiner::Held::repeated ? Taken::What::repeated : Taken::What::part;
    if (held->what != PartJoiner::Held::complete) co_return taken;
    const auto joined = co_await take_joined(held->group, std::move(sender));
    if (joined) co_return *joined;
    co_return taken;  // the part is safe, and take_late_parts() tries again
}

boost::asio::awaitable<Result<Taken>> Intake::take_joined(PartSeq group,
                                                          std::optional<PhoneNumber> sender) {
    auto message = co_await joiner_.join(group);
    if (!message && message.error().code != Errc::not_found) co_return message.error();
    Taken taken;
    taken.what = Taken::What::repeated;
    if (message) {
        if (!message->sender) message->sender = std::move(sender);
        const auto taken_now = co_await take(std::move(*message));
        if (!taken_now) co_return taken_now.error();
        taken = *taken_now;
    }
    const auto finished = co_await joiner_.finish(group);
    if (!finished) co_return finished.error();
    co_return taken;
}

boost::asio::awaitable<void> Intake::take_late_parts() {
    for (bool recovered = false;;) {
        if (!recovered) {
            const auto found = co_await joiner_.recover();
            recovered = found.has_value();
        }
        for (const auto group : joiner_.due()) {
            const auto taken = co_await take_joined(group, std::nullopt);
            if (!taken) break;  // the store takes nothing now
        }
        co_await clock_.sleep_for(rules_.late_parts_look);
    }
}

// A source may be gone from the configuration while parts of it wait.
const IntakeSource& Intake::source_of(const InboundMessage& message) const {
    const auto source = sources_.find(message.source);
    return source == sources_.end() ? orphans_ : source->second;
}

// ---- reports ------------------------------------------------------------------------------------

// Guessed before the sender's number is masked; no word of it leaves this call.
std::string Intake::language_of(std::string_view words, const IntakeSource& source,
                                const std::string& of_command) {
    if (of_command.empty() && source.languages.size() == 1) return source.languages.front();
    const auto hint = guesser_.guess(words);
    if (of_command.empty()) return guess_language(words, catalogue_, source.languages, hint);
    std::vector<std::string> among{of_command};
    among.insert(among.end(), source.languages.begin(), source.languages.end());
    return guess_language(words, catalogue_, among, hint);
}

NewTip Intake::new_tip(const Anonymous& kept, const InboundMessage& message,
                       const IntakeSource& source, bool always_new) {
    NewTip tip;
    const OpenTipKey key = vault_.new_tip_key();
    tip.seen = kept.seen;
    tip.sender = kept.sender;
    tip.joins_since =
        always_new ? Instant::max()
                   : round_down(clock_.now() - rules_.conversation_window, rules_.time_precision);
    tip.key = key.stored;
    tip.body = seal(key, kept);
    tip.media = media_of(key, kept);
    tip.joined_of = kept.joined_of;
    if (message.sender && source.can_reply && rules_.keep_return_address)
        tip.reply_to = vault_.seal_address(key.stored.salt, *message.sender);
    if (source.receipts)
        tip.receipt =
            reply(DeliveryKind::receipt, "receipt", kept.language, message, source, false);
    tip.received_at = kept.at;
    tip.source = kept.source;
    tip.channel = source.channel;
    tip.area = source.area;
    tip.language = kept.language;
    tip.category = kept.category;
    tip.held = kept.verdict.hold;
    tip.copy_of = kept.verdict.copy_of;
    return tip;
}

boost::asio::awaitable<Result<Taken>> Intake::record(InboundMessage& message,
                                                     const IntakeSource& source, Report report) {
    const auto words = co_await without_codes(report.words);
    if (!words) co_return words.error();
    Anonymous kept = anonymise(message, source, *words);
    kept.language = language_of(report.words, source, report.language);
    kept.category = report.category;
    const FloodGate::Message counted{kept.sender, kept.source, *words};
    kept.verdict = gate_.judge(counted);
    const auto taken = co_await keep(message, source, kept, report.always_new);
    const bool is_news = taken && taken->what != Taken::What::repeated;
    if (!is_news) gate_.take_back(counted);
    if (is_news && taken->what == Taken::What::new_tip)
        gate_.note_tip(kept.verdict.words, taken->tip);
    if (is_news && kept.verdict.hold) metrics_.add(Metric::messages_quarantined);
    co_return taken;
}

// What a flood brings takes turns, so that the others never wait behind it.
boost::asio::awaitable<Result<Taken>> Intake::keep(const InboundMessage& message,
                                                   const IntakeSource& source,
                                                   const Anonymous& kept, bool always_new) {
    std::optional<Lane::Place> place;
    if (kept.verdict.hold) {
        auto turn = co_await slow_lane_.enter();
        place.emplace(std::move(turn));
    }
    for (bool fresh = always_new;;) {
        NewTip tip = new_tip(kept, message, source, fresh);
        const auto recorded = co_await store_.record_tip(std::move(tip));
        if (!recorded) co_return recorded.error();
        const auto* open = std::get_if<BelongsTo>(&*recorded);
        if (!open) {
            const Taken taken = taken_of(*recorded);
            if (taken.what == Taken::What::new_tip && source.receipts)
                co_await answer_at_once(message, source, "receipt", kept.language, taken.tip);
            co_return taken;
        }

        const auto joined = co_await join(kept, *open, MessageKind::text, std::nullopt);
        if (!joined) co_return joined.error();
        if (joined->has_value()) co_return **joined;
        fresh = true;  // the tip was full, closed meanwhile, or its key is gone: a new one takes
                       // the message
    }
}

Taken Intake::taken_of(const RecordOutcome& outcome) {
    Taken taken;
    if (const auto* recorded = std::get_if<Recorded>(&outcome)) {
        taken.what = Taken::What::new_tip;
        taken.tip = recorded->tip;
        metrics_.add(Metric::tips_recorded);
    } else {
        taken.what = Taken::What::repeated;
        taken.tip = std::get<Duplicate>(outcome).tip;
    }
    return taken;
}

boost::asio::awaitable<Result<std::optional<Taken>>> Intake::join(const Anonymous& kept,
                                                                  const BelongsTo& open,
                                                                  MessageKind kind,
                                                                  std::optional<NewReply> reply) {
    std::optional<Taken> none;
    const auto key = vault_.open_tip_key(open.key);
    if (!key) co_return none;
    NewMessage message;
    message.seen = kept.seen;
    message.tip = open.tip;
    message.kind = kind;
    message.body = seal(*key, kept);
    message.media = media_of(*key, kept);
    message.received_at = kept.at;
    message.joined_of = kept.joined_of;
    message.reply = std::move(reply);
    const auto added = co_await store_.add_message(std::move(message));
    if (!added) co_return added.error();
    if (std::holds_alternative<TipFull>(*added)) co_return none;
    Taken taken;
    taken.tip = open.tip;
    taken.what = Taken::What::repeated;
    // The first time it may have gone elsewhere.
    if (const auto* first = std::get_if<Duplicate>(&*added)) taken.tip = first->tip;
    if (std::holds_alternative<Recorded>(*added)) {
        taken.what = Taken::What::added;
        metrics_.add(Metric::tip_messages_added);
    }
    co_return std::optional<Taken>(taken);
}

}  // namespace tipwire::routing
