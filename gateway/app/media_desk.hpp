// SPDX-License-Identifier: Apache-2.0
// Everything about pictures and sound, put together from the configuration.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <vector>

#include "config/settings.hpp"
#include "gateway/app/wiring.hpp"
#include "gateway/http/router.hpp"
#include "gateway/media/link_page.hpp"
#include "gateway/media/links.hpp"
#include "routing/flow/media_work.hpp"
#include "routing/port/event_log.hpp"
#include "storage/store.hpp"

namespace tipwire::gateway {

class MediaDesk {
public:
    // All references outlive it. Runs on: reactor.
    MediaDesk(boost::asio::any_io_executor executor, const config::Settings& settings,
              const Profiles& profiles, storage::Store& store, routing::ContentVault& vault,
              routing::Clock& clock, routing::Random& random, routing::EventLog& log);

    routing::MediaWork& work() { return work_; }
    void register_routes(Router& router) {
        page_.register_routes(router);
    }  // of the public listener

    // For operators: its bytes, or the problem.
    boost::asio::awaitable<Response> medium(routing::MediumSeq seq, bool uncleaned_too);

private:
    std::unique_ptr<routing::MediaFetcher> fetcher_;
    std::unique_ptr<routing::MediaCleaner> cleaner_;
    MediaLinks links_;
    routing::MediaWork work_;
    LinkPage page_;
};

}  // namespace tipwire::gateway
