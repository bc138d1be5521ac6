// SPDX-License-Identifier: Apache-2.0
// Bytes as they arrive: grows within a budget that all connections share, and is wiped of what it
// held.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace tipwire::gateway {

// What all connections of a listener together may hold beyond their first two KiB.
struct BufferBudget {
    std::size_t max = 0;
    std::size_t used = 0;
};

// Requests hold numbers and texts: bytes are overwritten as soon as they are no longer needed.
class ReceiveBuffer {
public:
    // Enough for a typical webhook; 10,000 idle connections hold 20 MB. Not charged to the budget.
    static constexpr std::size_t free_capacity = 2048;

    explicit ReceiveBuffer(BufferBudget& budget) : budget_(budget) {}
    ~ReceiveBuffer() { release(); }
    ReceiveBuffer(const ReceiveBuffer&) = delete;
    ReceiveBuffer& operator=(const ReceiveBuffer&) = delete;

    // False if the budget does not allow it; then nothing has changed. Pointers into the buffer
    // move.
    bool reserve(std::size_t capacity);
    std::span<char> space() { return {data_.get() + size_, capacity_ - size_}; }
    void added(std::size_t count) { size_ += count; }
    // There must be room.
    void append(std::string_view bytes);

    char* data() { return data_.get(); }
    std::string_view view() const { return {data_.get(), size_}; }
    std::size_t size() const { return size_; }
    std::size_t capacity() const { return capacity_; }

    // Drops bytes at the front or from a place in the middle; the rest moves down.
    void erase(std::size_t at, std::size_t count);
    // Gives the memory back.
    void release();

private:
    static std::size_t charge(std::size_t capacity) {
        return capacity > free_capacity ? capacity - free_capacity : 0;
    }

    BufferBudget& budget_;
    std::unique_ptr<char[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

}  // namespace tipwire::gateway
