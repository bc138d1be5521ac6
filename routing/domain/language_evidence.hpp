// SPDX-License-Identifier: Apache-2.0
// Which of a line's languages a text is in: by its letters, its frequent words, and a hint of
// statistics.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "routing/domain/catalogue.hpp"

namespace tipwire::routing {

// What a statistical guesser says: a tag, perhaps none of ours.
struct LanguageHint {
    std::string language;
    bool sure = false;
};

// One of `among`, which must not be empty; the first of them is the prior and wins where nothing
// speaks clearly for another. A language without letters and words in its catalogue is found by the
// hint alone. Looks at no more than the first kilobyte.
const std::string& guess_language(std::string_view text, const Catalogue& catalogue,
                                  std::span<const std::string> among,
                                  const std::optional<LanguageHint>& hint);

}  // namespace tipwire::routing
