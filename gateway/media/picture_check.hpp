// SPDX-License-Identifier: Apache-2.0
// Reads what the cleaner wrote as if a stranger had: a picture, and nothing beside its pixels.
#pragma once

#include "routing/domain/bytes.hpp"

namespace tipwire::gateway {

// Only the segments that decoding needs (tables, frame, scans), from SOI to EOI, nothing behind it.
bool is_bare_jpeg(routing::ByteView file);
// Only IHDR, PLTE, IDAT, IEND and what tells colours apart (tRNS, sRGB, gAMA, cHRM).
bool is_bare_png(routing::ByteView file);

}  // namespace tipwire::gateway
