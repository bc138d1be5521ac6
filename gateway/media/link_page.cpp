// SPDX-License-Identifier: Apache-2.0
// The answer to a link, and the headers that keep a browser from doing anything with it but saving.
#include "gateway/media/link_page.hpp"

namespace tipwire::gateway {
namespace {

Response not_here() { return problem(404, "Not Found"); }

std::string_view ending_of(std::string_view type) {
    if (type == "image/jpeg") return ".jpg";
    if (type == "image/png") return ".png";
    return ".bin";
}

}  // namespace

Response medium_answer(const routing::MediumContent& medium) {
    const bool cleaned = medium.view.state == routing::MediumState::cleaned;
    const std::string type = cleaned ? medium.view.type : "application/octet-stream";
    Response answer(200, type, std::string(routing::as_text(medium.bytes.reveal())));
    const std::string file = "medium" + std::string(ending_of(type));
    answer.headers = {{"Content-Disposition", "attachment; filename=\"" + file + "\""},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Content-Security-Policy", "sandbox; default-src 'none'"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cache-Control", "no-store"}};
    return answer;
}

LinkPage::LinkPage(MediaLinks& links, routing::MediaWork& media, routing::Clock& clock)
    : links_(links), media_(media), clock_(clock) {}

void LinkPage::register_routes(Router& router) {
    router.add("GET", "/m/{token}",
               [this](const Request&, const PathValues& values) { return show(values.front()); });
}

boost::asio::awaitable<Response> LinkPage::show(std::string token) {
    const auto link = links_.open(token, clock_.now());
    if (!link) co_return not_here();
    const auto medium = co_await media_.content_for(link->medium, link->contact);
    if (!medium) co_return not_here();
    co_return medium_answer(*medium);
}

}  // namespace tipwire::gateway
