// SPDX-License-Identifier: Apache-2.0
// tipwire-clean: a picture on standard input, the cleaned one on standard output. Started by the
// daemon for one picture each; says nothing but the picture.
// Exit status: 0 cleaned, 1 no picture that can be read, 2 no sandbox.
#include <unistd.h>

#include <cerrno>
#include <new>

#include "gateway/media/cleaner/picture.hpp"
#include "gateway/media/cleaner/sandbox.hpp"

namespace {

using tipwire::cleaner::Bytes;

bool read_all(Bytes& into) {
    std::uint8_t block[65536];
    for (;;) {
        const auto count = ::read(STDIN_FILENO, block, sizeof block);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count == 0;
        if (into.size() + static_cast<std::size_t>(count) > tipwire::cleaner::input_max)
            return false;
        into.insert(into.end(), block, block + count);
    }
}

bool write_all(const Bytes& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const auto count = ::write(STDOUT_FILENO, bytes.data() + at, bytes.size() - at);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        at += static_cast<std::size_t>(count);
    }
    return true;
}

int clean_standard_input() {
    Bytes file;
    if (!read_all(file)) return 1;
    const auto cleaned = tipwire::cleaner::clean(file);
    return cleaned && write_all(*cleaned) ? 0 : 1;
}

}  // namespace

int main() {
    if (!tipwire::cleaner::enter_sandbox()) return 2;
    int status = 1;
    try {
        status = clean_standard_input();
    } catch (const std::bad_alloc&) {
        status = 1;
    }
    // No atexit handlers: they would want more than the sandbox gives.
    ::_exit(status);
}
