// SPDX-License-Identifier: Apache-2.0
// GET /m/{token} on the public listener: a medium for the contact that the link was made for.
#pragma once

#include "gateway/http/router.hpp"
#include "gateway/media/links.hpp"
#include "routing/flow/media_work.hpp"
#include "routing/port/clock.hpp"

namespace tipwire::gateway {

// The medium as an attachment that no browser shows or keeps. Whatever is wrong with a link, the
// answer is the same 404.
class LinkPage {
public:
    // All references outlive it.
    LinkPage(MediaLinks& links, routing::MediaWork& media, routing::Clock& clock);
    void register_routes(Router& router);

private:
    boost::asio::awaitable<Response> show(std::string token);

    MediaLinks& links_;
    routing::MediaWork& media_;
    routing::Clock& clock_;
};

// "image/jpeg" and a name for the file; "application/octet-stream" for what is not cleaned, so that
// no browser guesses.
Response medium_answer(const routing::MediumContent& medium);

}  // namespace tipwire::gateway
