// SPDX-License-Identifier: Apache-2.0
// Problems as text, in order, with a suggestion where a name is nearly right.
#include "config/problems.hpp"

#include <algorithm>
#include <tuple>

namespace tipwire::config {

std::string to_text(const Problem& problem) {
    if (problem.line == 0) return problem.file + ": " + problem.text;
    return problem.file + ":" + std::to_string(problem.line) + ": " + problem.text;
}

void Report::add(int line, std::string text) {
    problems_.push_back(Problem{file_, line, std::move(text)});
}

void Report::add_all(const std::vector<Problem>& some) {
    problems_.insert(problems_.end(), some.begin(), some.end());
}

std::vector<Problem> Report::sorted() const {
    const auto rank = [this](const Problem& problem) {
        return std::tuple(problem.file != file_, std::string_view(problem.file), problem.line);
    };
    auto result = problems_;
    std::stable_sort(result.begin(), result.end(),
                     [&rank](const Problem& a, const Problem& b) { return rank(a) < rank(b); });
    const auto same = [&rank](const Problem& a, const Problem& b) {
        return rank(a) == rank(b) && a.text == b.text;
    };
    result.erase(std::unique(result.begin(), result.end(), same), result.end());
    return result;
}

namespace {

// Optimal string alignment: Levenshtein's distance, where a swap of neighbours is one step.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> cost(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, change});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

constexpr std::size_t word_max = 64;  // longer ones are no slip of the finger

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
    if (word.size() > word_max) return "";
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::string_view found;
    for (const auto& candidate : candidates) {
        const auto distance = edit_distance(word, candidate);
        if (distance >= best) continue;
        best = distance;
        found = candidate;
    }
    return std::string(found);
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
    const auto found = nearest(word, candidates);
    return found.empty() ? "" : "; did you mean '" + found + "'?";
}

std::string in_words(std::span<const std::string> list) {
    if (list.empty()) return "none";
    std::string text = list.front();
    for (std::size_t i = 1; i < list.size(); ++i) {
        text += (i + 1 == list.size() ? " and " : ", ") + list[i];
    }
    return text;
}

}  // namespace tipwire::config
