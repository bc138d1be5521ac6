// SPDX-License-Identifier: Apache-2.0
// One line a kind.
#include "gateway/app/channels.hpp"

#include <array>
#include <string_view>

#include "config/forms.hpp"
#include "gateway/crypto/standard_webhooks.hpp"
#include "gateway/delivery/snpp.hpp"
#include "gateway/delivery/webhook.hpp"

namespace tipwire::gateway {

namespace {

using Made = routing::Result<std::unique_ptr<routing::DeliveryChannel>>;

Made make_webhook(const config::Channel& channel, const ChannelParts& parts) {
    const auto origin = Origin::parse(channel.url);
    if (!origin) return origin.error();
    auto signer = StandardWebhooks::create(channel.secret);
    if (!signer) return signer.error();
    return make_webhook_channel(parts.client_to(*origin, channel.ca), origin->target,
                                std::move(*signer),
                                parts.settings.server.public_url + "/v1/referrals");
}

Made make_snpp(const config::Channel& channel, const ChannelParts& parts) {
    const auto url = config::parse_snpp_url(channel.url);
    if (!url) return routing::Error{routing::Errc::bad_request, "url must be snpp://host:port"};
    SnppTerminal terminal;
    terminal.host = url->host;
    terminal.port = static_cast<unsigned short>(url->port);
    terminal.pager = channel.pager;
    terminal.user = channel.user;
    if (!channel.secret.empty()) terminal.password = channel.secret.front();
    terminal.loopback_only = parts.settings.instance.test_mode;
    return make_snpp_channel(parts.executor, std::move(terminal), parts.clock, parts.log);
}

struct Kind {
    std::string_view name;
    Made (*make)(const config::Channel& channel, const ChannelParts& parts);
};
constexpr std::array kinds{
    Kind{"webhook", make_webhook},
    Kind{"snpp", make_snpp},
};

}  // namespace

Made make_channel(const config::Channel& channel, const ChannelParts& parts) {
    for (const auto& kind : kinds) {
        if (kind.name == channel.kind) return kind.make(channel, parts);
    }
    return routing::Error{routing::Errc::bad_request, "unknown kind of channel"};
}

}  // namespace tipwire::gateway
