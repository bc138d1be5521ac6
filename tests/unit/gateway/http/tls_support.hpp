// SPDX-License-Identifier: Apache-2.0
// Certificates for tests, made by the openssl program.
#pragma once

#include "tests/unit/gateway/http/http_support.hpp"

namespace tipwire::gateway::test {

// Self-signed, for one subject alternative name such as "IP:127.0.0.1" or "DNS:other.example".
inline TlsFiles make_certificate(const TemporaryFolder& folder, const std::string& name,
                                 const std::string& alternative_name) {
    TlsFiles files{folder / (name + ".crt"), folder / (name + ".key")};
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=test -addext subjectAltName=" +
        alternative_name + " -keyout " + files.key_file + " -out " + files.certificate_file +
        " 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return files;
}

// Runs one exchange on the server's reactor.
inline routing::Result<ClientResponse> exchange(RunningServer& server, HttpClient& client,
                                                const ClientRequest& request) {
    return asio::co_spawn(server.io(), client.exchange(request), asio::use_future).get();
}

inline std::unique_ptr<HttpClient> make_client(RunningServer& server, const std::string& url,
                                               ClientLimits limits = {}) {
    return make_http_client(server.io().get_executor(), Origin::parse(url).value(),
                            std::move(limits));
}

inline std::string local_url(const RunningServer& server, bool tls = false) {
    return (tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(server.port()) +
           "/hook";
}

}  // namespace tipwire::gateway::test
