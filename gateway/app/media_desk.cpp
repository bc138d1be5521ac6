// SPDX-License-Identifier: Apache-2.0
// From [media], the sources and their profiles to the parts that fetch, clean and show.
#include "gateway/app/media_desk.hpp"

#include "gateway/media/fetcher.hpp"
#include "gateway/media/helper_cleaner.hpp"

namespace tipwire::gateway {
namespace {

MediaAuth auth_of(const config::ProviderProfile& profile, const config::Source& source) {
    if (source.secret.empty()) return MediaAuth::none;
    if (profile.media_auth == "bearer") return MediaAuth::bearer;
    // An account that demands no authentication for its media needs no user here.
    const bool basic = profile.media_auth == "basic" && !source.user.empty();
    return basic ? MediaAuth::basic : MediaAuth::none;
}

MediaOrigin origin_of(const config::Settings& settings, const config::ProviderProfile& profile,
                      const config::Source& source) {
    MediaOrigin origin;
    const bool own = !source.media_hosts.empty();
    origin.hosts = own ? source.media_hosts : profile.media_hosts;
    origin.auth = auth_of(profile, source);
    origin.user = source.user;
    if (origin.auth != MediaAuth::none) origin.secret = source.secret.front();
    origin.redirects_max = profile.media_redirects;
    if (source.media_allow_private) origin.reach = Reach::local_network;
    if (settings.instance.test_mode) origin.reach = Reach::this_machine;
    return origin;
}

std::map<std::string, MediaOrigin, std::less<>> origins_of(const config::Settings& settings,
                                                           const Profiles& profiles) {
    std::map<std::string, MediaOrigin, std::less<>> origins;
    for (const auto& source : settings.sources) {
        const auto profile = profiles.find(source.name);
        if (profile == profiles.end()) continue;  // pagers have no pictures
        origins.emplace(source.name, origin_of(settings, profile->second, source));
    }
    return origins;
}

FetchLimits limits_of(const config::Settings& settings) {
    FetchLimits limits;
    limits.bytes_max = static_cast<std::size_t>(settings.media.bytes_max);
    limits.total = settings.media.fetch_timeout;
    return limits;
}

routing::MediaRules rules_of(const config::Settings& settings) {
    routing::MediaRules rules;
    rules.bytes_max = static_cast<std::size_t>(settings.media.bytes_max);
    rules.types = settings.media.types;
    rules.forward_uncleaned = settings.media.forward_uncleaned;
    return rules;
}

Response problem_of(const routing::Error& error) {
    if (error.code == routing::Errc::unavailable) return problem(503, "Unavailable");
    const bool gone = error.code == routing::Errc::key_destroyed;
    return problem(404, "Not found",
                   gone ? "its key is destroyed" : "nothing cleaned is here under this name");
}

}  // namespace

MediaDesk::MediaDesk(boost::asio::any_io_executor executor, const config::Settings& settings,
                     const Profiles& profiles, storage::Store& store, routing::ContentVault& vault,
                     routing::Clock& clock, routing::Random& random, routing::EventLog& log)
    : fetcher_(make_media_fetcher(origins_of(settings, profiles), limits_of(settings),
                                  system_resolver(executor), socket_connector(executor))),
      cleaner_(make_helper_cleaner(executor, clock, cleaner_program(), CleanerLimits{})),
      links_(settings.keys.root, random, settings.media.link_life),
      work_(store, store, vault, *fetcher_, *cleaner_, clock, random, log, rules_of(settings),
            [this, &clock, base = settings.server.public_url + "/m/"](routing::MediumSeq medium,
                                                                      const std::string& contact) {
                return base + links_.token(medium, contact, clock.now());
            }),
      page_(links_, work_, clock) {}

boost::asio::awaitable<Response> MediaDesk::medium(routing::MediumSeq seq, bool uncleaned_too) {
    const auto content = co_await work_.content(seq, uncleaned_too);
    if (!content) co_return problem_of(content.error());
    co_return medium_answer(*content);
}

}  // namespace tipwire::gateway
