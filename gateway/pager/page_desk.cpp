// SPDX-License-Identifier: Apache-2.0
// One page, one call of the intake.
#include "gateway/pager/page_desk.hpp"

namespace tipwire::gateway {

using routing::Metric;

boost::asio::awaitable<routing::Result<std::string>> PageDesk::take(routing::InboundMessage page) {
    const auto taken = co_await intake_.receive(std::move(page));
    if (!taken) {
        metrics_.add(Metric::messages_unavailable);
        co_return taken.error();
    }
    const bool repeated = taken->what == routing::Taken::What::repeated;
    metrics_.add(repeated ? Metric::messages_repeated : Metric::messages_accepted);
    std::string name;
    if (taken->tip.value != 0)
        name = vault_.public_id(routing::IdKind::tip, taken->tip.value).text();
    co_return name;
}

void PageDesk::note_refused(routing::Errc why) {
    const bool proof = why == routing::Errc::bad_signature;
    metrics_.add(proof ? Metric::messages_refused_proof : Metric::messages_unreadable);
}

}  // namespace tipwire::gateway
