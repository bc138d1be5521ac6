// SPDX-License-Identifier: Apache-2.0
// What each subcommand does, after its arguments were read. Results on standard output, the rest on
// standard error.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gateway/app/admin_client.hpp"

namespace tipwire::gateway {

// Exit statuses of the contract.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_unreachable = 3;

struct TipsListOptions {
    std::string state, area, contact, since;
    bool overdue = false;
    std::int64_t limit = 50;
    bool json = false;
};

struct ProvidersTryOptions {
    std::string name, file;
    std::string secret_file, user, public_key, signature_hash;
    std::string public_url;
    std::string at;  // RFC 3339 or Unix seconds; "" for now
    bool json = false;
};

int init_command(const std::filesystem::path& folder, bool demo);
int check_command(const std::filesystem::path& config);
int serve_command(const std::filesystem::path& config);
int audit_verify_command(const std::filesystem::path& config, bool json);
int keys_list_command(const std::filesystem::path& config, bool json);
int version_command(bool json);
int providers_list_command(const std::filesystem::path& config, bool json);
int providers_show_command(const std::filesystem::path& config, const std::string& name, bool json);
int providers_try_command(const std::filesystem::path& config, const ProvidersTryOptions& options);

int tips_list_command(AdminClient& daemon, const TipsListOptions& options);
int tips_show_command(AdminClient& daemon, const std::string& id_or_code, bool json);
int tips_search_command(AdminClient& daemon, const std::string& text, std::int64_t limit,
                        bool json);
// id_or_code empty: every held tip.
int tips_release_command(AdminClient& daemon, const std::string& id_or_code, bool json);
int status_command(AdminClient& daemon, const std::string& code, bool json);
int deliveries_list_command(AdminClient& daemon, bool dead, std::int64_t limit, bool json);
// id empty: every dead letter.
int deliveries_retry_command(AdminClient& daemon, const std::string& id, bool json);
int referrals_update_command(AdminClient& daemon, const std::string& reference,
                             const std::string& state, const std::string& decision,
                             const std::vector<std::string>& outcomes, const std::string& note,
                             const std::string& register_number, bool json);
// file empty: standard output.
int media_get_command(AdminClient& daemon, const std::string& id, const std::string& file,
                      bool uncleaned);
int contacts_list_command(AdminClient& daemon, bool json);
int contacts_test_command(AdminClient& daemon, const std::string& name, bool json);
int stats_command(AdminClient& daemon, bool json);

}  // namespace tipwire::gateway
