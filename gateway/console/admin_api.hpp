// SPDX-License-Identifier: Apache-2.0
// The admin listener and the admin socket: health, metrics, and the JSON under /v1. Errors are
// problem+json.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/crypto/standard_webhooks.hpp"
#include "gateway/http/router.hpp"
#include "routing/flow/follow_up.hpp"
#include "routing/flow/media_work.hpp"
#include "routing/flow/tip_reader.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/content_vault.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/tip_store.hpp"

namespace tipwire::gateway {

struct Health {
    bool ready = false;
    std::string reason;               // "" when ready
    std::vector<std::string> alarms;  // names of those that are raised
};
struct ContactLine {
    std::string name, kind, area, channel;  // channel: "webhook"; never its URL's secrets
    std::string state;                      // "ok", "failing", "disabled"
};

// What the daemon lends to the API. All run on the reactor.
struct AdminHooks {
    std::function<boost::asio::awaitable<Health>()> health;
    std::function<std::vector<ContactLine>()> contacts;
    // One try at once, outside the outbox; the outcome in words.
    std::function<boost::asio::awaitable<routing::Result<std::string>>(std::string contact)>
        test_contact;
    // One JSON line of `tipwire ingest`
    // ({"id","from","to","text","sent_at"|"received_at","source"?}); answers one JSON line
    // {"id","result":"stored|added|repeated|command|error","tip","error"}.
    std::function<boost::asio::awaitable<std::string>(std::string source, std::string line)> ingest;
    std::function<boost::asio::awaitable<std::string>(std::string code_text)>
        status_text;  // what the citizen would hear
    // The media of a tip, and one medium as the answer to a request.
    std::function<boost::asio::awaitable<std::vector<routing::MediumView>>(routing::TipSeq tip,
                                                                           routing::TipKey key)>
        media_of;
    std::function<boost::asio::awaitable<Response>(routing::MediumSeq medium, bool uncleaned_too)>
        medium;
    std::function<void()>
        contact_enabled;  // after `deliveries retry`: breakers and disabled channels start afresh
};

class AdminApi {
public:
    // tokens: bearer tokens (several: rotation); none: 401 to all who need one. Requests over the
    // Unix socket (peer_uid set) need none, if the uid is root, the daemon's own, or in its group,
    // and no proxy passed them on.
    AdminApi(routing::TipReader& reader, routing::TipStore& store, routing::ContentVault& vault,
             routing::FollowUp& follow_up, routing::Metrics& metrics, routing::Clock& clock,
             AdminHooks hooks, const SecretList& tokens);

    // GET /healthz, /readyz, /metrics (no token: they hold nothing of a tip);
    // GET /v1/tips?state=&area=&contact=&overdue=1&since=&limit=&cursor=, GET /v1/tips/{id},
    // POST /v1/tips/search {"text"|"code"} (codes and words never stand in a URL), POST /v1/status
    // {"code"}, GET /v1/deliveries?state=dead&limit=&cursor=, POST /v1/deliveries/{id}/retry, POST
    // /v1/deliveries/retry-dead, GET /v1/referrals (those of the tips, flat, ?overdue=1), POST
    // /v1/referrals/{reference}/updates, GET /v1/statistics, GET /v1/contacts, POST
    // /v1/contacts/{name}/test, POST /v1/ingest/{source} (NDJSON in and out). Everything about
    // tips: Cache-Control: no-store. limit 1 to 500 (default 50), else 400.
    void register_routes(Router& router);

private:
    struct State;
    std::shared_ptr<State> state_;
};

// One tip as the contract's JSON object.
std::string tip_json(const routing::TipView& tip,
                     const std::vector<routing::MediumView>& media = {});
// The exposition format of Prometheus.
std::string metrics_text(const routing::Metrics& metrics);

}  // namespace tipwire::gateway
