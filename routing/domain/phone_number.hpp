// SPDX-License-Identifier: Apache-2.0
// The sender's number. It cannot be printed, formatted, serialised or stored; it is wiped when it
// goes. Only these may include this file: routing/port/vault.hpp, routing/flow, gateway/sms,
// gateway/crypto.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "routing/domain/secret.hpp"

namespace tipwire::routing {

inline constexpr std::size_t e164_digits_max = 15;  // ITU-T E.164, section 6

class PhoneNumber {
public:
    // Takes what a provider calls the sender: blanks, dashes and brackets are dropped, "00" before
    // a country code becomes "+", a lost "+" is put back before 11 to 15 digits. E.164 allows 15
    // digits. Eleven digits that begin with 83 to 89 and no "+" are Russia's and Kazakhstan's
    // national form: "8" becomes "+7". Short codes and alphanumeric names give nullopt: they name
    // no person who could be answered.
    static std::optional<PhoneNumber> parse(std::string_view text);

    // "+77010000001". For the vault, masking and the provider's send request only.
    std::string_view reveal() const { return e164_.reveal(); }

private:
    explicit PhoneNumber(std::string e164) : e164_(std::move(e164)) {}
    SecretString e164_;
};

}  // namespace tipwire::routing
