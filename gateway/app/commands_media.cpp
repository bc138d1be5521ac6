// SPDX-License-Identifier: Apache-2.0
// media get: the bytes of a picture into a file or a pipe, never onto a terminal.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "gateway/app/commands.hpp"
#include "gateway/app/console_output.hpp"
#include "gateway/http/encoding.hpp"

namespace tipwire::gateway {

namespace {

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

int failed(const std::string& what) {
    std::cerr << "tipwire: " << what << ": " << std::strerror(errno) << "\n";
    return exit_failed;
}

// A new file that nobody else may read; one that is there is not written over.
int save(const std::string& path, std::string_view bytes) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return failed(path);
    const bool written = write_all(file, bytes);
    const bool closed = ::close(file) == 0;
    return written && closed ? exit_done : failed(path);
}

}  // namespace

int media_get_command(AdminClient& daemon, const std::string& id, const std::string& file,
                      bool uncleaned) {
    if (file.empty() && ::isatty(STDOUT_FILENO) != 0) {
        std::cerr << "tipwire: a picture does not go onto a terminal: give -o FILE\n";
        return exit_usage;
    }
    const auto answer =
        daemon.get("/v1/media/" + form_encode(id) + (uncleaned ? "?uncleaned=1" : ""));
    if (answer.status != 200) return report_problem(answer);
    if (!file.empty()) return save(file, answer.body);
    return write_all(STDOUT_FILENO, answer.body) ? exit_done : failed("standard output");
}

}  // namespace tipwire::gateway
