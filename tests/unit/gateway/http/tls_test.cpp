// SPDX-License-Identifier: Apache-2.0
// TLS on both sides: who is trusted, what is refused, and a certificate replaced while serving.
#include <fstream>

#include "tests/unit/gateway/http/tls_support.hpp"

namespace tipwire::gateway::test::tls_cases {
namespace {

class Tls : public testing::Test {
protected:
    ClientLimits trusting(const std::string& ca_file) {
        ClientLimits limits;
        limits.ca_file = ca_file;
        limits.request_timeout = 5s;
        return limits;
    }
    // "200", or the class of the error.
    std::string outcome(RunningServer& server, const std::string& url, const ClientLimits& limits) {
        const auto client = make_client(server, url, limits);
        ClientRequest request;
        request.body = "hello";
        const auto result = exchange(server, *client, request);
        server.on_reactor([&] { client->close(); });
        return result ? std::to_string(result->status) : result.error().detail;
    }

    TemporaryFolder folder_;
    EchoHandler handler_;
};

TEST_F(Tls, AnswersAClientThatTrustsTheCertificate) {
    const TlsFiles files = make_certificate(folder_, "a", "IP:127.0.0.1");
    RunningServer server(handler_, {}, files);
    const auto client =
        make_client(server, local_url(server, true), trusting(files.certificate_file));
    for (int i = 0; i < 3; ++i) {
        ClientRequest request;
        request.body = std::string(100'000, 'x');
        const auto result = exchange(server, *client, request);
        ASSERT_TRUE(result) << result.error().detail;
        EXPECT_EQ(result->status, 200);
        EXPECT_TRUE(result->body.starts_with("POST / 100000:xxx"));
    }
    EXPECT_EQ(server.metrics.value(routing::Metric::http_connections), 1);
    server.on_reactor([&] { client->close(); });
}

TEST_F(Tls, IsRefusedByAClientThatTrustsSomebodyElse) {
    const TlsFiles files = make_certificate(folder_, "a", "IP:127.0.0.1");
    const TlsFiles other = make_certificate(folder_, "b", "IP:127.0.0.1");
    RunningServer server(handler_, {}, files);
    EXPECT_EQ(outcome(server, local_url(server, true), trusting(other.certificate_file)),
              "certificate");
    EXPECT_EQ(outcome(server, local_url(server, true), trusting("")), "certificate");
    EXPECT_EQ(server.metrics.value(routing::Metric::http_requests), 0);
}

TEST_F(Tls, IsRefusedWhenTheCertificateIsForAnotherHost) {
    const TlsFiles files = make_certificate(folder_, "a", "DNS:other.example");
    RunningServer server(handler_, {}, files);
    EXPECT_EQ(outcome(server, local_url(server, true), trusting(files.certificate_file)),
              "certificate");
}

TEST_F(Tls, ChecksNamesToo) {
    const TlsFiles files = make_certificate(folder_, "a", "DNS:localhost");
    RunningServer server(handler_, {}, files);
    const std::string url = "https://localhost:" + std::to_string(server.port()) + "/";
    EXPECT_EQ(outcome(server, url, trusting(files.certificate_file)), "200");
}

TEST_F(Tls, IsNotSpokenWithAPlainPeer) {
    const TlsFiles files = make_certificate(folder_, "a", "IP:127.0.0.1");
    RunningServer plain(handler_);
    EXPECT_EQ(outcome(plain, local_url(plain, true), trusting(files.certificate_file)), "tls");
    RunningServer server(handler_, {}, files);
    EXPECT_EQ(outcome(server, local_url(server, false), trusting("")).substr(0, 3), "cut");
}

TEST_F(Tls, IsAtLeast12) {
    const TlsFiles files = make_certificate(folder_, "a", "IP:127.0.0.1");
    RunningServer server(handler_, {}, files);
    const auto handshake = [&](const std::string& version) {
        const std::string command =
            "openssl s_client -connect 127.0.0.1:" + std::to_string(server.port()) + " " + version +
            " -cipher DEFAULT@SECLEVEL=0 </dev/null >/dev/null 2>&1";
        return std::system(command.c_str());
    };
    EXPECT_NE(handshake("-tls1_1"), 0);
    EXPECT_EQ(handshake("-tls1_2"), 0);
    EXPECT_EQ(handshake("-tls1_3"), 0);
}

TEST_F(Tls, TakesANewCertificateForNewConnectionsOnly) {
    const TlsFiles first = make_certificate(folder_, "a", "IP:127.0.0.1");
    const TlsFiles next = make_certificate(folder_, "b", "IP:127.0.0.1");
    const TlsFiles live{folder_ / "live.crt", folder_ / "live.key"};
    const auto install = [&](const TlsFiles& files) {
        const auto overwrite = std::filesystem::copy_options::overwrite_existing;
        std::filesystem::copy_file(files.certificate_file, live.certificate_file, overwrite);
        std::filesystem::copy_file(files.key_file, live.key_file, overwrite);
    };
    install(first);
    RunningServer server(handler_, {}, live);
    const std::string url = local_url(server, true);
    const auto kept = make_client(server, url, trusting(first.certificate_file));
    ClientRequest request;
    ASSERT_TRUE(exchange(server, *kept, request));

    install(next);
    ASSERT_TRUE(server.reload_tls());

    EXPECT_TRUE(exchange(server, *kept, request));  // on its old connection
    EXPECT_EQ(outcome(server, url, trusting(next.certificate_file)), "200");
    EXPECT_EQ(outcome(server, url, trusting(first.certificate_file)), "certificate");
    server.on_reactor([&] { kept->close(); });
}

TEST_F(Tls, KeepsTheOldCertificateWhenTheNewOneIsUnusable) {
    TlsFiles files = make_certificate(folder_, "a", "IP:127.0.0.1");
    const std::string ca = folder_ / "ca.crt";
    std::filesystem::copy_file(files.certificate_file, ca);
    RunningServer server(handler_, {}, files);

    std::ofstream(files.certificate_file) << "no certificate";
    const auto garbage = server.reload_tls();
    const TlsFiles other = make_certificate(folder_, "b", "IP:127.0.0.1");
    std::filesystem::copy_file(other.certificate_file, files.certificate_file,
                               std::filesystem::copy_options::overwrite_existing);
    const auto mismatch = server.reload_tls();

    EXPECT_EQ(garbage.error().detail, "the certificate cannot be read");
    EXPECT_TRUE(mismatch.has_error());
    EXPECT_EQ(outcome(server, local_url(server, true), trusting(ca)), "200");
}

TEST_F(Tls, EndsASlowHandshake) {
    const TlsFiles files = make_certificate(folder_, "a", "IP:127.0.0.1");
    HttpLimits limits;
    limits.head_timeout = 200ms;
    RunningServer server(handler_, limits, files);
    RawClient client(server.port());
    ASSERT_TRUE(client.send("\x16\x03\x01"));
    EXPECT_TRUE(client.closes());
}

TEST_F(Tls, DoesNotStartWithoutItsCertificate) {
    EXPECT_THROW(RunningServer(handler_, {}, TlsFiles{folder_ / "no.crt", folder_ / "no.key"}),
                 std::runtime_error);
    ClientLimits limits;
    limits.ca_file = folder_ / "no.crt";
    asio::io_context io;
    EXPECT_THROW(
        make_http_client(io.get_executor(), Origin::parse("https://localhost/").value(), limits),
        std::runtime_error);
}

}  // namespace
}  // namespace tipwire::gateway::test::tls_cases
