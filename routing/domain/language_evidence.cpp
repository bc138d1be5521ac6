// SPDX-License-Identifier: Apache-2.0
// Adding up what speaks for each language. The weights were set by hand and are measured by
// tests/corpus/languages.
#include "routing/domain/language_evidence.hpp"

#include <algorithm>
#include <vector>

#include "routing/domain/assert.hpp"
#include "routing/domain/code_points.hpp"
#include "routing/domain/normalise.hpp"

namespace tipwire::routing {

namespace {

constexpr std::size_t looked_at_max = 1024;  // bytes: the language is clear by then
constexpr std::size_t few_letters = 30;      // below this statistics are often wrong
constexpr double word_weight = 2;            // of three letters and more
constexpr double short_word_weight = 1;      // "и", "va"
constexpr double strange_letter_weight = -1.5;
constexpr double strange_letters_worst = -12;
constexpr double prior_weight = 1;  // what another language must be ahead of the first

struct Scored {
    const std::string* tag;
    const Language* language;  // nullptr: its catalogue is not there
    double words = 0;
    double strange = 0;

    Scored(const std::string& name, const Language* read) : tag(&name), language(read) {}
    double score() const { return words + std::max(strange, strange_letters_worst); }
};

bool is_latin(char32_t letter) { return letter >= U'a' && letter <= U'z'; }
bool is_letter(char32_t folded) {
    const bool other = is_blank(folded) || is_punctuation(folded) || is_invisible(folded);
    return !other && !digit_value(folded) && folded != 0xFFFD;
}

// Reads a text word by word and lets every language judge words and letters.
class Judgement {
public:
    explicit Judgement(std::vector<Scored>& languages) : languages_(languages) {}

    void read(std::string_view text) {
        while (!text.empty()) take(fold_letter(take_code_point(text)));
        end_word();
    }
    std::size_t letters() const { return letters_; }

private:
    void take(char32_t point) {
        if (point == U'\'') return take_apostrophe();
        if (!is_letter(point)) return end_word();
        ++letters_;
        ++word_letters_;
        last_ = point;
        append_utf8(word_, point);
        if (!is_latin(point)) judge_letter(point);
    }
    // In Uzbek o' and g' are letters, written with whatever the phone has.
    void take_apostrophe() {
        if (word_.empty()) return;
        if (last_ == U'o' || last_ == U'g') judge_letter(U'\u02BB');
        append_utf8(word_, U'\'');
        last_ = U'\'';
    }
    void judge_letter(char32_t point) {
        for (auto& scored : languages_) {
            if (scored.language != nullptr && !scored.language->letters.contains(point))
                scored.strange += strange_letter_weight;
        }
    }
    void end_word() {
        while (word_.ends_with('\'')) word_.pop_back();
        if (!word_.empty()) {
            const double weight = word_letters_ < 3 ? short_word_weight : word_weight;
            for (auto& scored : languages_) {
                if (scored.language != nullptr && scored.language->frequent.contains(word_))
                    scored.words += weight;
            }
        }
        word_.clear();
        word_letters_ = 0;
        last_ = 0;
    }

    std::vector<Scored>& languages_;
    std::string word_;
    std::size_t word_letters_ = 0;
    std::size_t letters_ = 0;
    char32_t last_ = 0;
};

// Beside the words, because a guess of statistics is one more opinion, not the judge.
double hint_weight(const LanguageHint& hint, std::size_t letters) {
    if (letters < few_letters) return hint.sure ? 2 : 0.5;
    return hint.sure ? 5 : 2;
}

}  // namespace

const std::string& guess_language(std::string_view text, const Catalogue& catalogue,
                                  std::span<const std::string> among,
                                  const std::optional<LanguageHint>& hint) {
    TIPWIRE_ASSERT(!among.empty());
    if (among.size() == 1) return among.front();
    std::vector<Scored> languages;
    languages.reserve(among.size());
    for (const auto& tag : among) languages.emplace_back(tag, catalogue.language(tag));
    Judgement judgement(languages);
    judgement.read(text.substr(0, looked_at_max));

    const Scored* best = &languages.front();
    double best_score = -1e9;
    for (const auto& scored : languages) {
        double score = scored.score();
        if (hint && hint->language == *scored.tag) score += hint_weight(*hint, judgement.letters());
        if (&scored == &languages.front()) score += prior_weight;
        if (score <= best_score) continue;
        best = &scored;
        best_score = score;
    }
    return *best->tag;
}

}  // namespace tipwire::routing
