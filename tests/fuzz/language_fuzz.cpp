// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes are, CLD2 survives them and the language is one of the line's.
#include <algorithm>

#include "gateway/language/cld2_guesser.hpp"
#include "routing/domain/normalise.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace tipwire::fuzz {

namespace {
routing::Catalogue make_catalogue() {
    std::map<std::string, routing::Language, std::less<>> languages;
    languages["kk"].letters = {U'\u04D9', U'\u0456'};
    languages["kk"].frequent = {"сатып"};
    languages["uz"].letters = {U'\u02BB'};
    languages["uz"].frequent = {"ko'cha"};
    return {std::move(languages), "kk"};
}
}  // namespace

void run(Input input) {
    static const routing::Catalogue catalogue = make_catalogue();
    static const auto statistics = gateway::make_cld2_guesser();
    static const std::vector<std::string> line{"kk", "uz", "xx"};
    const auto text = routing::to_valid_utf8(input.rest());
    for (const std::string_view any : {std::string_view(text), input.rest()}) {
        const auto language = routing::guess_language(any, catalogue, line, statistics->guess(any));
        require(std::find(line.begin(), line.end(), language) != line.end());
    }
}

}  // namespace tipwire::fuzz
