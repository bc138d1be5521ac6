// SPDX-License-Identifier: Apache-2.0
// The client's connections over TLS: SNI, the chain and the host's name are checked before a byte
// is sent.
#include <openssl/ssl.h>

#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "gateway/http/client_connection_over.hpp"

namespace tipwire::gateway {
namespace {

namespace ssl = boost::asio::ssl;

class TlsClientStream {
public:
    TlsClientStream(boost::asio::any_io_executor executor, TlsContext context,
                    const std::string& host)
        : context_(std::move(context)), stream_(std::move(executor), *context_) {
        stream_.set_verify_mode(ssl::verify_peer);
        stream_.set_verify_callback(ssl::host_name_verification(host));
        boost::system::error_code not_an_address;
        boost::asio::ip::make_address(host, not_an_address);
        // RFC 6066, section 3: literal addresses are not permitted in SNI.
        if (not_an_address) SSL_set_tlsext_host_name(stream_.native_handle(), host.c_str());
    }
    boost::beast::ssl_stream<boost::beast::tcp_stream>& stream() { return stream_; }
    boost::beast::tcp_stream& tcp() { return stream_.next_layer(); }

    boost::asio::awaitable<const char*> shake_hands() {
        const auto [ec] = co_await stream_.async_handshake(
            ssl::stream_base::client, boost::asio::as_tuple(boost::asio::use_awaitable));
        if (!ec) co_return nullptr;
        // Both an unknown issuer and another host's name end here.
        const bool refused_by_us = ec.category() == boost::asio::error::get_ssl_category() &&
                                   ERR_GET_REASON(static_cast<unsigned long>(ec.value())) ==
                                       SSL_R_CERTIFICATE_VERIFY_FAILED;
        co_return refused_by_us ? "certificate" : timeout_or(ec, "tls");
    }

private:
    TlsContext context_;
    boost::beast::ssl_stream<boost::beast::tcp_stream> stream_;
};

}  // namespace

std::unique_ptr<ClientConnection> make_tls_connection(boost::asio::any_io_executor executor,
                                                      const ClientLimits& limits,
                                                      TlsContext context, const std::string& host) {
    return std::make_unique<ClientConnectionOver<TlsClientStream>>(limits, std::move(executor),
                                                                   std::move(context), host);
}

}  // namespace tipwire::gateway
