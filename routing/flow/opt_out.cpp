// SPDX-License-Identifier: Apache-2.0
// An opt-out is a command without an answer.
#include "routing/flow/opt_out.hpp"

namespace tipwire::routing {

boost::asio::awaitable<Result<void>> OptOut::forget(std::string source, SecretString id,
                                                    PhoneNumber number) {
    NewCommand command;
    const auto drawn = vault_.new_salt();
    std::string_view name = id.reveal();
    if (name.empty()) name = as_text(drawn.bytes);
    command.seen = vault_.idempotency_key(source, name);
    command.received_at = round_down(clock_.now(), time_precision_);
    command.forget_addresses = vault_.address_macs(number);
    const auto recorded = co_await store_.record_command(std::move(command));
    if (!recorded) co_return recorded.error();
    if (std::holds_alternative<Recorded>(*recorded)) metrics_.add(Metric::senders_opted_out);
    co_return Result<void>{};
}

}  // namespace tipwire::routing
