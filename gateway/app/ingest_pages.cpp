// SPDX-License-Identifier: Apache-2.0
// multimon-ng at the other end of a pipe, for months: each page is committed as soon as it is read,
// and kept while the daemon is away.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <deque>
#include <iostream>

#include "gateway/app/commands.hpp"
#include "gateway/app/ingest_command.hpp"
#include "gateway/app/modem/page_feed.hpp"
#include "gateway/crypto/system_random.hpp"

namespace tipwire::gateway {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// When so many wait for the daemon, no more is read: the pipe holds the rest.
constexpr std::size_t waiting_max = 10'000;
constexpr auto settle_after = 100ms;  // the readings of one page come at once
constexpr auto retry_after = 500ms;
constexpr auto last_tries = 30s;  // after the end of the input

volatile std::sig_atomic_t asked_to_end = 0;

void end_on_signal() {
    struct sigaction action {};
    action.sa_handler = [](int) { asked_to_end = 1; };  // without SA_RESTART: poll() comes back
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
}

// "1234567,1234568"; empty if one of them is no address.
std::vector<std::uint32_t> addresses_of(const std::string& list) {
    std::vector<std::uint32_t> addresses;
    for (std::size_t at = 0; at <= list.size();) {
        const auto end = std::min(list.find(',', at), list.size());
        const auto address = parse_pager_address(std::string_view(list).substr(at, end - at));
        if (!address) return {};
        addresses.push_back(*address);
        at = end + 1;
    }
    return addresses;
}

class PagePipe {
public:
    PagePipe(AdminClient& daemon, const IngestOptions& options, PageRules rules)
        : daemon_(daemon), source_(options.source), feed_(std::move(rules)) {}

    int run() {
        while (!refused_ && (!ended_ || !waiting_.empty())) {
            if (ended_ && Clock::now() > give_up_) return give_up();
            wait_and_read();
            for (const auto& message : feed_.ready()) waiting_.push_back(to_ingest_line(message));
            if (!waiting_.empty() && Clock::now() >= next_try_) send();
        }
        report_unreadable(true);
        return refused_ ? exit_failed : exit_done;
    }

private:
    void wait_and_read() {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        const bool reads = !ended_ && waiting_.size() < waiting_max;
        if (!reads) input.fd = -1;
        const int ready = ::poll(&input, 1, patience());
        if (asked_to_end != 0) return end();
        if (ready == 0) feed_.settle();
        if (ready > 0) read();
    }
    // In milliseconds, as poll() wants it; -1 without end.
    int patience() const {
        const auto until_try =
            std::chrono::ceil<std::chrono::milliseconds>(next_try_ - Clock::now());
        auto wait = waiting_.empty() ? std::chrono::milliseconds::max() : std::max(until_try, 0ms);
        if (!feed_.settled()) wait = std::min<std::chrono::milliseconds>(wait, settle_after);
        return wait == std::chrono::milliseconds::max() ? -1 : static_cast<int>(wait.count());
    }

    void read() {
        std::array<char, 4096> piece;
        const auto got = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) return;
        if (got <= 0) return end();
        for (const char c : std::string_view(piece.data(), static_cast<std::size_t>(got))) {
            if (c != '\n') {
                // One more than fits is enough to see that a line is too long.
                if (line_.size() <= multimon_line_bytes_max) line_ += c;
                continue;
            }
            take_line();
        }
    }
    void take_line() {
        feed_.take(line_,
                   std::chrono::floor<std::chrono::seconds>(Clock::now().time_since_epoch()));
        line_.clear();
        report_unreadable(false);
    }
    void end() {
        if (ended_) return;
        ended_ = true;
        give_up_ = Clock::now() + last_tries;
        take_line();
        feed_.settle();
    }

    void send() {
        // The first try may meet a connection that the daemon closed because it was idle.
        std::string problem = try_once();
        if (!problem.empty() && problem_.empty() && !refused_) problem = try_once();
        if (problem.empty() != problem_.empty()) report_daemon(problem);
        problem_ = problem;
        if (!problem.empty()) next_try_ = Clock::now() + retry_after;
    }
    // What went wrong, or nothing. In their order: what stands behind one that has to wait is sent
    // again with it, and is then a repeat.
    std::string try_once() {
        try {
            for (const auto& result : hand_over(daemon_, source_, next_lines())) {
                if (!result.committed) {
                    refused_ = !result.try_later;
                    return result.error;
                }
                waiting_.pop_front();
            }
        } catch (const DaemonUnreachable& error) {
            return error.why;
        }
        return {};
    }
    std::vector<std::string> next_lines() const {
        std::vector<std::string> lines;
        std::size_t bytes = 0;
        for (const auto& line : waiting_) {
            bytes += line.size();
            if (bytes > hand_over_bytes) break;
            lines.push_back(line);
        }
        return lines;
    }

    void report_daemon(const std::string& problem) const {
        if (problem.empty())
            std::cerr << "tipwire: ingest: the daemon takes pages again\n";
        else
            std::cerr << "tipwire: ingest: " << waiting_.size() << " pages wait: " << problem
                      << "\n";
    }
    // At 1, 2, 4, 8 …: noise must not fill the journal.
    void report_unreadable(bool at_end) {
        const auto count = feed_.unreadable();
        if (count == 0 || (count < next_report_ && !at_end)) return;
        std::cerr << "tipwire: ingest: " << count << " lines could not be read so far\n";
        next_report_ = count * 2;
    }
    int give_up() const {
        std::cerr << "tipwire: ingest: no daemon; " << waiting_.size() << " pages were not taken\n";
        return exit_unreachable;
    }

    AdminClient& daemon_;
    std::string source_;
    PageFeed feed_;
    std::string line_;
    std::deque<std::string> waiting_;
    std::string problem_;
    std::size_t next_report_ = 1;
    Clock::time_point next_try_{}, give_up_{};
    bool ended_ = false, refused_ = false;
};

// Names this run, so that its pages are not taken for those of another.
std::string new_run() {
    std::array<std::uint8_t, 16> bytes{};
    SystemRandom().fill(bytes);
    return {bytes.begin(), bytes.end()};
}

}  // namespace

int ingest_pages(AdminClient& daemon, const IngestOptions& options) {
    PageRules rules;
    rules.addresses = addresses_of(options.pagers);
    rules.repeat_window = std::chrono::seconds{options.repeat_seconds};
    rules.run = new_run();
    if (rules.addresses.empty()) {
        std::cerr
            << "tipwire: ingest: --pagers must list the line's own addresses: 1234567,1234568\n";
        return exit_usage;
    }
    if (!options.arguments.empty() && options.arguments != std::vector<std::string>{"-"}) {
        std::cerr << "tipwire: ingest: multimon is read from standard input\n";
        return exit_usage;
    }
    end_on_signal();
    return PagePipe(daemon, options, std::move(rules)).run();
}

}  // namespace tipwire::gateway
