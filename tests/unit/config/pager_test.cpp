// SPDX-License-Identifier: Apache-2.0
// Sources and channels of pagers: what they need, and what must not be open to all.
#include <gmock/gmock.h>

#include "tests/unit/config/config_folder.hpp"

namespace tipwire::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The good configuration and one more source, whose block begins at line 12.
std::string with_source(const std::string& keys) {
    return std::string(good_config) + "[[source]]\nname = \"pager\"\n" + keys;
}
std::string snpp(const std::string& listen, const std::string& more = "") {
    return with_source("kind = \"snpp\"\nlisten = \"" + listen + "\"\nline = [\"5551234\"]\n" +
                       more);
}
std::string page_channel(const std::string& keys) {
    return with("{ url = \"http://127.0.0.1:9000/tips\", secret = { file = \"police.secret\" } }",
                "{ kind = \"snpp\", " + keys + " }");
}

class Pagers : public ::testing::Test {
protected:
    void expect_good(const std::string& toml) const {
        EXPECT_THAT(folder_.problems(toml), IsEmpty()) << toml;
    }
    void expect_problem(const std::string& toml, const std::string& problem) const {
        EXPECT_THAT(folder_.problems(toml), ElementsAre(HasSubstr(problem))) << toml;
    }
    ConfigFolder folder_;
};

TEST_F(Pagers, TakeOnePagerOrAListOfThem) {
    auto settings = folder_.settings(
        with_source("kind = \"snpp\"\nlisten = \"unix:run/pager.sock\"\nline = \"5551234\"\n"));
    EXPECT_THAT(settings.sources.at(1).lines, ElementsAre("5551234"));
    EXPECT_EQ(settings.sources.at(1).line, "5551234");
    EXPECT_EQ(settings.sources.at(1).listen,
              "unix:" + (folder_.path() / "run/pager.sock").string());

    settings = folder_.settings(
        with_source("kind = \"snpp\"\nlisten = \"127.0.0.1:444\"\nline = [\"1\", \"2\"]\n"));
    EXPECT_THAT(settings.sources.at(1).lines, ElementsAre("1", "2"));
    EXPECT_EQ(settings.sources.at(1).line, "1");
}

TEST_F(Pagers, NeedAnAddressAndPagers) {
    expect_problem(with_source("kind = \"snpp\"\nline = \"1\"\n"),
                   "14: kind 'snpp' needs 'listen'");
    expect_problem(with_source("kind = \"snpp\"\nlisten = \"127.0.0.1:444\"\n"),
                   "14: kind 'snpp' needs 'line'");
    expect_problem(with_source("kind = \"snpp\"\nlisten = \"127.0.0.1:444\"\nline = \"a b\"\n"),
                   "16: 'line' names pager 'a b': a pager id has no blanks");
}

TEST_F(Pagers, AreOpenToOtherMachinesOnlyWithPeersOrAPassword) {
    for (const auto* listen : {"127.0.0.1:444", "[::1]:444", "unix:pager.sock"})
        expect_good(snpp(listen));
    for (const auto* listen : {"0.0.0.0:444", "[::]:444", "192.0.2.1:444", "systemd:pager"}) {
        expect_problem(snpp(listen), "15: 'listen' is open to other machines");
        expect_good(snpp(listen, "peers = [\"192.0.2.10\", \"2001:db8::/32\"]\n"));
        expect_good(snpp(listen, "secret = { file = \"token\" }\n"));
    }
    expect_problem(snpp("0.0.0.0:444", "peers = []\n"), "17: 'peers' must not be empty");
    expect_problem(snpp("0.0.0.0:444", "peers = [\"gw.example\"]\n"),
                   "17: 'peers' must be an address or a network");
}

TEST_F(Pagers, ListenWhereNobodyElseDoes) {
    expect_problem(snpp("127.0.0.1:8080"), "15: 'listen' is in use by another listener");
    expect_problem(snpp("127.0.0.1:444") +
                       "[[source]]\nname = \"b\"\nkind = \"snpp\"\nlisten = "
                       "\"127.0.0.1:444\"\nline = \"1\"\n",
                   "20: 'listen' is in use by another listener");
    expect_good(snpp("127.0.0.1:0"));
}

TEST_F(Pagers, AreNotAnsweredAndHaveNoPath) {
    folder_.write("kannel.secret", "s3cret\n");
    expect_problem(snpp("127.0.0.1:444",
                        "reply = { kind = \"kannel\", url = \"http://127.0.0.1:1/\", user = \"u\", "
                        "secret = { file = \"kannel.secret\" } }\n"),
                   "17: 'reply' cannot be: a page has no sender");
    expect_problem(snpp("127.0.0.1:444", "path = \"/pager\"\n"), "17: 'path' has no meaning");
    expect_problem(snpp("127.0.0.1:444", "user = \"desk\"\n"), "17: 'user' needs 'secret'");
}

TEST_F(Pagers, OfWctpNeedASenderAndItsCode) {
    const std::string kind = "kind = \"wctp\"\npath = \"/wctp\"\n";
    expect_good(with_source(kind + "user = \"s\"\nsecret = { file = \"token\" }\nline = \"l\"\n"));
    expect_problem(with_source(kind + "user = \"s\"\n"), "14: kind 'wctp' needs 'secret'");
    expect_problem(with_source(kind + "secret = { file = \"token\" }\n"),
                   "14: kind 'wctp' needs 'user'");
    expect_problem(
        with_source(kind + "user = \"s\"\nsecret = { file = \"token\" }\npeers = [\"::1\"]\n"),
        "18: 'peers' is for kind 'snpp' only");
    expect_problem(with("kind = \"generic\"", "kind = \"generic\"\nlisten = \"127.0.0.1:1\""),
                   "8: 'listen' is for kind 'snpp' only");
}

TEST_F(Pagers, CanBeChannels) {
    const auto settings = folder_.settings(page_channel(
        "url = \"snpp://127.0.0.1:4444\", pager = \"77\", user = \"u\", secret = { file = "
        "\"token\" }"));
    const auto& channel = settings.contacts.at(0).channels.at(0);
    EXPECT_EQ(channel.url, "snpp://127.0.0.1:4444");
    EXPECT_EQ(channel.pager, "77");
    expect_good(page_channel("url = \"snpp://gw.example\", pager = \"77\""));
}

TEST_F(Pagers, AsChannelsNeedAnAddressAndAPager) {
    expect_problem(page_channel("url = \"snpp://gw\""),
                   "11: a channel of kind 'snpp' needs 'pager'");
    expect_problem(page_channel("url = \"http://gw/\", pager = \"7\""),
                   "11: 'url' of kind 'snpp' must be snpp://HOST:PORT");
    expect_problem(page_channel("url = \"snpp://gw/x\", pager = \"7\""),
                   "11: 'url' must be snpp://HOST:PORT and nothing more");
    expect_problem(page_channel("url = \"snpp://gw\", pager = \"7 7\""),
                   "11: 'pager' must have no blanks");
    expect_problem(page_channel("url = \"snpp://gw\", pager = \"7\", ca = \"sms.secret\""),
                   "11: 'ca' has no meaning for 'snpp'");
    expect_problem(
        page_channel("url = \"snpp://gw\", pager = \"7\", secret = { file = \"token\" }"),
        "11: 'secret' needs 'user' beside it");
    expect_problem(with("{ url", "{ pager = \"7\", url"), "11: 'pager' is for kind 'snpp' only");
    expect_problem(with("http://127.0.0.1:9000/tips", "snpp://127.0.0.1:444"),
                   "11: 'url' of a webhook must be http:// or https://");
}

TEST_F(Pagers, StayOnThisMachineInTestMode) {
    auto toml = page_channel("url = \"snpp://gw.example\", pager = \"7\"");
    toml.replace(toml.find("name = \"Line\""), 13, "name = \"L\"\ntest_mode = true");
    expect_problem(toml, "12: test_mode is on, and the host of 'url' is not on this machine");
}

}  // namespace
}  // namespace tipwire::config
