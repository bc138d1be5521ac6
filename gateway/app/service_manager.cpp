// SPDX-License-Identifier: Apache-2.0
// Messages to systemd.
#include "gateway/app/service_manager.hpp"

#include <systemd/sd-daemon.h>
#include <time.h>

#include <cstdlib>
#include <stdexcept>

namespace tipwire::gateway {

void notify_ready(const std::string& status) {
    sd_notifyf(0, "READY=1\nSTATUS=%s", status.c_str());
}

void notify_reloading() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const unsigned long long microseconds =
        static_cast<unsigned long long>(now.tv_sec) * 1'000'000 +
        static_cast<unsigned long long>(now.tv_nsec) / 1000;
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu", microseconds);
}

void notify_stopping() { sd_notify(0, "STOPPING=1"); }

void notify_watchdog() { sd_notify(0, "WATCHDOG=1"); }

std::optional<routing::Duration> watchdog_interval() {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
    return routing::Duration{static_cast<std::int64_t>(microseconds / 2000)};
}

int passed_socket(const std::string& name) {
    char** names = nullptr;
    const int count = sd_listen_fds_with_names(0, &names);
    int found = -1;
    for (int i = 0; i < count; ++i) {
        if (found < 0 && name == names[i]) found = SD_LISTEN_FDS_START + i;
        std::free(names[i]);
    }
    std::free(names);
    if (found < 0)
        throw std::runtime_error("systemd passed no socket named " + name +
                                 "; see FileDescriptorName= in systemd.socket(5)");
    return found;
}

}  // namespace tipwire::gateway
