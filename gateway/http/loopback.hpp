// SPDX-License-Identifier: Apache-2.0
// Whether an address is this machine: the one question on which test mode stands.
#pragma once

#include <boost/asio/ip/address.hpp>

namespace tipwire::gateway {

// 127.0.0.0/8, ::1, and ::ffff:127.0.0.0/104.
inline bool is_this_machine(const boost::asio::ip::address& address) {
    namespace ip = boost::asio::ip;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6()).is_loopback();
    return address.is_loopback();
}

}  // namespace tipwire::gateway
