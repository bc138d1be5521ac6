// SPDX-License-Identifier: Apache-2.0
// The reader without sockets: pieces of any size, and Beast's parser as the second opinion.
#include "gateway/http/request_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstring>
#include <random>

namespace tipwire::gateway::test::request_reader_cases {
namespace {

using Step = RequestReader::Step;

// One line a request: "POST /x body", "refused 400", "more".
std::string read_all(std::string_view bytes, std::size_t piece, const HttpLimits& limits,
                     BufferBudget& budget) {
    RequestReader reader(limits, budget);
    std::string result;
    for (;;) {
        switch (reader.advance()) {
            case Step::send_continue: result += "continue\n"; break;
            case Step::refused: return result + "refused " + std::to_string(reader.refusal());
            case Step::complete:
                result.append(reader.request().method).append(" ");
                result.append(reader.request().target).append(" ");
                result.append(reader.request().body).append("\n");
                for (const HeaderView& field : reader.request().headers)
                    result.append(field.name).append("=").append(field.value).append("\n");
                reader.next();
                break;
            case Step::need_more: {
                if (bytes.empty()) return result + "more";
                const auto space = reader.space();
                EXPECT_FALSE(space.empty());
                const std::size_t count = std::min({piece, bytes.size(), space.size()});
                std::memcpy(space.data(), bytes.data(), count);
                reader.received(count);
                bytes.remove_prefix(count);
            }
        }
    }
}

HttpLimits small_limits() {
    HttpLimits limits;
    limits.head_bytes = 400;
    limits.body_bytes = 5000;
    return limits;
}

const std::vector<std::string> seeds = {
    "GET /x?a=b HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\nGET /y HTTP/1.1\r\nHost: b\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /y HTTP/1.1\r\nHost: "
    "b\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3000\r\n\r\n" + std::string(3000, 'b') +
        "GET /y HTTP/1.1\r\nHost: b\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n3\r\n "
    "wo\r\n"
    "0\r\n\r\nPOST /y HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\n\r\nz",
    "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nBB8\r\n" +
        std::string(3000, 'c') + "\r\n0\r\n\r\nGET /y HTTP/1.1\r\nHost: b\r\n\r\n",
};

TEST(RequestReader, ReadsTheSameHoweverTheBytesAreCut) {
    for (const std::string& bytes : seeds) {
        const HttpLimits limits = small_limits();
        BufferBudget budget{1 << 20, 0};
        const std::string whole = read_all(bytes, bytes.size(), limits, budget);
        EXPECT_NE(whole.find("/x"), std::string::npos);
        EXPECT_NE(whole.find("/y"), std::string::npos);
        for (std::size_t piece = 1; piece < 70; ++piece)
            EXPECT_EQ(read_all(bytes, piece, limits, budget), whole) << piece;
        EXPECT_EQ(budget.used, 0u);  // all of it was given back
    }
}

TEST(RequestReader, RefusesGarbageBeforeTheHeadIsComplete) {
    const HttpLimits limits = small_limits();
    BufferBudget budget{1 << 20, 0};
    EXPECT_EQ(read_all("GET / HTTP/1.1\n", 1, limits, budget), "refused 400");
    EXPECT_EQ(read_all(std::string("\0", 1), 1, limits, budget), "refused 400");
    EXPECT_EQ(read_all("\r", 1, limits, budget), "refused 400");
    EXPECT_EQ(read_all(std::string(400, 'x'), 7, limits, budget), "refused 431");
    EXPECT_EQ(read_all(std::string(399, 'x'), 7, limits, budget), "more");
}

TEST(RequestReader, BoundsAllExtensionsTogether) {
    const HttpLimits limits = small_limits();
    BufferBudget budget{1 << 20, 0};
    std::string bytes = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 100; ++i) bytes += "1;" + std::string(200, 'x') + "\r\na\r\n";
    EXPECT_EQ(read_all(bytes, 1000, limits, budget), "refused 400");
}

TEST(RequestReader, HoldsNoMoreThanTheBudget) {
    const HttpLimits limits = small_limits();
    BufferBudget budget{500, 0};
    EXPECT_EQ(read_all(seeds[2], 100, limits, budget), "refused 503");
    EXPECT_EQ(read_all(seeds[4], 100, limits, budget), "refused 503");
    EXPECT_NE(read_all(seeds[1], 100, limits, budget).find("hello"), std::string::npos);
    EXPECT_EQ(budget.used, 0u);
}

// The request line and body, then the headers in an order of their own: Beast moves equal names
// together.
std::string describe(std::string_view method, std::string_view target, std::string_view body,
                     std::vector<std::string> headers) {
    std::sort(headers.begin(), headers.end());
    std::string result;
    result.append(method).append(" ").append(target).append(" ").append(body).append("\n");
    for (const std::string& header : headers) result.append(header).append("\n");
    return result;
}

std::string describe(const Request& request) {
    std::vector<std::string> headers;
    for (const HeaderView& field : request.headers)
        headers.push_back(std::string(field.name) + "=" + std::string(field.value));
    return describe(request.method, request.target, request.body, std::move(headers));
}

// What Beast makes of the first request; nothing if it refuses it or wants more.
std::optional<std::string> beast_reads(const std::string& bytes) {
    namespace http = boost::beast::http;
    http::request_parser<http::string_body> parser;
    parser.eager(true);
    boost::system::error_code ec;
    parser.put(boost::asio::buffer(bytes), ec);
    if (ec || !parser.is_done()) return {};
    const auto& message = parser.get();
    std::vector<std::string> headers;
    for (const auto& field : message)
        headers.push_back(std::string(field.name_string()) + "=" + std::string(field.value()));
    return describe(std::string(message.method_string()), std::string(message.target()),
                    message.body(), std::move(headers));
}

// Strictness can only take away: a request that passes here must mean the same to another reader.
TEST(RequestReader, TakesNothingThatBeastReadsDifferently) {
    const HttpLimits limits = small_limits();
    BufferBudget budget{1 << 20, 0};
    std::mt19937 random(20261121);
    const std::vector<std::string> pieces = {"\r\n",
                                             "\n",
                                             "\r",
                                             " ",
                                             "\t",
                                             ":",
                                             ";",
                                             ",",
                                             "0",
                                             "5",
                                             "Content-Length: 5\r\n",
                                             "Transfer-Encoding: chunked\r\n",
                                             "Host: a\r\n",
                                             "chunked",
                                             std::string("\0", 1),
                                             "\xFF",
                                             "X: y\r\n",
                                             "\r\n\r\n",
                                             "HTTP/1.0",
                                             "?",
                                             "%",
                                             "\x0b"};
    int taken = 0;
    for (int round = 0; round < 40'000; ++round) {
        std::string bytes = seeds[random() % 4 == 2 ? 0 : random() % 2 == 0 ? 1 : 3];
        for (unsigned changes = random() % 4; changes > 0; --changes) {
            const std::size_t at = random() % bytes.size();
            const std::string& piece = pieces[random() % pieces.size()];
            if (random() % 2 == 0) bytes.erase(at, random() % 3);
            bytes.insert(std::min(at, bytes.size()), random() % 4 == 0 ? "" : piece);
        }
        RequestReader reader(limits, budget);
        std::string_view rest = bytes;
        Step step;
        while ((step = reader.advance()) == Step::need_more && !rest.empty()) {
            const auto space = reader.space();
            const std::size_t count = std::min(space.size(), rest.size());
            std::memcpy(space.data(), rest.data(), count);
            reader.received(count);
            rest.remove_prefix(count);
        }
        if (step != Step::complete) continue;
        ++taken;
        const std::optional<std::string> ours = describe(reader.request());
        ASSERT_EQ(ours, beast_reads(bytes)) << testing::PrintToString(bytes);
    }
    EXPECT_GT(taken, 5'000);
}

}  // namespace
}  // namespace tipwire::gateway::test::request_reader_cases
