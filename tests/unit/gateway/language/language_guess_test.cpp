// SPDX-License-Identifier: Apache-2.0
// How often the language of a text is guessed right, measured on tests/corpus/languages, and never
// worse than the floors here.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "config/catalogue.hpp"
#include "config/source_tree.hpp"
#include "gateway/language/cld2_guesser.hpp"
#include "routing/domain/code_points.hpp"

namespace tipwire::gateway {
namespace {

const std::vector<std::string> all_languages = config::language_names({config::shipped_data});

const routing::Catalogue& words() {
    static const auto loaded = config::load_catalogue(all_languages, {config::shipped_data});
    return std::get<routing::Catalogue>(loaded);
}

std::string guess(const std::string& text, const std::vector<std::string>& line) {
    static const auto statistics = make_cld2_guesser();
    return routing::guess_language(text, words(), line, statistics->guess(text));
}

std::vector<std::string> with_first(const std::string& first) {
    auto line = all_languages;
    std::swap(line.front(), *std::find(line.begin(), line.end(), first));
    return line;
}

std::size_t letters(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        const auto point = routing::take_code_point(text);
        count += !routing::is_blank(point) && !routing::is_punctuation(point) &&
                 !routing::digit_value(point);
    }
    return count;
}

struct Sample {
    std::string language;
    std::string file;
    std::string text;
};

std::vector<Sample> corpus() {
    std::vector<Sample> samples;
    const auto folder =
        std::filesystem::path(config::shipped_data).parent_path() / "tests/corpus/languages";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".txt") continue;
        const auto file = entry.path().stem().string();
        std::ifstream lines(entry.path());
        for (std::string line; std::getline(lines, line);)
            samples.push_back({file.substr(0, file.find('.')), file, line});
    }
    return samples;
}

struct Score {
    int right = 0, all = 0;
    void count(bool hit) {
        right += hit;
        ++all;
    }
    double share() const { return all == 0 ? 1 : double(right) / all; }
    std::string text() const { return std::to_string(right) + "/" + std::to_string(all); }
};

constexpr std::array<std::string_view, 3> classes{"below 30 letters", "30 to 66", "67 and more"};
std::size_t class_of(const std::string& text) {
    const auto count = letters(text);
    return count < 30 ? 0 : count < 67 ? 1 : 2;
}

// The hardest line there is: seven languages, and Russian is expected.
TEST(LanguageGuess, IsMostlyRightOnALineOfSevenLanguages) {
    const auto line = with_first("ru");
    std::map<std::string, Score> by_file;
    std::array<Score, 3> by_class;
    for (const auto& sample : corpus()) {
        const auto guessed = guess(sample.text, line);
        const bool right = guessed == sample.language;
        by_file[sample.file].count(right);
        by_class[class_of(sample.text)].count(right);
        if (!right)
            std::cout << "  " << sample.file << " as " << guessed << ": " << sample.text << "\n";
    }
    for (const auto& [file, score] : by_file) {
        std::cout << file << ": " << score.text() << "\n";
        EXPECT_GE(score.share(), 0.85) << file;
    }
    const std::array<double, 3> floors{0.95, 0.97, 0.99};
    for (std::size_t i = 0; i < classes.size(); ++i) {
        std::cout << classes[i] << ": " << by_class[i].text() << "\n";
        EXPECT_GE(by_class[i].share(), floors[i]) << classes[i];
    }
}

// Whatever else a line speaks, its first language must not be lost to a neighbour.
TEST(LanguageGuess, KeepsToTheFirstLanguageOfTheLine) {
    std::map<std::string, Score> by_language;
    for (const auto& sample : corpus()) {
        const auto guessed = guess(sample.text, with_first(sample.language));
        by_language[sample.language].count(guessed == sample.language);
        if (guessed != sample.language)
            std::cout << "  " << sample.file << " as " << guessed << ": " << sample.text << "\n";
    }
    for (const auto& [language, score] : by_language) {
        std::cout << language << ": " << score.text() << "\n";
        EXPECT_GE(score.share(), 0.97) << language;
    }
}

}  // namespace
}  // namespace tipwire::gateway
