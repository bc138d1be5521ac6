// SPDX-License-Identifier: Apache-2.0
// The words of a page, whatever bytes a paging terminal sends.
#pragma once

#include <string>
#include <string_view>

namespace tipwire::gateway {

// Pagers' protocols name no charset: what is valid UTF-8 is that, anything else is read as Latin-1,
// so that no byte is lost. Always valid UTF-8 without NUL.
std::string text_of_page(std::string_view bytes);

}  // namespace tipwire::gateway
