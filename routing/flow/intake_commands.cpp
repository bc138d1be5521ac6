// SPDX-License-Identifier: Apache-2.0
// What is answered and opens no tip (STATUS, HELP, STOP), and what goes to a tip by its code.
#include "routing/domain/redaction.hpp"
#include "routing/flow/follow_up.hpp"
#include "routing/flow/intake.hpp"
#include "routing/flow/reply_text.hpp"

namespace tipwire::routing {

namespace {

// Of an answer: the command word's language, else the tip's, else the line's.
std::string language_or(const std::string& language, const IntakeSource& source,
                        const std::optional<StoredTip>& tip = std::nullopt) {
    if (!language.empty()) return language;
    return tip && !tip->language.empty() ? tip->language : source.languages.front();
}

}  // namespace

boost::asio::awaitable<Result<std::optional<StoredTip>>> Intake::find_by_code(
    const std::optional<TipCode>& code, const std::optional<Pseudonym>& sender) {
    std::optional<StoredTip> none;
    // A code with a wrong check digit takes the same way as an unknown one: it is looked up, in
    // vain.
    const TipCode sought = code ? *code : TipCode(0);
    std::optional<StoredTip> found;
    for (const auto sequence : vault_.sequences_of(sought)) {
        auto tip = co_await store_.tip(sequence);
        if (tip && code) found = std::move(*tip);
        if (!tip && tip.error().code != Errc::not_found) co_return tip.error();
    }
    if (!found) {
        guesses_.failed(sender, clock_.monotonic());
        metrics_.add(Metric::code_guesses_failed);
    }
    co_return found;
}

boost::asio::awaitable<Result<std::string>> Intake::without_codes(std::string_view text) {
    std::string left(text);
    auto codes = codes_in(text);
    if (codes.size() > codes_masked_max) codes.erase(codes.begin() + codes_masked_max, codes.end());
    for (auto code = codes.rbegin(); code != codes.rend(); ++code) {
        bool known = false;
        for (const auto sequence : vault_.sequences_of(code->code)) {
            const auto tip = co_await store_.tip(sequence);
            if (!tip && tip.error().code != Errc::not_found) co_return tip.error();
            known = known || tip.has_value();
        }
        if (known) left.replace(code->begin, code->end - code->begin, mask);
    }
    co_return left;
}

boost::asio::awaitable<Result<std::optional<Taken>>> Intake::take_by_code(
    InboundMessage& message, const IntakeSource& source, const Command& command,
    const std::string& text) {
    std::optional<Taken> none;
    std::optional<Pseudonym> sender;
    if (message.sender) sender = vault_.pseudonym(source.channel, *message.sender);
    const auto tip = co_await find_by_code(command.code, sender);
    if (!tip) co_return tip.error();
    if (!tip->has_value()) co_return none;

    const bool withdraws = command.kind == Command::Kind::withdraw;
    MessageKind kind = MessageKind::text;
    if (command.kind == Command::Kind::correct) kind = MessageKind::correction;
    if (withdraws) kind = MessageKind::withdrawal;

    // `message` is only read for the pseudonym and the MACs here: a failure leaves it whole for
    // record().
    InboundMessage copy = message;
    const std::string& said = withdraws || !command.rest.empty() ? command.rest : text;
    const auto words = co_await without_codes(said);
    if (!words) co_return words.error();
    Anonymous kept = anonymise(copy, source, *words);
    const std::string language = language_or(command.language, source, *tip);
    const std::string_view text_key = withdraws ? "withdrawn" : "added";
    std::optional<NewReply> answer;
    if (source.receipts)
        answer = reply(DeliveryKind::answer, text_key, language, message, source, true);
    BelongsTo open;
    open.tip = (*tip)->seq;
    open.key = (*tip)->key;
    auto joined = co_await join(kept, open, kind, std::move(answer));
    const bool added = joined && joined->has_value() && (**joined).what == Taken::What::added;
    if (added) gate_.judge({kept.sender, kept.source, {}});  // counts towards the limits
    if (added && source.receipts)
        co_await answer_at_once(message, source, text_key, language, open.tip);
    co_return joined;
}

boost::asio::awaitable<Result<Taken>> Intake::answer_status(InboundMessage& message,
                                                            const IntakeSource& source,
                                                            const Command& command) {
    const auto sender = vault_.pseudonym(source.channel, *message.sender);
    std::string_view text_key = "code.later";
    std::string language = language_or(command.language, source);
    if (guesses_.allowed(sender, clock_.monotonic())) {
        const auto tip = co_await find_by_code(command.code, sender);
        if (!tip) co_return tip.error();
        text_key = tip->has_value() ? FollowUp::status_text_key(**tip) : "code.unknown";
        language = language_or(command.language, source, *tip);
    }
    std::vector<KeyedMac> none;
    co_return co_await record_command(message, source, text_key, language, std::move(none));
}

boost::asio::awaitable<Result<Taken>> Intake::help(InboundMessage& message,
                                                   const IntakeSource& source,
                                                   const Command& command,
                                                   const std::string& text) {
    const std::string* area = catalogue_.help_area(source.area);
    if (area == nullptr) area = catalogue_.help_area(rules_.area);
    if (area == nullptr || !can_answer(message, source)) {
        Report report(text);
        report.language = command.language;
        report.category = "help_wanted";
        const auto taken = co_await record(message, source, std::move(report));
        if (taken && taken->what != Taken::What::repeated) metrics_.add(Metric::help_unanswered);
        co_return taken;
    }
    const std::string text_key = help_text_key(*area);
    const std::string language = language_or(command.language, source);
    std::vector<KeyedMac> none;
    co_return co_await record_command(message, source, text_key, language, std::move(none));
}

boost::asio::awaitable<Result<Taken>> Intake::stop(InboundMessage& message,
                                                   const IntakeSource& source,
                                                   const Command& command) {
    std::vector<KeyedMac> addresses;
    if (message.sender) addresses = vault_.address_macs(*message.sender);
    const std::string language = language_or(command.language, source);
    co_return co_await record_command(message, source, "stopped", language, std::move(addresses));
}

boost::asio::awaitable<Result<Taken>> Intake::record_command(InboundMessage& message,
                                                             const IntakeSource& source,
                                                             std::string_view text_key,
                                                             const std::string& language,
                                                             std::vector<KeyedMac> forget) {
    NewCommand command;
    command.seen = vault_.idempotency_key(message.source, message.provider_id.reveal());
    command.received_at = round_down(clock_.now(), rules_.time_precision);
    command.reply = reply(DeliveryKind::answer, text_key, language, message, source, true);
    command.forget_addresses = std::move(forget);
    command.joined_of = message.joined_of;
    const auto recorded = co_await store_.record_command(std::move(command));
    if (!recorded) co_return recorded.error();
    Taken taken;
    taken.what = Taken::What::repeated;
    if (std::holds_alternative<Recorded>(*recorded)) {
        taken.what = Taken::What::command;
        metrics_.add(Metric::commands_answered);
        co_await answer_at_once(message, source, text_key, language, TipSeq{});
    }
    co_return taken;
}

boost::asio::awaitable<std::string> Intake::status_text(std::string code_text,
                                                        std::string language) {
    std::string_view text_key = "code.unknown";
    if (const auto code = TipCode::parse(code_text)) {
        for (const auto sequence : vault_.sequences_of(*code)) {
            const auto tip = co_await store_.tip(sequence);
            if (!tip) continue;
            text_key = FollowUp::status_text_key(*tip);
            language = tip->language;
        }
    }
    co_return catalogue_.text(language, text_key);
}

}  // namespace tipwire::routing
