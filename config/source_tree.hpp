// SPDX-License-Identifier: Apache-2.0
// Where the source tree is, for what runs from the build folder. In one generated source, so that
// no other object depends on the folder and the compiler cache hits from any.
#pragma once

namespace tipwire::config {

extern const char* const source_tree;   // absolute
extern const char* const shipped_data;  // its config folder: providers/ and languages/

}  // namespace tipwire::config
