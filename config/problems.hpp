// SPDX-License-Identifier: Apache-2.0
// Collects every problem of a file, so that all are shown at once.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"

namespace tipwire::config {

class Report {
public:
    explicit Report(std::string file) : file_(std::move(file)) {}

    void add(int line, std::string text);            // in this file; line 0: the file as a whole
    void add_all(const std::vector<Problem>& some);  // of other files
    bool empty() const { return problems_.empty(); }
    // By line, this file's first; twice the same is shown once.
    std::vector<Problem> sorted() const;

private:
    std::string file_;
    std::vector<Problem> problems_;
};

// "; did you mean 'receipts'?" for the nearest candidate, "" where none is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);
// The nearest candidate, "" if none is near: at most a third of the word's letters differ (a swap
// of neighbours counts once), and at least one may.
std::string nearest(std::string_view word, std::span<const std::string> candidates);
// "a, b and c"; "none" for an empty list.
std::string in_words(std::span<const std::string> list);

}  // namespace tipwire::config
