// SPDX-License-Identifier: Apache-2.0
// Limits first, then the filter of system calls, which nobody can take off again.
#include "gateway/media/cleaner/sandbox.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace tipwire::cleaner {

namespace {

constexpr rlim_t memory_max = rlim_t{640} << 20;  // 40 million pixels, twice, and a decoder's own
constexpr rlim_t processor_seconds_max = 10;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

bool limit(decltype(RLIMIT_AS) what, rlim_t most) {
    const rlimit both{most, most};
    return setrlimit(what, &both) == 0;
}

bool set_limits() {
    // Descriptors that are open stay usable; none can be opened.
    const bool set = limit(RLIMIT_CPU, processor_seconds_max) && limit(RLIMIT_FSIZE, 0) &&
                     limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0) && limit(RLIMIT_CORE, 0);
    return set && (sanitized || limit(RLIMIT_AS, memory_max));
}

bool allow(scmp_filter_ctx filter, int call) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
}

// Memory of its own, never executable, never of a file.
bool allow_memory(scmp_filter_ctx filter) {
    const scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const scmp_arg_cmp anonymous = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, not_executable, anonymous) ==
               0 &&
           allow(filter, SCMP_SYS(brk)) && allow(filter, SCMP_SYS(munmap)) &&
           allow(filter, SCMP_SYS(mremap));
}

bool filter_calls() {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == nullptr) return false;
    const bool loaded = allow(filter, SCMP_SYS(read)) && allow(filter, SCMP_SYS(write)) &&
                        allow(filter, SCMP_SYS(exit)) && allow(filter, SCMP_SYS(exit_group)) &&
                        allow(filter, SCMP_SYS(rt_sigreturn)) && allow_memory(filter) &&
                        seccomp_load(filter) == 0;
    seccomp_release(filter);
    return loaded;
}

}  // namespace

bool enter_sandbox() {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return false;
    return set_limits() && (sanitized || filter_calls());
}

}  // namespace tipwire::cleaner
