// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share: the input as text, taken apart, and a check that ends the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace tipwire::fuzz {

// A property that must hold for every input. On in every build, and seen by libFuzzer as a crash.
inline void require(bool holds) {
    if (!holds) std::abort();
}

class Input {
public:
    Input(const std::uint8_t* data, std::size_t size)
        : rest_(reinterpret_cast<const char*>(data), size) {}

    // A number below the bound, from the first byte; 0 if nothing is left.
    std::size_t choose(std::size_t bound) {
        if (rest_.empty()) return 0;
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return byte % bound;
    }
    // Up to the next line end, which is dropped.
    std::string_view line() {
        const auto end = rest_.find('\n');
        const auto taken = rest_.substr(0, end);
        rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
        return taken;
    }
    std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

// What a target does with one input. Each target defines it; LLVMFuzzerTestOneInput is in main.cpp.
void run(Input input);

}  // namespace tipwire::fuzz
