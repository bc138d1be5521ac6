// SPDX-License-Identifier: Apache-2.0
// What the kinds snpp and wctp need, and what only they understand.
#include <array>

#include "config/draft.hpp"
#include "config/forms.hpp"

namespace tipwire::config {

namespace {

class PagerCheck {
public:
    PagerCheck(const Draft& draft, std::size_t index, Report& report)
        : draft_(draft),
          source_(draft.settings.sources[index]),
          table_(*draft.sources[index]),
          report_(report) {}

    void run() {
        if (is_pager(source_.kind) && table_.contains("reply"))
            refuse("reply", "'reply' cannot be: a page has no sender who could be answered");
        if (source_.kind == "snpp") return check_snpp();
        if (source_.kind == "wctp") check_wctp();
        for (const std::string_view key : {"listen", "peers"}) {
            if (table_.contains(key))
                refuse(key, "'" + std::string(key) + "' is for kind 'snpp' only");
        }
    }

private:
    void refuse(std::string_view key, std::string why) {
        report_.add(line_of(table_, key), std::move(why));
    }
    void need(std::string_view key, std::string_view example) {
        if (table_.contains(key)) return;
        refuse("kind", "kind '" + source_.kind + "' needs '" + std::string(key) + "', such as " +
                           std::string(example));
    }
    void check_snpp();
    void check_wctp();
    void check_reach();
    void check_listen_alone();

    const Draft& draft_;
    const Source& source_;
    const toml::table& table_;
    Report& report_;
};

// Nobody but this machine can reach it: an address of loopback, or a file.
bool is_private(std::string_view listen) {
    if (listen.starts_with("unix:")) return true;
    auto host = listen.substr(0, listen.rfind(':'));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return is_loopback(host);
}

void PagerCheck::check_snpp() {
    need("listen", "\"127.0.0.1:444\"");
    need("line", "[\"5551234\"]: the pagers that may be paged");
    for (const std::string_view key : {"path", "public_key"}) {
        if (table_.contains(key))
            refuse(key, "'" + std::string(key) + "' has no meaning for kind 'snpp'");
    }
    if (!source_.user.empty() && !table_.contains("secret"))
        refuse("user", "'user' needs 'secret' beside it: a name alone proves nothing");
    for (const auto& pager : source_.lines) {
        if (pager.find(' ') != std::string::npos)
            refuse("line", "'line' names pager '" + pager + "': a pager id has no blanks");
    }
    for (const auto& secret : source_.secret) {
        if (secret.reveal().find(' ') != std::string::npos)
            refuse("secret", "'secret' must have no blanks: LOGI could not send it");
    }
    if (source_.listen.empty()) return;
    check_reach();
    check_listen_alone();
}

// SNPP has no signatures: whoever reaches an open listener could fill the line with inventions.
void PagerCheck::check_reach() {
    const bool proved = table_.contains("peers") || table_.contains("secret");
    if (is_private(source_.listen) || proved) return;
    refuse("listen",
           "'listen' is open to other machines: name those that may connect in 'peers', or give a "
           "'secret' (the password of LOGI)");
}

void PagerCheck::check_listen_alone() {
    if (source_.listen.ends_with(":0")) return;
    const auto& server = draft_.settings.server;
    bool taken = source_.listen == server.public_listen || source_.listen == server.admin_listen;
    for (const auto& other : draft_.settings.sources)
        taken = taken || (&other < &source_ && other.listen == source_.listen);
    if (taken) refuse("listen", "'listen' is in use by another listener (" + source_.listen + ")");
}

void PagerCheck::check_wctp() {
    need("user", "\"county-pager\": the senderID of whoever submits pages");
    need("secret", "{ file = \"" + source_.name + ".secret\" }: the securityCode");
}

}  // namespace

void check_pagers(const Draft& draft, Report& report) {
    for (std::size_t i = 0; i < draft.sources.size(); ++i) PagerCheck(draft, i, report).run();
}

}  // namespace tipwire::config
