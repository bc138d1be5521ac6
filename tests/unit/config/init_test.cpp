// SPDX-License-Identifier: Apache-2.0
// What `tipwire init` writes is complete, passes the check, and never overwrites; the reference is
// current.
#include <gmock/gmock.h>

#include <regex>

#include "config/new_files.hpp"
#include "config/options.hpp"
#include "config/source_tree.hpp"
#include "tests/unit/config/config_folder.hpp"

namespace tipwire::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

fs::perms mode_of(const fs::path& path) { return fs::status(path).permissions(); }

Settings made(const fs::path& folder, bool demo) {
    EXPECT_THAT(init(folder, demo), IsEmpty());
    const auto loaded = load(folder / "tipwire.toml");
    if (const auto* problems = std::get_if<std::vector<Problem>>(&loaded)) {
        for (const auto& problem : *problems) ADD_FAILURE() << to_text(problem);
    }
    return std::get<Settings>(loaded);
}

TEST(Init, WritesWhatTheCheckPasses) {
    const ConfigFolder folder;
    const auto settings = made(folder.path() / "new", false);
    EXPECT_FALSE(settings.instance.test_mode);
    EXPECT_EQ(settings.sources.at(0).name, "sms");
    EXPECT_EQ(settings.sources.at(0).kind, "generic");
    EXPECT_EQ(settings.contacts.at(0).name, "city-police");
    EXPECT_EQ(settings.contacts.at(0).channels.at(0).url, "http://127.0.0.1:9000/tips");
    EXPECT_EQ(settings.server.admin_tokens.size(), 1U);
}

TEST(Init, MakesADemonstration) {
    const ConfigFolder folder;
    const auto settings = made(folder.path() / "demo", true);
    EXPECT_TRUE(settings.instance.test_mode);
    EXPECT_EQ(settings.instance.name, "City without Drugs (demonstration)");
}

TEST(Init, KeepsSecretsToTheirOwner) {
    const ConfigFolder folder;
    const auto made_folder = folder.path() / "deep" / "new";
    made(made_folder, false);
    EXPECT_EQ(mode_of(made_folder), fs::perms::owner_all);
    for (const auto* name : {"root.key", "admin.token", "sms.secret", "city-police.secret"}) {
        EXPECT_EQ(mode_of(made_folder / name), fs::perms::owner_read | fs::perms::owner_write)
            << name;
    }
}

TEST(Init, DrawsFreshSecretsEachTime) {
    const ConfigFolder folder;
    const auto one = folder.path() / "one";
    const auto two = folder.path() / "two";
    made(one, false);
    made(two, false);
    for (const auto* name : {"root.key", "admin.token", "sms.secret", "city-police.secret"}) {
        EXPECT_NE(read_all(one / name), read_all(two / name)) << name;
    }
    EXPECT_NE(read_all(one / "sms.secret"), read_all(one / "city-police.secret"));
    EXPECT_TRUE(std::regex_match(read_all(one / "root.key"), std::regex("[0-9a-f]{64}\n")));
    EXPECT_TRUE(
        std::regex_match(read_all(one / "sms.secret"), std::regex("whsec_[A-Za-z0-9+/]{43}=\n")));
}

TEST(Init, RefusesAFolderThatHasAConfiguration) {
    const ConfigFolder folder;
    folder.write("tipwire.toml", "# mine\n");
    const auto problems = init(folder.path(), false);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].text, HasSubstr("is there already"));
    EXPECT_EQ(read_all(folder.file()), "# mine\n");
}

TEST(Init, LeavesNothingHalfDone) {
    const ConfigFolder folder;
    folder.write("new/sms.secret", "mine");
    const auto problems = init(folder.path() / "new", false);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].text, HasSubstr("nothing was written"));
    EXPECT_EQ(read_all(folder.path() / "new/sms.secret"), "mine");
    EXPECT_FALSE(fs::exists(folder.path() / "new/root.key"));
    EXPECT_FALSE(fs::exists(folder.path() / "new/tipwire.toml"));
    folder.write("plain", "a file where the folder should be");
    EXPECT_THAT(init(folder.path() / "plain", false).at(0).text, HasSubstr("nothing was written"));
}

TEST(Init, TakesBackItsFolder) {
    const ConfigFolder folder;
    const auto made_folder = folder.path() / "new";
    {
        NewFiles files(made_folder);
        EXPECT_EQ(files.make_folder(), "");
        EXPECT_EQ(files.write("a", "bytes", 0600), "");
        EXPECT_EQ(read_all(made_folder / "a"), "bytes");
        EXPECT_THAT(files.write("a", "again", 0600), HasSubstr("File exists"));
    }
    EXPECT_FALSE(fs::exists(made_folder));
}

TEST(Init, ListsEveryKeyOnceInItsSection) {
    const ConfigFolder folder;
    made(folder.path() / "new", false);
    const auto text = read_all(folder.path() / "new" / "tipwire.toml");
    for (const auto& info : sections()) {
        const bool inner = info.name.find('.') != std::string_view::npos;
        const auto section = text.find("\n" + info.header() + "\n");
        const bool found = inner || section != std::string::npos ||
                           text.find("\n# " + info.header() + "\n") != std::string::npos;
        EXPECT_TRUE(found) << info.name;
        for (const auto& entry : info.entries) {
            const auto key = std::string(entry.option->key);
            const auto line = std::regex("\n(# +)?" + key + " =");
            EXPECT_TRUE(std::regex_search(text, line)) << info.name << "." << key;
        }
    }
}

// Each commented line is a value its key takes: what a reader uncomments must work.
TEST(Init, ExamplesAreGoodValues) {
    const ConfigFolder folder;
    made(folder.path() / "new", false);
    auto text = read_all(folder.path() / "new" / "tipwire.toml");
    text = std::regex_replace(text, std::regex("\n# ([a-z_]+ = |\\[\\[)"), "\n$1");
    const auto lacks = [](const std::string& problem) {
        // The files and the contact that the examples name are not there in this folder, and some
        // keys of the one source are for another kind.
        return problem.find("that is not there") != std::string::npos ||
               problem.find("No such file") != std::string::npos ||
               problem.find("is for kind 'snpp' only") != std::string::npos ||
               problem.find("is not for kind 'generic'") != std::string::npos ||
               problem.find("unknown contact 'administrator'") != std::string::npos;
    };
    for (const auto* name : {"root.key", "admin.token", "sms.secret", "city-police.secret"}) {
        folder.write(name, read_all(folder.path() / "new" / name));
    }
    const auto problems = folder.problems(text);
    // Four TLS files, one secret, one contact, two keys of snpp, three of signatures.
    EXPECT_EQ(problems.size(), 11U);
    for (const auto& problem : problems) EXPECT_TRUE(lacks(problem)) << problem;
}

TEST(Reference, IsCurrent) {
    const fs::path committed = fs::path(source_tree) / "docs" / "configuration.md";
    if (read_all(committed) == reference()) return;
    const auto fresh = fs::temp_directory_path() / "tipwire-configuration.md";
    std::ofstream(fresh, std::ios::binary) << reference();
    FAIL() << "docs/configuration.md is not current; cp " << fresh.string()
           << " docs/configuration.md";
}

TEST(Reference, TellsDefaultsAndRanges) {
    const auto text = reference();
    EXPECT_THAT(text, HasSubstr("| `retention_days` | whole number, 1 to 3650 | `90` | no |"));
    EXPECT_THAT(text, HasSubstr("| `time_precision` | duration, 1s to 1d | `\"1h\"` | no |"));
    EXPECT_THAT(text, HasSubstr("| `name` | text | **required** | no |"));
    EXPECT_THAT(text, HasSubstr("| `tls_key` | path | – | yes |"));
}

TEST(OptionTable, HasEachKeyOnceAndHelpForAll) {
    for (const auto& info : sections()) {
        std::vector<std::string_view> keys;
        for (const auto& entry : info.entries) {
            EXPECT_FALSE(entry.option->help.empty()) << entry.option->key;
            EXPECT_EQ(std::count(keys.begin(), keys.end(), entry.option->key), 0)
                << entry.option->key;
            keys.push_back(entry.option->key);
            const bool has_value = !entry.option->example.empty() ||
                                   (!entry.fallback.empty() && entry.option->fallback.empty());
            EXPECT_TRUE(has_value) << info.name << "." << entry.option->key;
        }
    }
}

}  // namespace
}  // namespace tipwire::config
