// SPDX-License-Identifier: Apache-2.0
// The seam for the keys of senders: what turns a number into something that may be kept, and back
// for one reply. Only routing/flow/intake, gateway/sms, gateway/crypto, gateway/app may include
// this (it names PhoneNumber).
#pragma once

#include <string_view>
#include <vector>

#include "routing/domain/phone_number.hpp"
#include "routing/port/content_vault.hpp"

namespace tipwire::routing {

// Pure CPU, never blocks, never logs.   Runs on: reactor.
class Vault : public ContentVault {
public:
    // HMAC(KP, channel || 0 || number), under the current and the previous key.
    virtual Pseudonym pseudonym(std::string_view channel, const PhoneNumber& number) = 0;

    // A fresh salt for a reply that belongs to no tip.
    virtual TipSalt new_salt() = 0;
    virtual ReturnAddress seal_address(const TipSalt& salt, const PhoneNumber& number) = 0;
    // For gateway/sms/mt_sender.cpp only, for one send. Errors: key_destroyed, damaged.
    virtual Result<PhoneNumber> open_address(const TipSalt& salt, const SealedAddress& sealed) = 0;
    // MACs of a number under every live address window: what STOP looks for.
    virtual std::vector<KeyedMac> address_macs(const PhoneNumber& number) = 0;
};

}  // namespace tipwire::routing
