// SPDX-License-Identifier: Apache-2.0
// The one line that a duty officer's pager shows.
#pragma once

#include <string>

#include "routing/domain/notice.hpp"

namespace tipwire::gateway {

// What the smallest alphanumeric pagers show without scrolling away.
inline constexpr std::size_t page_line_max = 80;

// "EKB-000123 new, acknowledge by 2026-11-22T23:44Z". Anybody with a receiver can read pages, so
// nothing of the tip is in them: the reference says where to look. Printable ASCII, at most
// page_line_max.
std::string page_line(const routing::Notice& notice);

}  // namespace tipwire::gateway
