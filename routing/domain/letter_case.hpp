// SPDX-License-Identifier: Apache-2.0
// Lower case for the letters of the languages we serve, one code point at a time.
#pragma once

namespace tipwire::routing {

// ASCII, Latin-1, Latin Extended-A (Turkish, Azerbaijani, Uzbek), Schwa, Cyrillic with all its
// extensions. The dotless i and the dotted I both become "i": "STATUS" typed on an Azerbaijani
// phone is "status".
char32_t to_lower(char32_t point);

}  // namespace tipwire::routing
