// SPDX-License-Identifier: Apache-2.0
// What the cleaner gives up before it looks at a byte that a stranger sent.
#pragma once

namespace tipwire::cleaner {

// No files, 640 MiB, ten seconds of the processor, no new privileges, and then only reading,
// writing, memory and the end: any other system call kills the process. False if the system does
// not grant it: nothing must be read then. Sanitized builds give up less: they need more.
bool enter_sandbox();

}  // namespace tipwire::cleaner
