// SPDX-License-Identifier: Apache-2.0
// How much one request to /v1/ingest may hold.
#pragma once

#include <cstddef>

namespace tipwire::gateway {

inline constexpr std::size_t ingest_bytes_max = 1024 * 1024;
inline constexpr std::size_t ingest_lines_max = 20'000;
inline constexpr std::size_t ingest_together_max = 64;  // lines that share the store's commits

}  // namespace tipwire::gateway
