// SPDX-License-Identifier: Apache-2.0
// The citizen's code: 15 digits and a Damm check digit, written 4-4-4-4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tipwire::routing {

inline constexpr std::uint64_t tip_code_space = 1'000'000'000'000'000;  // 10^15
inline constexpr std::size_t tip_code_length = 16;                      // with the check digit

// Damm's quasigroup of order 10: detects every wrong digit and every swap of neighbours.
// Source: H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004, as in Wikipedia "Damm
// algorithm".
int damm_digit(std::string_view digits);

// No operator<< and no formatter: a code is shown to its owner, and never logged.
class TipCode {
public:
    explicit TipCode(std::uint64_t number);  // number < tip_code_space, else assertion

    // Sixteen digits, blanks and dashes between them ignored; ASCII digits only.
    // nullopt if there are not sixteen or the check digit is wrong.
    static std::optional<TipCode> parse(std::string_view text);

    std::uint64_t number() const { return number_; }
    std::string digits() const;   // "4815162342108159"
    std::string grouped() const;  // "4815 1623 4210 8159"
    bool operator==(const TipCode&) const = default;

private:
    std::uint64_t number_;
};

}  // namespace tipwire::routing
