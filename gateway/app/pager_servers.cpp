// SPDX-License-Identifier: Apache-2.0
// From sources of the kinds snpp and wctp to the parts that serve them.
#include "gateway/app/pager_servers.hpp"

#include <algorithm>
#include <stdexcept>

#include "gateway/app/service_manager.hpp"

namespace tipwire::gateway {

namespace {

// Who may connect: the machines that are named; else whoever knows the password; else this machine.
PeerList peers_of(const config::Source& source) {
    if (!source.peers.empty()) {
        auto peers = PeerList::parse(source.peers);
        if (!peers) throw std::runtime_error("source " + source.name + ": peers");
        return std::move(*peers);
    }
    return source.secret.empty() ? PeerList::loopback() : PeerList::everybody();
}

SnppSource snpp_source(const config::Source& source) {
    SnppSource made;
    made.name = source.name;
    made.rules.pagers = source.lines;
    made.rules.user = source.user;
    made.rules.passwords = source.secret;
    made.peers = peers_of(source);
    return made;
}

ListenAddress address_of(const config::Source& source) {
    ListenAddress where;
    where.text = source.listen;
    if (source.listen.starts_with("systemd:"))
        where.passed_socket = passed_socket(source.listen.substr(8));
    return where;
}

WctpSource wctp_source(const config::Source& source) {
    WctpSource made;
    made.name = source.name;
    made.path = source.path;
    made.sender = source.user;
    made.codes = source.secret;
    made.lines = source.lines;
    return made;
}

}  // namespace

PagerServers::PagerServers(boost::asio::any_io_executor executor, const config::Settings& settings,
                           routing::Intake& intake, routing::Vault& vault, routing::Clock& clock,
                           routing::Random& random, routing::EventLog& log,
                           routing::Metrics& metrics)
    : settings_(settings), desk_(intake, vault, metrics), wctp_(desk_, random) {
    for (const auto& source : settings.sources) {
        if (source.kind != "snpp") continue;
        servers_.push_back(std::make_unique<SnppServer>(executor, snpp_source(source),
                                                        address_of(source), SnppServerLimits{},
                                                        desk_, clock, random, log));
    }
}

void PagerServers::register_routes(Router& router) {
    for (const auto& source : settings_.sources) {
        if (source.kind == "wctp") wctp_.add(wctp_source(source), router);
    }
}

void PagerServers::start() {
    for (const auto& server : servers_) server->start();
}

void PagerServers::stop_accepting() {
    for (const auto& server : servers_) server->stop_accepting();
}

void PagerServers::cancel() {
    for (const auto& server : servers_) server->cancel();
}

bool PagerServers::idle() const {
    return std::all_of(servers_.begin(), servers_.end(),
                       [](const auto& server) { return server->idle(); });
}

}  // namespace tipwire::gateway
