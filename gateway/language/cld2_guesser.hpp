// SPDX-License-Identifier: Apache-2.0
// Compact Language Detector 2 behind the port: good from some sixty letters on, honest about less.
#pragma once

#include <memory>

#include "routing/port/language_guesser.hpp"

namespace tipwire::gateway {

// Knows Russian, Kazakh, Kyrgyz, Azerbaijani (Latin), Uzbek, Tajik, English and eighty more; does
// not know Russian in Latin letters and Azerbaijani in Cyrillic.
std::unique_ptr<routing::LanguageGuesser> make_cld2_guesser();

}  // namespace tipwire::gateway
