// SPDX-License-Identifier: Apache-2.0
// Bytes in, status out: what the server takes and what it refuses, over a real socket.
#include "tests/unit/gateway/http/http_support.hpp"

namespace tipwire::gateway::test::strictness_cases {
namespace {

struct Case {
    const char* name;
    std::string bytes;
    int status;
    bool closes = true;
    std::string body_contains = {};
};

std::string get(const std::string& headers) {
    return "GET /x HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}
std::string post(const std::string& headers, const std::string& body) {
    return "POST /x HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}
std::string chunked(const std::string& body) {
    return post("Transfer-Encoding: chunked\r\n", body);
}
using namespace std::string_literals;

HttpLimits small_limits() {
    HttpLimits limits;
    limits.head_bytes = 512;
    limits.header_count = 8;
    limits.body_bytes = 64;
    return limits;
}

// "GET /x HTTP/1.1\r\nHost: a\r\nX: ...\r\n\r\n" of exactly this size.
std::string head_of(std::size_t size) {
    const std::string without = get("X: \r\n");
    return get("X: " + std::string(size - without.size(), 'x') + "\r\n");
}
std::string headers(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "H" + std::to_string(i) + ": v\r\n";
    return text;
}

const Case cases[] = {
    // What is taken.
    {"Get", get(""), 200, false, "GET /x 0:"},
    {"Head", "HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200, true},
    {"PostWithLength", post("Content-Length: 5\r\n", "hello"), 200, false, "5:hello"},
    {"PostWithoutBody", post("", ""), 200, false, "0:"},
    {"Query", "GET /x?a=%20b&c=+ HTTP/1.1\r\nHost: a\r\n\r\n", 200, false, "/x?a=%20b&c=+"},
    {"UnescapedBytesInTarget", "GET /x?t=\xD0\x9A HTTP/1.1\r\nHost: a\r\n\r\n", 200, false},
    {"MalformedPercentIsNotOurs", "GET /x?t=%zz HTTP/1.1\r\nHost: a\r\n\r\n", 200, false, "%zz"},
    {"ConnectionClose", get("Connection: close\r\n"), 200, true},
    {"ConnectionCloseInList", get("Connection: foo , Close\r\n"), 200, true},
    {"Http10", "GET /x HTTP/1.0\r\nHost: a\r\n\r\n", 200, true},
    {"Chunked", chunked("5\r\nhello\r\n0\r\n\r\n"), 200, false, "5:hello"},
    {"ChunkedInPieces", chunked("1\r\nh\r\n4\r\nello\r\n000\r\n\r\n"), 200, false, "5:hello"},
    {"ChunkedUpperCase", post("transfer-encoding:\tChunked \r\n", "A\r\n0123456789\r\n0\r\n\r\n"),
     200, false, "10:0123456789"},
    {"ChunkExtension", chunked("5;a=b;c=\"d\"\r\nhello\r\n0;x\r\n\r\n"), 200, false, "5:hello"},
    {"EmptyHeaderValue", get("X:\r\n"), 200, false},
    {"Latin1HeaderValue", get("X: \xE4\r\n"), 200, false},
    {"NulInBody", post("Content-Length: 3\r\n", "a\0b"s), 200, false, "3:a"},

    // Host.
    {"NoHost", "GET /x HTTP/1.1\r\n\r\n", 400},
    {"NoHostInHttp10", "GET /x HTTP/1.0\r\n\r\n", 400},
    {"TwoHosts", get("Host: b\r\n"), 400},
    {"TwoEqualHosts", get("Host: a\r\n"), 400},
    {"EmptyHost", "GET /x HTTP/1.1\r\nHost:\r\n\r\n", 400},
    {"HostList", "GET /x HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
    {"HostWithUser", "GET /x HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
    {"HostWithPath", "GET /x HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
    {"HostWithBadPort", "GET /x HTTP/1.1\r\nHost: a:8x\r\n\r\n", 400},
    {"HostWithLongPort", "GET /x HTTP/1.1\r\nHost: a:123456\r\n\r\n", 400},
    {"HostWithPort", "GET /x HTTP/1.1\r\nHost: tips_1.example.org:8443\r\n\r\n", 200, false},
    {"HostIpv6", "GET /x HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200, false},
    {"HostIpv6Unclosed", "GET /x HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
    {"HostIpv6Empty", "GET /x HTTP/1.1\r\nHost: []\r\n\r\n", 400},

    // Smuggling.
    {"LengthThenChunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
     400},
    {"ChunkedThenLength", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
     400},
    {"TwoLengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400},
    {"TwoEqualLengths", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
    {"LengthList", post("Content-Length: 5, 5\r\n", "hello"), 400},
    {"LengthPlus", post("Content-Length: +5\r\n", "hello"), 400},
    {"LengthMinus", post("Content-Length: -5\r\n", "hello"), 400},
    {"LengthHex", post("Content-Length: 0x5\r\n", "hello"), 400},
    {"LengthBlankInside", post("Content-Length: 1 0\r\n", "hello"), 400},
    {"LengthEmpty", post("Content-Length: \r\n", ""), 400},
    {"LengthOverflow", post("Content-Length: 99999999999999999999\r\n", ""), 400},
    {"TwoChunked",
     post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
    {"ChunkedChunked", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 400},
    {"GzipChunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
    {"ChunkedIdentity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 400},
    {"CodingUnknown", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400},
    {"CodingIdentity", post("Transfer-Encoding: identity\r\n", ""), 400},
    {"CodingEmpty", post("Transfer-Encoding: \r\n", ""), 400},
    {"CodingQuoted", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 400},
    {"CodingParameter", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n"), 400},
    {"CodingVerticalTab",
     post("Transfer-Encoding: \x0b"
          "chunked\r\n",
          "0\r\n\r\n"),
     400},
    {"CodingNul", post("Transfer-Encoding: chunked\0\r\n"s, "0\r\n\r\n"), 400},
    {"CodingBlankBeforeColon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400},
    {"CodingAfterBareLf", post("X: y\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
    {"CodingAfterBareCr", post("X: y\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
    {"CodingFolded", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400},
    {"CodingLeadingBlank", post(" Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
    {"CodingInHttp10", "POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     400},

    // Lines and bytes.
    {"BareLf", "GET /x HTTP/1.1\nHost: a\n\n", 400},
    {"BareLfAtTheEnd", "GET /x HTTP/1.1\r\nHost: a\r\n\n", 400},
    {"LeadingEmptyLine", "\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"Folded", get("X: a\r\n b\r\n"), 400},
    {"FoldedByTab", get("X: a\r\n\tb\r\n"), 400},
    {"BlankBeforeColon", get("X : a\r\n"), 400},
    {"NoColon", get("X\r\n"), 400},
    {"EmptyName", get(": a\r\n"), 400},
    {"NameNoToken", get("X(y): a\r\n"), 400},
    {"NameLatin1", get("X\xE4: a\r\n"), 400},
    {"ControlInValue",
     get("X: a\x01"
         "b\r\n"),
     400},
    {"DelInValue", get("X: a\x7F\r\n"), 400},
    {"NulInValue", get("X: a\0b\r\n"s), 400},
    {"NulInName", get("X\0y: b\r\n"s), 400},
    {"TlsHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"s, 400},

    // Request line.
    {"NulInTarget", "GET /x\0y HTTP/1.1\r\nHost: a\r\n\r\n"s, 400},
    {"TabInTarget", "GET /x\ty HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"BlankInTarget", "GET /x y HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"TwoBlanks", "GET  /x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"Fragment", "GET /x#y HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"AbsoluteForm", "GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"AuthorityForm", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"AsteriskForm", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"NoTarget", "GET HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"NoVersion", "GET /x\r\nHost: a\r\n\r\n", 400},
    {"Http09", "GET /x\r\n\r\n", 400},
    {"Http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"Http12", "GET /x HTTP/1.2\r\nHost: a\r\n\r\n", 505},
    {"VersionLowerCase", "GET /x http/1.1\r\nHost: a\r\n\r\n", 400},
    {"VersionLong", "GET /x HTTP/1.10\r\nHost: a\r\n\r\n", 400},
    {"MethodUnknown", "BREW /x HTTP/1.1\r\nHost: a\r\n\r\n", 501},
    {"MethodLowerCase", "get /x HTTP/1.1\r\nHost: a\r\n\r\n", 501},
    {"MethodTrace", "TRACE /x HTTP/1.1\r\nHost: a\r\n\r\n", 501},
    {"MethodConnect", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
    {"MethodNoToken", "G@T /x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"MethodUnusualClosesAfterwards", "PUT /x HTTP/1.1\r\nHost: a\r\n\r\n", 200, true},

    // Content coding and expectations.
    {"ContentEncoding", post("Content-Encoding: gzip\r\nContent-Length: 1\r\n", "x"), 415},
    {"ContentEncodingIdentity", post("Content-Encoding: identity\r\n", ""), 415},
    {"DoubtBeatsCoding", post("Content-Encoding: gzip\r\nContent-Length: x\r\n", ""), 400},
    {"ExpectUnknown", post("Expect: 200-ok\r\nContent-Length: 1\r\n", "x"), 417},
    {"ExpectTooLarge", post("Expect: 100-continue\r\nContent-Length: 65\r\n", ""), 413},

    // Chunks.
    {"ChunkSizeMissing", chunked("\r\n\r\n"), 400},
    {"ChunkSizeNotHex", chunked("g\r\n"), 400},
    {"ChunkSizePlus", chunked("+5\r\nhello\r\n0\r\n\r\n"), 400},
    {"ChunkSizePrefixed", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400},
    {"ChunkSizeBlank", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400},
    {"ChunkSizeBareLf", chunked("5\nhello\r\n0\r\n\r\n"), 400},
    {"ChunkTooLong", chunked("4\r\nhello\r\n0\r\n\r\n"), 400},
    {"ChunkEndBareLf", chunked("5\r\nhello\n0\r\n\r\n"), 400},
    {"ChunkTrailer", chunked("5\r\nhello\r\n0\r\nX: y\r\n\r\n"), 400},
    {"ChunkExtensionControl", chunked("5;a\x01\r\nhello\r\n0\r\n\r\n"), 400},
    {"ChunkExtensionBlank", chunked("5 ;a=b\r\nhello\r\n0\r\n\r\n"), 400},
    {"ChunkExtensionEmpty", chunked("5;\r\nhello\r\n0\r\n\r\n"), 400},
    {"ChunkExtensionNoValue", chunked("5;a=\r\nhello\r\n0\r\n\r\n"), 400},
    {"ChunkExtensionUnquoted", chunked("5;a=\"b\r\nhello\r\n0\r\n\r\n"), 400},
    {"ChunkSizeHuge", chunked("fffffffffffffffff\r\n"), 413},
    {"ChunkLineAtLimit", chunked("5;" + std::string(254, 'x') + "\r\nhello\r\n0\r\n\r\n"), 200,
     false, "5:hello"},
    {"ChunkLineAboveLimit", chunked("5;" + std::string(255, 'x') + "\r\nhello\r\n0\r\n\r\n"), 400},

    // Limits at n and n + 1.
    {"BodyAtLimit", post("Content-Length: 64\r\n", std::string(64, 'x')), 200, false, "64:x"},
    {"BodyAboveLimit", post("Content-Length: 65\r\n", std::string(65, 'x')), 413},
    {"ChunkedAtLimit",
     chunked("20\r\n" + std::string(32, 'x') + "\r\n20\r\n" + std::string(32, 'x') +
             "\r\n0\r\n\r\n"),
     200, false, "64:x"},
    {"ChunkedAboveLimit",
     chunked("20\r\n" + std::string(32, 'x') + "\r\n21\r\n" + std::string(33, 'x') +
             "\r\n0\r\n\r\n"),
     413},
    {"HeadAtLimit", head_of(512), 200, false},
    {"HeadAboveLimit", head_of(513), 431},
    {"HeadFarAboveLimit", head_of(5000), 431},
    {"HeadersAtLimit", get(headers(7)), 200, false},
    {"HeadersAboveLimit", get(headers(8)), 431},
};

class Strictness : public testing::TestWithParam<Case> {};

TEST_P(Strictness, AnswersAsItShould) {
    EchoHandler handler;
    RunningServer server(handler, small_limits());
    RawClient client(server.port());

    ASSERT_TRUE(client.send(GetParam().bytes));
    const bool head = GetParam().bytes.starts_with("HEAD");
    const RawAnswer answer = client.answer(head);

    EXPECT_EQ(answer.status, GetParam().status) << answer.head;
    EXPECT_NE(answer.body.find(GetParam().body_contains), std::string::npos) << answer.body;
    EXPECT_NE(answer.head.find("X-Content-Type-Options: nosniff"), std::string::npos);
    if (GetParam().closes) {
        client.finish_sending();
        EXPECT_TRUE(client.closes());
    } else {
        EXPECT_TRUE(client.silent());
        ASSERT_TRUE(client.send(get("Connection: close\r\n")));
        EXPECT_EQ(client.answer().status, 200);
    }
    // A refusal repeats nothing of the request.
    if (GetParam().status >= 400) {
        EXPECT_NE(answer.head.find("application/problem+json"), std::string::npos);
        EXPECT_EQ(server.metrics.value(routing::Metric::http_refused), 1);
        EXPECT_EQ(server.metrics.value(routing::Metric::http_requests), 0);
    }
}

INSTANTIATE_TEST_SUITE_P(Requests, Strictness, testing::ValuesIn(cases),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace tipwire::gateway::test::strictness_cases
