// SPDX-License-Identifier: Apache-2.0
// Statistics of languages that say what a test tells them to.
#pragma once

#include "routing/port/language_guesser.hpp"

namespace tipwire::test {

class FixedGuesser : public routing::LanguageGuesser {
public:
    std::optional<routing::LanguageHint> guess(std::string_view) override { return answer; }
    std::optional<routing::LanguageHint> answer;
};

}  // namespace tipwire::test
