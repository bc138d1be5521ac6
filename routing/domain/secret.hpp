// SPDX-License-Identifier: Apache-2.0
// Values that must not be printed and that are wiped when they go: Secret<T> and wipe().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tipwire::routing {

// Overwrites memory in a way the optimiser keeps (explicit_bzero(3)).
inline void wipe(void* data, std::size_t size) noexcept {
    if (size > 0) ::explicit_bzero(data, size);
}
inline void wipe(std::string& text) noexcept {
    text.resize(text.capacity());  // no reallocation: the whole buffer is wiped, SSO included
    wipe(text.data(), text.size());
    text.clear();
}
template <std::size_t N>
void wipe(std::array<std::uint8_t, N>& bytes) noexcept {
    wipe(bytes.data(), N);
}
inline void wipe(std::vector<std::uint8_t>& bytes) noexcept {
    wipe(bytes.data(), bytes.size());
    bytes.clear();
}

// A value that is used by reveal() only. It has no operator<<, no formatter and no conversion;
// it is wiped in the destructor and when moved from.
template <class T>
class Secret {
public:
    Secret() = default;
    explicit Secret(T value) : value_(std::move(value)) {}
    Secret(const Secret&) = default;
    Secret& operator=(const Secret& other) {
        if (this != &other) {
            wipe(value_);
            value_ = other.value_;
        }
        return *this;
    }
    Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { wipe(other.value_); }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe(value_);
            value_ = std::move(other.value_);
            wipe(other.value_);
        }
        return *this;
    }
    ~Secret() { wipe(value_); }

    const T& reveal() const { return value_; }

private:
    T value_{};
};

using SecretString = Secret<std::string>;
using SecretKey = Secret<std::array<std::uint8_t, 32>>;

}  // namespace tipwire::routing
