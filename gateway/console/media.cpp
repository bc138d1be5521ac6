// SPDX-License-Identifier: Apache-2.0
// Pictures and sound for operators: cleaned ones, and, when asked for by name, the others.
//
// GET /v1/media/{id}?uncleaned=1, GET /v1/tips/{id}/media/2  ->  the bytes, as an attachment
#include <charconv>

#include "gateway/console/admin_state.hpp"
#include "gateway/console/listing.hpp"

namespace tipwire::gateway {
namespace {

using boost::asio::awaitable;

Response no_such_medium() { return problem(404, "Not found", "no medium has this name"); }

// "1" is the first.
std::optional<std::size_t> place_of(std::string_view text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number == 0)
        return std::nullopt;
    return number - 1;
}

bool wants_uncleaned(const Request& request) { return request.query == "uncleaned=1"; }

}  // namespace

// Only tips whose messages name media are looked up.
awaitable<std::vector<routing::MediumView>> AdminApi::State::media_of(const routing::TipView& tip) {
    std::vector<routing::MediumView> none;
    bool any = false;
    for (const auto& message : tip.messages)
        any = any || !message.problem.empty() || !message.body.media.empty();
    if (!any || !hooks.media_of) co_return none;
    routing::TipKey key = tip.stored.key;
    co_return co_await hooks.media_of(tip.stored.seq, std::move(key));
}

awaitable<Response> AdminApi::State::show_medium(const Request& request, const PathValues& values) {
    const auto id = routing::PublicId::parse(values.front());
    const auto seq = id ? vault.sequence_of(routing::IdKind::medium, *id) : std::nullopt;
    if (!seq || !hooks.medium) co_return no_such_medium();
    co_return co_await hooks.medium(routing::MediumSeq{*seq}, wants_uncleaned(request));
}

awaitable<Response> AdminApi::State::show_tip_medium(const Request& request,
                                                     const PathValues& values) {
    const auto id = routing::PublicId::parse(values.front());
    const auto place = place_of(values.back());
    if (!id || !place || !hooks.medium) co_return no_such_medium();
    const auto tip = co_await reader.by_id(*id);
    if (!tip) co_return refusal(tip.error());
    const auto media = co_await media_of(*tip);
    if (*place >= media.size()) co_return no_such_medium();
    const routing::MediumSeq seq = media[*place].seq;
    co_return co_await hooks.medium(seq, wants_uncleaned(request));
}

}  // namespace tipwire::gateway
