// SPDX-License-Identifier: Apache-2.0
// One SNPP session as a machine without a socket: lines in, replies out (RFC 1861, levels 1 and 2).
//
// Debian's sendpage, which closes without QUIT:
//   S: 220 SNPP Gateway Ready
//   C: LOGI tester                     the name of whoever runs it: looked at, never kept
//   S: 250 Login Accepted
//   C: SITE HELP NOTIFY                not in the RFC; it does not mind the refusal
//   S: 500 Command Not Implemented, Try Again
//   C: LEVE 1
//   S: 250 OK
//   C: PAGE 5551234
//   S: 250 Pager ID Accepted
//   C: MESS Tip at gate 4: two men with bolt cutters
//   S: 250 Message OK
//   C: SEND
//   S: 250 Message Sent Successfully; jobid: Xk2v…      only after the commit
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "routing/domain/tip_text.hpp"

namespace tipwire::gateway {

namespace snpp {

struct Line {
    std::string_view text;  // without its end
    bool crlf = true;       // it ended in CR LF
};
struct LineTooLong {};
struct Committed {  // the page is durable
    std::string job;
};
struct NotCommitted {};
struct TimedOut {};
struct Closing {};  // the daemon stops
using Event = std::variant<Line, LineTooLong, Committed, NotCommitted, TimedOut, Closing>;

// What the driver does: commits the page and comes back with Committed or NotCommitted; or sends
// the reply (whole lines, "" for none) and, where it says so, closes.
struct Action {
    bool commit = false;
    bool close = false;
    std::string reply;
};

}  // namespace snpp

struct SnppLimits {
    // A text of text_bytes fits into one line, with its command.
    std::size_t line_bytes = 16 * 1024 + 16;
    std::size_t text_bytes = 16 * 1024;  // of a message and its subject: as of an SMS
    std::size_t pages = 32;              // PAGE commands before a SEND
    std::size_t transactions = 100;      // SEND commands of a connection
    std::size_t errors = 20;             // refused commands since the last page that was taken
    std::size_t logins = 3;              // refused LOGI commands
};

// Who may page whom. Outlives the sessions.
struct SnppRules {
    std::vector<std::string> pagers;               // known pager ids
    std::string user;                              // of LOGI; "": any name
    std::vector<routing::SecretString> passwords;  // of LOGI; none: no LOGI is needed
    SnppLimits limits;

    SnppRules() = default;
};

class SnppSession {
public:
    explicit SnppSession(const SnppRules& rules);
    ~SnppSession();
    SnppSession(const SnppSession&) = delete;
    SnppSession& operator=(const SnppSession&) = delete;

    static std::string greeting();
    static std::string turned_away();  // instead of the greeting, when there are too many
    snpp::Action on(const snpp::Event& event);

    // The page to commit, valid while on() has asked for it and has not heard of it. A message to
    // several pagers is one page to each of them; a pager that is named twice has it once.
    const std::vector<std::string>& pagers() const { return pagers_; }
    routing::TipText text() const;  // the subject, if any, is its first line
    // Of the page: grows with each transaction. A SEND that is repeated after 554 has the same.
    std::uint64_t transaction() const { return transaction_; }

private:
    using Handler = snpp::Action (SnppSession::*)(std::string_view argument);
    struct Command {
        std::string_view name;
        Handler handler;
    };
    static const std::vector<Command>& commands();

    snpp::Action on_line(const snpp::Line& line);
    snpp::Action on_long_line();
    snpp::Action command(std::string_view line);
    snpp::Action data_line(const snpp::Line& line);
    snpp::Action data_ended();

    snpp::Action login(std::string_view argument);
    snpp::Action page(std::string_view argument);
    snpp::Action message(std::string_view argument);
    snpp::Action data(std::string_view argument);
    snpp::Action subject(std::string_view argument);
    snpp::Action send(std::string_view argument);
    snpp::Action reset(std::string_view argument);
    snpp::Action help(std::string_view argument);
    snpp::Action quit(std::string_view argument);
    snpp::Action agree(std::string_view argument);

    snpp::Action committed(const std::string& job);
    snpp::Action refuse(std::string_view reply);
    bool may_login(std::string_view argument) const;
    bool append(std::string_view text);
    void begin_transaction();

    const SnppRules& rules_;
    bool logged_in_;
    bool in_data_ = false;
    bool has_message_ = false;
    bool too_long_ = false;  // the text of this DATA
    std::vector<std::string> pagers_;
    std::string subject_;
    std::string text_;
    std::uint64_t transaction_ = 0;
    std::size_t named_ = 0;  // PAGE commands of the transaction
    std::size_t sent_ = 0;   // SEND commands of the connection
    std::size_t errors_ = 0;
    std::size_t refused_logins_ = 0;
};

}  // namespace tipwire::gateway
