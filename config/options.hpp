// SPDX-License-Identifier: Apache-2.0
// The one table of options: the loader, the file that `init` writes and the reference are made from
// it.
//
// To add an option: a member in settings.hpp (its initialiser is the default), a row in
// options.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/forms.hpp"
#include "config/settings.hpp"

namespace tipwire::config {

enum class Presence : std::uint8_t { optional, required };
// When a change is taken over. reload: the file that the option names is read again.
enum class Change : std::uint8_t { restart, reload };

struct Range {
    std::int64_t min = 0;
    std::int64_t max = 0;  // of durations: in seconds
};

struct Option {
    std::string_view key;
    std::string_view help;   // one line
    Form form = Form::text;  // of texts, and of the texts of a list
    Range range{};           // of numbers and durations
    Presence presence = Presence::optional;
    Change change = Change::restart;
    std::string_view fallback{};  // where the default is not the member's initialiser: in words
    std::string_view example{};   // TOML, for the commented line of a key without a default
    bool one_alone = false;       // of a list: one value may stand without brackets
};

struct Nested {};  // a table of its own, with its own rows; the loader walks into it

// The member an option fills. Its type is the option's type.
template <class S>
using Target = std::variant<Nested, std::string S::*, bool S::*, int S::*, std::int64_t S::*,
                            routing::Duration S::*, std::vector<std::string> S::*,
                            std::filesystem::path S::*, Secrets S::*, routing::SecretKey S::*>;

template <class S>
struct Row {
    Target<S> target;
    Option option;
};

struct Storage {  // [storage] as a section; Settings keeps its one value
    std::string url = "sqlite:tipwire.db";
};

// The rows of a section, in the order of the reference.
template <class S>
std::span<const Row<S>> rows();

// A section for the reference and for init: the same rows, their types as words.
struct Entry {
    const Option* option;
    std::string type;      // "text", "duration", "secret", ...
    std::string fallback;  // as TOML or in words; "" if there is none
    std::string range;     // "1 to 365", "1s to 1h"; "" if there is none
};
enum class SectionForm : std::uint8_t { table, array, inline_table, inline_array };
struct SectionInfo {
    std::string_view name;  // "server", "source.reply"
    SectionForm form;
    std::string_view help;  // one or two sentences
    std::vector<Entry> entries;

    std::string header() const;  // "[server]", "[[source]]", "reply = { ... }"
};
const std::vector<SectionInfo>& sections();

std::vector<std::string> section_names();  // of the tables at the top of the file

}  // namespace tipwire::config
