// SPDX-License-Identifier: Apache-2.0
// One call of the store on its way: from the reactor to a storage thread and back.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "routing/domain/result.hpp"

namespace tipwire::storage {

class Operation {
public:
    virtual ~Operation() = default;
    virtual void run() = 0;  // Runs on: storage thread. May be called again after a rollback.
    // The answer is this failure instead; an Errc for what may pass, an exception for a broken
    // machine.
    virtual void fail(routing::Error error) = 0;
    virtual void fail(std::exception_ptr error) = 0;
    virtual void complete() = 0;  // Runs on: reactor. Resumes the caller.
};
using Batch = std::vector<std::unique_ptr<Operation>>;

// Work: Result<Value>(). Handler: void(std::exception_ptr, Result<Value>).
template <class Value, class Work, class Handler>
class OperationOf final : public Operation {
public:
    OperationOf(Work work, Handler handler)
        : work_(std::move(work)), handler_(std::move(handler)) {}

    void run() override { result_.emplace(work_()); }
    void fail(routing::Error error) override { result_.emplace(std::move(error)); }
    void fail(std::exception_ptr error) override { error_ = std::move(error); }
    void complete() override {
        if (!result_) result_.emplace(routing::Error{routing::Errc::unavailable, "not done"});
        auto handler = std::move(handler_);
        auto result = std::move(*result_);
        std::move(handler)(error_, std::move(result));
    }

private:
    Work work_;
    Handler handler_;
    std::optional<routing::Result<Value>> result_;
    std::exception_ptr error_;
};

}  // namespace tipwire::storage
