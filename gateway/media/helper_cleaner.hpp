// SPDX-License-Identifier: Apache-2.0
// The cleaner as a child process: one for each picture, alone with it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <memory>

#include "routing/port/clock.hpp"
#include "routing/port/media_ports.hpp"

namespace tipwire::gateway {

struct CleanerLimits {
    routing::Duration time_max = std::chrono::seconds{30};  // then it is killed
    std::size_t bytes_max = 48u << 20;                      // of the cleaned picture
};

// `tipwire-clean` beside our own program (a build tree), or in ../lib/tipwire (installed).
std::filesystem::path cleaner_program();

// The clock outlives it.
std::unique_ptr<routing::MediaCleaner> make_helper_cleaner(boost::asio::any_io_executor executor,
                                                           routing::Clock& clock,
                                                           std::filesystem::path program,
                                                           CleanerLimits limits);

}  // namespace tipwire::gateway
