// SPDX-License-Identifier: Apache-2.0
// The seam for statistics of languages: what a text looks like to somebody who has read a lot.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "routing/domain/language_evidence.hpp"

namespace tipwire::routing {

class LanguageGuesser {
public:
    virtual ~LanguageGuesser() = default;
    // nullopt: no idea, which is frequent for short texts. Pure CPU, never blocks, never logs.
    // Runs on: reactor.
    virtual std::optional<LanguageHint> guess(std::string_view text) = 0;
};

}  // namespace tipwire::routing
