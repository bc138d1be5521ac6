// SPDX-License-Identifier: Apache-2.0
// From an MO message to a committed tip: decide what it is, make it anonymous, record it once.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

#include "routing/domain/catalogue.hpp"
#include "routing/domain/inbound_message.hpp"
#include "routing/domain/result.hpp"
#include "routing/flow/code_guesses.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/event_log.hpp"
#include "routing/port/metrics.hpp"
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
};

struct IntakeRules {
    Duration conversation_window = std::chrono::hours{12};
    Duration time_precision = std::chrono::hours{1};
    Duration reply_give_up = std::chrono::hours{6};
    bool keep_return_address = true;  // return_address_days > 0
};

// What came of a message. All of it is durable when this is returned.
struct Taken {
    enum class What : std::uint8_t { new_tip, added, repeated, command } what = What::new_tip;
    TipSeq tip;  // 0 for commands
};

class Intake {
public:
    Intake(TipStore& store, Vault& vault, Clock& clock, const Catalogue& catalogue, EventLog& log,
           Metrics& metrics, std::map<std::string, IntakeSource, std::less<>> sources,
           IntakeRules rules);

    // Idempotent by (source, provider id). Errors: unavailable (not stored; the provider must send again).
    // Runs on: reactor.
    boost::asio::awaitable<Result<Taken>> receive(InboundMessage message);

private:
    struct Prepared;
    boost::asio::awaitable<Result<Taken>> record(InboundMessage& message, const IntakeSource& source,
                                                 bool always_new);
    boost::asio::awaitable<Result<Taken>> answer_status(InboundMessage& message,
                                                        const IntakeSource& source,
                                                        const std::optional<TipCode>& code);
    boost::asio::awaitable<Result<Taken>> add_by_code(InboundMessage& message,
                                                      const IntakeSource& source,
                                                      const TipCode& code, MessageKind kind);
    boost::asio::awaitable<Result<Taken>> stop(InboundMessage& message, const IntakeSource& source);
    boost::asio::awaitable<Result<std::optional<StoredTip>>> find_by_code(const TipCode& code);

    TipStore& store_;
    Vault& vault_;
    Clock& clock_;
    const Catalogue& catalogue_;
    EventLog& log_;
    Metrics& metrics_;
    std::map<std::string, IntakeSource, std::less<>> sources_;
    IntakeRules rules_;
    CodeGuesses guesses_;
};

}  // namespace tipwire::routing
