// SPDX-License-Identifier: Apache-2.0
// `tipwire ingest`: one JSON line is one message; the same way as a webhook's from the intake on.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "routing/domain/inbound_message.hpp"
#include "routing/flow/intake.hpp"

namespace tipwire::gateway {

// {"id","from","to","text","sent_at"|"received_at","part":{"ref","number","total"},
// "media":[{"url"|"data","type"}]}; "source" names another source than the command line's.
// Errors: unreadable_body; bad_request and too_large, naming the member.
routing::Result<routing::InboundMessage> parse_ingest_line(const std::string& source,
                                                           const std::string& line);

// Takes one line and answers one:
// {"id","result":"stored|added|repeated|command|error","tip","error"}. knows: whether a source of
// that name is configured.
class Ingest {
public:
    Ingest(routing::Intake& intake, routing::ContentVault& vault,
           std::function<bool(const std::string&)> knows)
        : intake_(intake), vault_(vault), knows_(std::move(knows)) {}
    boost::asio::awaitable<std::string> take(std::string source, std::string line);

private:
    routing::Intake& intake_;
    routing::ContentVault& vault_;
    std::function<bool(const std::string&)> knows_;
};

}  // namespace tipwire::gateway
