// SPDX-License-Identifier: Apache-2.0
// The settings of TLS contexts. OpenSSL's own error texts stay out: they may quote what they read.
#include "gateway/http/tls.hpp"

#include <openssl/ssl.h>

namespace tipwire::gateway {
namespace {

namespace ssl = boost::asio::ssl;
using routing::Errc;
using routing::Error;
using routing::Result;

// Forward secrecy and AEAD; TLS 1.3 has nothing else anyway.
constexpr char tls12_ciphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

TlsContext make_context(ssl::context::method method) {
    auto context = std::make_shared<ssl::context>(method);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(native, tls12_ciphers);
    // Tickets would let one stolen key open many recorded sessions; plaintext is wiped after it was
    // read.
    SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                    SSL_OP_CLEANSE_PLAINTEXT | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_num_tickets(native, 0);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    return context;
}

Error unusable(const char* what) { return Error{Errc::bad_request, what}; }

}  // namespace

Result<TlsContext> make_server_tls(const TlsFiles& files) {
    TlsContext context = make_context(ssl::context::tls_server);
    boost::system::error_code ec;
    // A daemon has nobody to ask for a passphrase; without this OpenSSL would read from the
    // terminal.
    context->set_password_callback(
        [](std::size_t, ssl::context::password_purpose) { return std::string(); });
    context->use_certificate_chain_file(files.certificate_file, ec);
    if (ec) return unusable("the certificate cannot be read");
    context->use_private_key_file(files.key_file, ssl::context::pem, ec);
    if (ec) return unusable("the key cannot be read or does not belong to the certificate");
    if (SSL_CTX_check_private_key(context->native_handle()) != 1)
        return unusable("the key does not belong to the certificate");
    return context;
}

Result<TlsContext> make_client_tls(const std::string& ca_file) {
    TlsContext context = make_context(ssl::context::tls_client);
    boost::system::error_code ec;
    if (ca_file.empty()) {
        context->set_default_verify_paths(ec);
    } else {
        context->load_verify_file(ca_file, ec);
    }
    if (ec) return unusable("the certificate authorities cannot be read");
    context->set_verify_mode(ssl::verify_peer);
    return context;
}

}  // namespace tipwire::gateway
