// SPDX-License-Identifier: Apache-2.0
// The filter that /v1/tips and /v1/referrals share.
#pragma once

#include "gateway/console/listing.hpp"
#include "routing/flow/tip_reader.hpp"

namespace tipwire::gateway {

// An instant in RFC 3339, or a day (its first moment in UTC). Errors: bad_request.
routing::Result<std::optional<routing::Instant>> read_since(std::string_view text);

// area, contact, since, overdue, limit and cursor of a query. Errors: bad_request.
routing::Result<routing::TipFilter> read_tip_filter(const ListQuery& query,
                                                    routing::ContentVault& vault);

}  // namespace tipwire::gateway
