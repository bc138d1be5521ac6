// SPDX-License-Identifier: Apache-2.0
// TLS contexts of both sides: 1.2 at least, no renegotiation, no compression, no session memory.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "gateway/http/server.hpp"

namespace tipwire::gateway {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

// Errors: bad_request: the certificate or the key cannot be read, or they do not belong together.
routing::Result<TlsContext> make_server_tls(const TlsFiles& files);

// ca_file: only what it holds is trusted; empty: the system's store. Errors: bad_request: it cannot
// be read.
routing::Result<TlsContext> make_client_tls(const std::string& ca_file);

}  // namespace tipwire::gateway
