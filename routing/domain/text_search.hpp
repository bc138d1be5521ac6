// SPDX-License-Identifier: Apache-2.0
// Looking for words in many texts, whatever the case of either.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace tipwire::routing {

// Letters are compared as command words are (fold_letter), every character counts. Keeps one buffer
// for all texts, wiped whenever it goes.
class TextSearch {
public:
    explicit TextSearch(std::string_view words);  // not empty
    ~TextSearch();
    TextSearch(const TextSearch&) = delete;
    TextSearch& operator=(const TextSearch&) = delete;

    bool finds_in(std::string_view text);

private:
    using Searcher = std::boyer_moore_horspool_searcher<std::string::const_iterator>;

    std::string_view folded(std::string_view text);  // valid until the next call
    void make_room(std::size_t bytes);

    std::string room_;
    const std::string words_;
    const Searcher searcher_;
};

}  // namespace tipwire::routing
