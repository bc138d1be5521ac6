// SPDX-License-Identifier: Apache-2.0
// What one outcome of a referral must be. The type itself is in referral.hpp.
#pragma once

#include "routing/domain/referral.hpp"

namespace tipwire::routing {

// Errors: Errc::bad_request, saying which field is wrong; never the field's value.
Result<void> check(const Outcome& outcome);

}  // namespace tipwire::routing
