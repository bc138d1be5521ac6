// SPDX-License-Identifier: Apache-2.0
// providers list, show and try: the profiles there are, without the daemon and without a source.
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <fstream>
#include <iostream>
#include <iterator>

#include "config/provider_profile.hpp"
#include "config/source_tree.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/console_output.hpp"
#include "gateway/app/provider_trial.hpp"
#include "gateway/app/raw_request.hpp"
#include "gateway/app/system_clock.hpp"

namespace tipwire::gateway {

namespace json = boost::json;

namespace {

int tell(const std::vector<config::Problem>& problems) {
    for (const auto& problem : problems) std::cerr << to_text(problem) << "\n";
    return exit_usage;
}

// An operator's own profile lies beside the configuration.
std::string_view origin_of(const std::filesystem::path& file,
                           const std::filesystem::path& config_file) {
    const auto own = std::filesystem::absolute(config_file).parent_path() / "providers";
    return file.parent_path() == own ? "own" : "shipped";
}

std::string proof_of(const config::Verifier& verifier) {
    switch (verifier.kind) {
        case config::VerifierKind::twilio_sha1: return "HMAC of address and fields";
        case config::VerifierKind::standard_webhooks: return "Standard Webhooks";
        case config::VerifierKind::hmac_template: return "HMAC of the body";
        case config::VerifierKind::sorted_fields: return "hash of the fields";
        case config::VerifierKind::nonce: return "HMAC of address, fields and nonce";
        case config::VerifierKind::jwt: return "signed token";
        case config::VerifierKind::ed25519: return "Ed25519";
        case config::VerifierKind::shared_secret: break;
    }
    if (verifier.where == "basic") return "user and password";
    if (verifier.where == "path:token") return "secret in the path";
    return "secret in " + verifier.where;
}

}  // namespace

int providers_list_command(const std::filesystem::path& config, bool as_json) {
    const auto folders = config::data_folders(config);
    json::array items;
    int status = exit_done;
    for (const auto& name : config::profile_names(folders)) {
        const auto loaded = config::load_profile(name, folders);
        const auto file = config::profile_path(name, folders).value_or("");
        json::object item{
            {"name", name}, {"from", origin_of(file, config)}, {"file", file.string()}};
        if (const auto* profile = std::get_if<config::ProviderProfile>(&loaded)) {
            item["title"] = profile->title;
            item["proof"] = proof_of(profile->verifier);
            item["replies"] = profile->sender.has_value();
        } else {
            status = tell(std::get<std::vector<config::Problem>>(loaded));
            item["title"] = "(has mistakes)";
        }
        items.push_back(std::move(item));
    }
    if (as_json) {
        print_items(items);
        return status;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& item : items) {
        const auto& one = item.as_object();
        const auto* replies = one.if_contains("replies");
        const bool can = replies != nullptr && replies->as_bool();
        rows.push_back({text_of(one, "name"), text_of(one, "title"), text_of(one, "proof"),
                        can ? "yes" : "no", text_of(one, "from")});
    }
    print_table({"NAME", "TITLE", "PROOF", "REPLIES", "FROM"}, rows);
    return status;
}

int providers_show_command(const std::filesystem::path& config, const std::string& name,
                           bool as_json) {
    const auto folders = config::data_folders(config);
    const auto file = config::profile_path(name, folders);
    const auto loaded = config::load_profile(name, folders);
    const auto* problems = std::get_if<std::vector<config::Problem>>(&loaded);
    if (!file) {
        tell(*problems);
        return exit_failed;
    }
    std::ifstream in(*file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (as_json)
        print_json(json::object{{"name", name},
                                {"from", origin_of(*file, config)},
                                {"file", file->string()},
                                {"text", text}});
    else
        std::cout << "# " << file->string() << "\n" << text;
    return problems != nullptr ? tell(*problems) : exit_done;
}

namespace {

std::optional<routing::Instant> read_moment(const std::string& text) {
    if (text.empty()) {
        boost::asio::io_context io;
        return SystemClock(io.get_executor()).now();
    }
    std::int64_t seconds = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, seconds);
    if (error == std::errc{} && stop == end) return routing::from_unix_seconds(seconds);
    return routing::parse_rfc3339(text);
}

// A line each: the secret and, during a rotation, the previous one.
bool read_secrets(const std::string& file, config::Secrets& secrets) {
    std::ifstream in(file);
    std::string line;
    while (secrets.size() < 2 && std::getline(in, line)) {
        if (line.ends_with('\r')) line.pop_back();
        if (!line.empty()) secrets.emplace_back(line);
    }
    return !secrets.empty();
}

}  // namespace

int providers_try_command(const std::filesystem::path& config, const ProvidersTryOptions& options) {
    const auto loaded = config::load_profile(options.name, config::data_folders(config));
    if (const auto* problems = std::get_if<std::vector<config::Problem>>(&loaded))
        return tell(*problems);
    auto read = RawRequest::read(options.file);
    if (const auto* problems = std::get_if<std::vector<config::Problem>>(&read))
        return tell(*problems);
    const auto now = read_moment(options.at);
    TrialSource source;
    source.user = options.user;
    source.public_key = options.public_key;
    source.public_url = options.public_url;
    source.signature_hash = options.signature_hash;
    if (!options.secret_file.empty() && !read_secrets(options.secret_file, source.secret)) {
        std::cerr << options.secret_file << ": holds no secret or cannot be read\n";
        return exit_usage;
    }
    if (!now) {
        std::cerr << "--at: must be RFC 3339, 2026-01-01T00:00:00Z, or Unix seconds\n";
        return exit_usage;
    }
    auto& request = std::get<RawRequest>(read);
    const auto result =
        try_profile(std::get<config::ProviderProfile>(loaded), request.view(), source, *now);
    if (options.json)
        print_json(result);
    else
        std::cout << trial_in_words(result);
    return result.at("status") == 200 ? exit_done : exit_failed;
}

}  // namespace tipwire::gateway
