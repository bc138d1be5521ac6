// SPDX-License-Identifier: Apache-2.0
// The commands, one function each. Texts of replies are the RFC's where it gives them.
#include "gateway/pager/snpp_session.hpp"

#include <algorithm>
#include <array>

#include "gateway/crypto/mac.hpp"
#include "gateway/pager/page_text.hpp"

namespace tipwire::gateway {

using snpp::Action;

namespace {

constexpr std::string_view line_end = "\r\n";

Action say(std::string_view reply) {
    Action action;
    action.reply = std::string(reply).append(line_end);
    return action;
}

Action end(std::string_view reply) {
    Action action = say(reply);
    action.close = true;
    return action;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

// Up to the first blank, and what follows it.
std::pair<std::string_view, std::string_view> split(std::string_view text) {
    const auto blank = std::min(text.find(' '), text.size());
    return {text.substr(0, blank), text.substr(std::min(blank + 1, text.size()))};
}

bool same_command(std::string_view name, std::string_view given) {
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
    return name.size() == given.size() &&
           std::equal(name.begin(), name.end(), given.begin(),
                      [&](char wanted, char c) { return wanted == upper(c); });
}

}  // namespace

SnppSession::SnppSession(const SnppRules& rules)
    : rules_(rules), logged_in_(rules.passwords.empty()) {}

SnppSession::~SnppSession() {
    routing::wipe(subject_);
    routing::wipe(text_);
}

std::string SnppSession::greeting() { return say("220 SNPP Gateway Ready").reply; }
std::string SnppSession::turned_away() {
    return say("421 Too Many Connections, Try Again Later").reply;
}

routing::TipText SnppSession::text() const {
    std::string bytes = subject_;
    if (!subject_.empty() && !text_.empty()) bytes += '\n';
    bytes += text_;
    routing::TipText text(text_of_page(bytes));
    routing::wipe(bytes);
    return text;
}

Action SnppSession::on(const snpp::Event& event) {
    if (const auto* line = std::get_if<snpp::Line>(&event)) return on_line(*line);
    if (std::holds_alternative<snpp::LineTooLong>(event)) return on_long_line();
    if (const auto* done = std::get_if<snpp::Committed>(&event)) return committed(done->job);
    // The transaction stays: the same SEND again is the same page.
    if (std::holds_alternative<snpp::NotCommitted>(event))
        return refuse("554 Error, Message Not Sent, Try Again Later");
    if (std::holds_alternative<snpp::TimedOut>(event)) return end("421 Timeout, Goodbye");
    return end("421 SERVER DOWN, Goodbye");
}

// ---- lines --------------------------------------------------------------------------------------

Action SnppSession::on_line(const snpp::Line& line) {
    return in_data_ ? data_line(line) : command(line.text);
}

Action SnppSession::on_long_line() {
    if (!in_data_) return refuse("500 Line Too Long");
    too_long_ = true;
    return {};
}

const std::vector<SnppSession::Command>& SnppSession::commands() {
    static const std::vector<Command> table{
        {"PAGE", &SnppSession::page},
        {"MESS", &SnppSession::message},
        {"DATA", &SnppSession::data},
        {"SEND", &SnppSession::send},
        {"RESE", &SnppSession::reset},
        {"QUIT", &SnppSession::quit},
        {"HELP", &SnppSession::help},
        {"LOGI", &SnppSession::login},
        {"SUBJ", &SnppSession::subject},
        // A tip is taken at once, whatever its level, coverage and sound, and also where HOLD asks
        // for later. CALL says who called: it is not kept.
        {"LEVE", &SnppSession::agree},
        {"HOLD", &SnppSession::agree},
        {"COVE", &SnppSession::agree},
        {"ALER", &SnppSession::agree},
        {"CALL", &SnppSession::agree},
    };
    return table;
}

Action SnppSession::command(std::string_view line) {
    const auto [name, argument] = split(line);
    for (const auto& command : commands()) {
        if (same_command(command.name, name)) return (this->*command.handler)(argument);
    }
    return refuse("500 Command Not Implemented, Try Again");
}

// Clients disagree about leading dots. Net::SNPP doubles them and ends its lines in CR LF; sendpage
// doubles none and ends them in a bare LF. So only a line that ends in CR LF loses a doubled dot. A
// dot alone is the end either way, for those who write LF throughout.
Action SnppSession::data_line(const snpp::Line& line) {
    if (line.text == ".") return data_ended();
    std::string_view text = line.text;
    if (line.crlf && text.starts_with("..")) text.remove_prefix(1);
    const bool first = !has_message_;
    has_message_ = true;
    if (too_long_ || (!first && !append("\n")) || !append(text)) too_long_ = true;
    return {};
}

Action SnppSession::data_ended() {
    in_data_ = false;
    if (!too_long_) {
        has_message_ = true;
        return say("250 Message OK");
    }
    too_long_ = false;
    has_message_ = false;
    routing::wipe(text_);
    return refuse("550 Error, Message Too Long");
}

// ---- commands -----------------------------------------------------------------------------------

bool SnppSession::may_login(std::string_view argument) const {
    const auto [name, password] = split(argument);
    bool good = false;
    // All are compared, so that the time does not tell which one held.
    for (const auto& known : rules_.passwords)
        good = equal_constant_time(known.reveal(), trimmed(password)) || good;
    return good && (rules_.user.empty() || rules_.user == name);
}

Action SnppSession::login(std::string_view argument) {
    if (rules_.passwords.empty() || may_login(argument)) {
        logged_in_ = true;
        return say("250 Login Accepted");
    }
    if (++refused_logins_ >= rules_.limits.logins) return end("421 Too Many Logins, Goodbye");
    return refuse("550 Error, Invalid LoginID or Password");
}

Action SnppSession::page(std::string_view argument) {
    if (!logged_in_) return refuse("550 Error, Login Required");
    const auto pager = split(trimmed(argument)).first;  // a PIN may follow it
    const auto& known = rules_.pagers;
    if (std::find(known.begin(), known.end(), pager) == known.end())
        return refuse("550 Error, Invalid Pager ID");
    if (named_ >= rules_.limits.pages) return refuse("550 Error, Too Many Pagers");
    ++named_;
    if (std::find(pagers_.begin(), pagers_.end(), pager) == pagers_.end())
        pagers_.emplace_back(pager);
    return say("250 Pager ID Accepted");
}

bool SnppSession::append(std::string_view text) {
    const auto room = rules_.limits.text_bytes - subject_.size();
    if (text.size() > room - text_.size()) return false;
    if (text_.capacity() < room) text_.reserve(room);  // once: no copy is left behind
    text_.append(text);
    return true;
}

Action SnppSession::message(std::string_view argument) {
    if (has_message_) return refuse("503 Error, Message Already Entered");
    if (!append(argument)) return refuse("550 Error, Message Too Long");
    has_message_ = true;
    return say("250 Message OK");
}

Action SnppSession::data(std::string_view) {
    if (has_message_) return refuse("503 Error, Message Already Entered");
    in_data_ = true;
    return say("354 Begin Input; End with <CRLF>'.'<CRLF>");
}

Action SnppSession::subject(std::string_view argument) {
    const auto words = trimmed(argument);
    if (words.size() + text_.size() + 1 > rules_.limits.text_bytes)
        return refuse("550 Error, Subject Too Long");
    routing::wipe(subject_);
    subject_ = words;
    return say("250 Message Subject Accepted");
}

// A page without a message is kept too: somebody wanted something.
Action SnppSession::send(std::string_view) {
    if (pagers_.empty()) return refuse("503 Error, Pager ID Incomplete");
    if (sent_ >= rules_.limits.transactions) return end("421 Too Many Transactions, Goodbye");
    ++sent_;
    Action action;
    action.commit = true;
    return action;
}

Action SnppSession::committed(const std::string& job) {
    begin_transaction();
    errors_ = 0;
    // "jobid": where HylaFAX's clients look for a name of the job.
    return say(job.empty() ? "250 Message Sent Successfully"
                           : "250 Message Sent Successfully; jobid: " + job);
}

Action SnppSession::reset(std::string_view) {
    begin_transaction();
    return say("250 RESET OK");
}

void SnppSession::begin_transaction() {
    pagers_.clear();
    routing::wipe(subject_);
    routing::wipe(text_);
    has_message_ = false;
    named_ = 0;
    ++transaction_;
}

Action SnppSession::help(std::string_view) {
    std::string names = "214";
    for (const auto& command : commands()) names.append(" ").append(command.name);
    return say(names.append(line_end).append("250 End of Help Information"));
}

Action SnppSession::quit(std::string_view) { return end("221 OK, Goodbye"); }

Action SnppSession::agree(std::string_view) { return say("250 OK"); }

Action SnppSession::refuse(std::string_view reply) {
    if (++errors_ > rules_.limits.errors) return end("421 Too Many Errors, Goodbye");
    return say(reply);
}

}  // namespace tipwire::gateway
