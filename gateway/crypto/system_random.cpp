// SPDX-License-Identifier: Apache-2.0
// Randomness from OpenSSL's private generator, in blocks.
#include "gateway/crypto/system_random.hpp"

#include <openssl/rand.h>

#include <algorithm>

#include "gateway/crypto/evp.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

void draw(std::span<std::uint8_t> bytes) {
    evp::require(RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1,
                 "the system's random generator failed");
}

}  // namespace

SystemRandom::~SystemRandom() { routing::wipe(block_); }

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        if (used_ == block_size) {
            draw(block_);
            used_ = 0;
        }
        const std::size_t size = std::min(bytes.size(), block_size - used_);
        std::copy_n(block_.begin() + static_cast<std::ptrdiff_t>(used_), size, bytes.begin());
        routing::wipe(block_.data() + used_, size);
        used_ += size;
        bytes = bytes.subspan(size);
    }
}

}  // namespace tipwire::gateway
