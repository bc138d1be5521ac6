// SPDX-License-Identifier: Apache-2.0
// XML of strangers: a page with a valid text within its limit, or one of the known errors.
#include "gateway/pager/wctp.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/valid_text.hpp"

namespace tipwire::fuzz {

void run(Input input) {
    const auto read = gateway::read_wctp(input.rest());
    if (const auto* error = std::get_if<gateway::WctpError>(&read)) {
        require(gateway::wctp_failure(*error).find("errorCode=") != std::string::npos);
        return;
    }
    const auto& page = std::get<gateway::WctpPage>(read);
    require(page.text.reveal().size() <= gateway::wctp_text_max);
    require(is_valid_text(page.text.reveal()));
    require(page.from_client || !page.message_id.reveal().empty());
}

}  // namespace tipwire::fuzz
