// SPDX-License-Identifier: Apache-2.0
// The growing and wiping of receive buffers.
#include "gateway/http/receive_buffer.hpp"

#include <string.h>  // explicit_bzero: the optimiser keeps it, and it runs at the speed of memset

#include "routing/domain/assert.hpp"

namespace tipwire::gateway {

bool ReceiveBuffer::reserve(std::size_t capacity) {
    if (capacity <= capacity_) return true;
    const std::size_t used = budget_.used - charge(capacity_) + charge(capacity);
    if (used > budget_.max && charge(capacity) > 0) return false;
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    if (size_ > 0) {
        memcpy(larger.get(), data_.get(), size_);
        explicit_bzero(data_.get(), size_);
    }
    budget_.used = used;
    data_ = std::move(larger);
    capacity_ = capacity;
    return true;
}

void ReceiveBuffer::append(std::string_view bytes) {
    TIPWIRE_ASSERT(bytes.size() <= capacity_ - size_);
    if (bytes.empty()) return;
    memcpy(data_.get() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
}

void ReceiveBuffer::erase(std::size_t at, std::size_t count) {
    TIPWIRE_ASSERT(at <= size_ && count <= size_ - at);
    if (count == 0) return;
    const std::size_t rest = size_ - at - count;
    if (rest > 0) memmove(data_.get() + at, data_.get() + at + count, rest);
    size_ -= count;
    explicit_bzero(data_.get() + size_, count);
}

void ReceiveBuffer::release() {
    if (size_ > 0) explicit_bzero(data_.get(), size_);
    budget_.used -= charge(capacity_);
    data_.reset();
    size_ = capacity_ = 0;
}

}  // namespace tipwire::gateway
