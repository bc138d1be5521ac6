// SPDX-License-Identifier: Apache-2.0
// The words of a message. No operator<<, no formatter; wiped when it goes.
#pragma once

#include "routing/domain/secret.hpp"

namespace tipwire::routing {

using TipText = SecretString;  // valid UTF-8 without NUL after normalise()

}  // namespace tipwire::routing
