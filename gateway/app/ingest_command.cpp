// SPDX-License-Identifier: Apache-2.0
// Chooses by format, hands lines over, and reads JSON lines from standard input or files.
#include "gateway/app/ingest_command.hpp"

#include <boost/json/parse.hpp>
#include <fstream>
#include <iostream>
#include <map>

#include "gateway/app/commands.hpp"
#include "gateway/app/console_output.hpp"
#include "gateway/http/encoding.hpp"

namespace tipwire::gateway {

namespace json = boost::json;

namespace {

AdminAnswer post_lines(AdminClient& daemon, const std::string& source, const std::string& lines) {
    return daemon.post("/v1/ingest/" + form_encode(source), lines, "application/x-ndjson");
}

// The lines of an answer without their ends, blank ones left out.
std::vector<std::string> lines_of(const std::string& body) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < body.size();) {
        const auto end = std::min(body.find('\n', at), body.size());
        if (end > at) lines.push_back(body.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

IngestResult read_result(const std::string& line) {
    boost::system::error_code error;
    const auto value = json::parse(line, error);
    if (error || !value.is_object()) return {false, true, "the daemon's answer cannot be read"};
    const auto& object = value.get_object();
    if (text_of(object, "result") != "error") return {true, false, {}};
    const auto why = text_of(object, "error");
    return {false, why.starts_with("unavailable"), why};
}

// Prints the answer's lines; false if one of them is an error.
bool print_results(const std::string& body) {
    bool good = true;
    for (const auto& line : lines_of(body)) {
        std::cout << line << "\n";
        good = read_result(line).committed && good;
    }
    std::cout.flush();
    return good;
}

// What is already here goes as one request; a slow writer's lines go one by one.
bool ingest_stream(AdminClient& daemon, const std::string& source, std::istream& input) {
    bool good = true;
    std::string batch;
    const auto send = [&] {
        if (batch.empty()) return true;
        const auto answer = post_lines(daemon, source, batch);
        batch.clear();
        if (answer.status != 200) return report_problem(answer) == exit_done;
        return print_results(answer.body);
    };
    for (std::string line; std::getline(input, line);) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        batch += line + "\n";
        if (batch.size() >= hand_over_bytes || input.rdbuf()->in_avail() <= 0)
            good = send() && good;
    }
    return send() && good;
}

}  // namespace

std::vector<IngestResult> hand_over(AdminClient& daemon, const std::string& source,
                                    const std::vector<std::string>& lines) {
    std::string body;
    for (const auto& line : lines) body.append(line).append("\n");
    const auto answer = post_lines(daemon, source, body);
    if (answer.status != 200) {
        const bool later = answer.status == 429 || answer.status >= 500;
        const IngestResult all{false, later, "the daemon answers " + std::to_string(answer.status)};
        return std::vector<IngestResult>(lines.size(), all);
    }
    std::vector<IngestResult> results;
    for (const auto& line : lines_of(answer.body)) results.push_back(read_result(line));
    const IngestResult none{false, true, "the daemon did not answer for every message"};
    results.resize(lines.size(), none);
    return results;
}

int ingest_lines(AdminClient& daemon, const IngestOptions& options) {
    std::ios::sync_with_stdio(false);
    bool good = true;
    std::vector<std::string> names = options.arguments;
    if (names.empty()) names.emplace_back("-");
    for (const auto& name : names) {
        if (name == "-") {
            good = ingest_stream(daemon, options.source, std::cin) && good;
            continue;
        }
        std::ifstream file(name);
        if (!file) {
            std::cerr << "tipwire: " << name << ": cannot be read\n";
            good = false;
            continue;
        }
        good = ingest_stream(daemon, options.source, file) && good;
    }
    return good ? exit_done : exit_failed;
}

int ingest_command(AdminClient& daemon, const IngestOptions& options) {
    using Part = int (*)(AdminClient&, const IngestOptions&);
    static const std::map<std::string, Part, std::less<>> parts{{"jsonl", ingest_lines},
                                                                {"smstools", ingest_files},
                                                                {"gammu", ingest_files},
                                                                {"multimon", ingest_pages}};
    return parts.at(options.format)(daemon, options);
}

}  // namespace tipwire::gateway
