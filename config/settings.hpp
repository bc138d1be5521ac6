// SPDX-License-Identifier: Apache-2.0
// The configuration, checked and typed. Made by load(); nothing is checked again further in.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "routing/domain/clocks.hpp"
#include "routing/domain/secret.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::config {

using Secrets = std::vector<routing::SecretString>;  // current, then previous; never blank

struct Instance {
    std::string name;
    std::string time_zone = "UTC";
    std::vector<std::string> languages{"ru", "en"};
    std::string area;
    // Every connection out must go to loopback: the real police cannot be reached.
    bool test_mode = false;
};

struct Server {
    std::filesystem::path data_dir;  // absolute
    std::string public_listen = "127.0.0.1:8080";
    std::string admin_listen = "127.0.0.1:8081";
    std::string public_url;  // without a trailing slash; not given: http://<public>
    std::filesystem::path tls_certificate, tls_key;              // public listener; both or none
    std::filesystem::path admin_tls_certificate, admin_tls_key;  // admin listener; both or none
    Secrets admin_tokens;  // bearer tokens of /v1 there; empty: /v1 answers 401 to all
};

struct Keys {
    routing::SecretKey root;
    int return_address_days = 30;
    int pseudonym_days = 1;
    int retention_days = 90;
};

struct Intake {
    routing::Duration conversation_window = std::chrono::hours{12};
    routing::Duration time_precision = std::chrono::hours{1};
    routing::Duration part_wait = std::chrono::minutes{10};
};

struct Floods {  // [floods]; 0: no limit
    int per_sender_per_hour = 60;
    int per_source_per_hour = 20'000;
    int per_hour = 50'000;
    int copies_per_day = 10;
};

struct Replies {  // [replies]
    int per_number_per_day = 20;
    int per_prefix_per_day = 2000;  // the first five digits
    int per_day = 20000;
    std::vector<std::string> allowed_prefixes{"+7", "+996", "+994", "+998", "+992"};  // never empty
    int segments_max = 2;  // of one reply
};

struct DeliverySettings {  // [delivery]
    routing::Duration retry_delay_min = std::chrono::seconds{10};
    routing::Duration retry_delay_max = std::chrono::hours{1};
    routing::Duration give_up_after = std::chrono::hours{72};
    int concurrent_max = 64;
    int breaker_failures = 5;  // in a row; then one try every breaker_pause
    routing::Duration breaker_pause = std::chrono::seconds{30};
};

struct MediaSettings {  // [media]
    bool enabled = true;
    std::int64_t bytes_max = 10 << 20;
    int per_message_max = 10;
    std::vector<std::string> types{"image/*", "audio/*", "video/*"};
    routing::Duration fetch_timeout = std::chrono::seconds{30};
    bool forward_uncleaned = false;
    routing::Duration link_life = std::chrono::hours{48};
};

struct Alarms {           // [alarms]
    std::string contact;  // gets one message when an alarm is raised; "" for none
    std::int64_t disk_free_min_mb = 500;
    routing::Duration backlog_age_max = std::chrono::hours{1};
    routing::Duration channel_dead_after = std::chrono::minutes{15};
    routing::Duration clock_jump_max = std::chrono::minutes{10};
};

struct Reply {         // how a source's senders are answered
    std::string kind;  // "kannel": a profile with a [sender] section
    std::string url;   // "" for the profile's
    std::string user;
    std::string account;  // what the provider's profile calls so
    Secrets secret;
    std::string from;          // our number; default: the source's line
    std::string receipts_url;  // this source's address as the provider reaches it; "": no receipts
};

struct Source {
    std::string name;  // [a-z0-9][a-z0-9_-]*
    std::string kind;  // a provider profile's name
    std::string path;  // "/hooks/<name>" unless given
    Secrets secret;
    std::string user;
    std::string public_key, previous_public_key;
    std::string signature_hash;      // "" for the profile's
    std::string line;                // the first of lines
    std::vector<std::string> lines;  // snpp: the known pagers; wctp: the known recipients
    std::string listen;              // snpp: an address, as of [server]
    std::vector<std::string> peers;  // snpp: addresses and networks that may connect
    std::string area;
    std::vector<std::string> languages;    // default: the instance's
    bool receipts = false;                 // default: whether reply is given
    std::vector<std::string> media_hosts;  // default: the profile's
    bool media_allow_private = false;
    std::optional<Reply> reply;
};

// These come by protocols of their own; every other kind of source is a provider profile.
inline bool is_pager(std::string_view kind) { return kind == "snpp" || kind == "wctp"; }

struct Channel {
    std::string kind = "webhook";  // or snpp
    std::string url;
    Secrets secret;            // webhook: what both sides sign with; snpp: the password of LOGI
    std::string pager;         // snpp
    std::string user;          // snpp: the name of LOGI
    std::filesystem::path ca;  // pinned CA; "" for the system's
};

struct Contact {
    std::string name;
    std::string kind = "police";  // police, oversight, municipal, treatment, administrator, ...
    std::string area;
    std::vector<Channel> channels;
    std::string reference_prefix;  // unique, [A-Z0-9]{1,12}; default: the name in upper case
    routing::ClockLimits clocks;
    routing::Duration delay_max{0};  // random delay of non-urgent deliveries
};

struct Route {
    std::vector<std::string> to;  // contact names
};

struct Help {          // what HELP answers in an area
    std::string area;  // and below it, unless another one serves there
    std::map<std::string, std::string, std::less<>> text;  // by language; never empty
};

struct Settings {
    std::filesystem::path file;  // absolute
    Instance instance;
    std::string storage_url = "sqlite:tipwire.db";
    Server server;
    Keys keys;
    Intake intake;
    Floods floods;
    Replies replies;
    DeliverySettings delivery;
    Alarms alarms;
    MediaSettings media;
    std::vector<Source> sources;
    std::vector<Contact> contacts;
    std::vector<Route> routes;  // never empty after load(): none means the first police contact
    std::vector<Help> help;
    // What works, but may not be meant: "tipwire.toml:12: ...". `tipwire check` shows it.
    std::vector<std::string> advice;
    std::array<std::uint8_t, 32> hash{};  // SHA-256 of the file's bytes, for the audit chain
};

}  // namespace tipwire::config
