// SPDX-License-Identifier: Apache-2.0
// The endpoints of the admin API, one function each; what belongs together is implemented in one
// file.
#pragma once

#include "gateway/console/access.hpp"
#include "gateway/console/admin_api.hpp"

namespace tipwire::gateway {

struct AdminApi::State {
    using Answer = boost::asio::awaitable<Response>;
    using Function = Answer (State::*)(const Request&, const PathValues&);

    routing::TipReader& reader;
    routing::TipStore& store;
    routing::ContentVault& vault;
    routing::FollowUp& follow_up;
    routing::Metrics& metrics;
    routing::Clock& clock;
    AdminHooks hooks;
    Access access;

    // The endpoint if the caller may use it, else 401.
    Answer guarded(Function endpoint, const Request& request, const PathValues& values);

    // health.cpp: open to all
    Answer healthz(const Request& request, const PathValues& values);
    Answer readyz(const Request& request, const PathValues& values);
    Answer metrics_page(const Request& request, const PathValues& values);
    // tips.cpp
    Answer list_tips(const Request& request, const PathValues& values);
    Answer show_tip(const Request& request, const PathValues& values);
    Answer search_tips(const Request& request, const PathValues& values);
    Answer citizen_status(const Request& request, const PathValues& values);
    // quarantine.cpp
    Answer release_tip(const Request& request, const PathValues& values);
    Answer release_all(const Request& request, const PathValues& values);
    // media.cpp
    Answer show_medium(const Request& request, const PathValues& values);
    Answer show_tip_medium(const Request& request, const PathValues& values);
    boost::asio::awaitable<std::vector<routing::MediumView>> media_of(const routing::TipView& tip);
    // deliveries.cpp
    Answer list_deliveries(const Request& request, const PathValues& values);
    Answer retry_delivery(const Request& request, const PathValues& values);
    Answer retry_dead(const Request& request, const PathValues& values);
    // referrals.cpp
    Answer list_referrals(const Request& request, const PathValues& values);
    Answer update_referral(const Request& request, const PathValues& values);
    // statistics.cpp
    Answer statistics(const Request& request, const PathValues& values);
    Answer list_contacts(const Request& request, const PathValues& values);
    Answer test_contact(const Request& request, const PathValues& values);
    // ingest.cpp
    Answer ingest(const Request& request, const PathValues& values);
};

}  // namespace tipwire::gateway
