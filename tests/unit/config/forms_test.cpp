// SPDX-License-Identifier: Apache-2.0
// The forms of single values, at their edges.
#include "config/forms.hpp"

#include <gtest/gtest.h>

#include "config/problems.hpp"

namespace tipwire::config {
namespace {

bool right(Form form, std::string_view value) { return !complaint(form, value); }

TEST(Forms, Listen) {
    for (const auto* good : {"127.0.0.1:8080", "0.0.0.0:0", "[::]:443", "[::1]:8080", "unix:a.sock",
                             "unix:/run/tipwire/public.sock", "systemd:public"}) {
        EXPECT_TRUE(right(Form::listen, good)) << good;
    }
    for (const auto* bad : {"127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                            "::1:8080", "[127.0.0.1]:1", "example.org:80", ":8080",
                            "unix:", "systemd:", "systemd:a b", "127.0.0.1:80 ", "256.0.0.1:80"}) {
        EXPECT_FALSE(right(Form::listen, bad)) << bad;
    }
}

TEST(Forms, Url) {
    for (const auto* good :
         {"http://127.0.0.1:9000/tips", "https://[::1]/a?b=c", "https://a.example"}) {
        EXPECT_TRUE(right(Form::url, good)) << good;
    }
    for (const auto* bad :
         {"http://", "https:///x", "ftp://a", "http://a b/", "http://u@h/", "http://h:0/",
          "http://h:99999/", "http://h/#f", "http://[::1/", "HTTP//x", "http://[h]/"}) {
        EXPECT_FALSE(right(Form::url, bad)) << bad;
    }
    EXPECT_FALSE(right(Form::base_url, "https://a.example/?x"));
    EXPECT_EQ(parse_web_url("https://a.example/x")->port, 443);
    EXPECT_EQ(parse_web_url("http://[::1]:81/x")->port, 81);
    EXPECT_EQ(parse_web_url("http://[::1]:81/x")->host, "::1");
}

TEST(Forms, AddressesOfPagingTerminals) {
    EXPECT_EQ(parse_snpp_url("snpp://gw.example")->port, 444);
    EXPECT_EQ(parse_snpp_url("snpp://[::1]:4444")->host, "::1");
    EXPECT_EQ(parse_snpp_url("snpp://[::1]:4444")->port, 4444);
    EXPECT_TRUE(right(Form::channel_url, "snpp://127.0.0.1:444"));
    EXPECT_TRUE(right(Form::channel_url, "https://a.example/x?y=z"));
    for (const auto* bad : {"snpp://", "snpp:gw", "snpp://gw:0", "snpp://gw/", "snpp://u@gw",
                            "snpp://gw:444/x", "snpp://g w", "SNPP://gw", "ftp://gw"}) {
        EXPECT_FALSE(right(Form::channel_url, bad)) << bad;
    }
}

TEST(Forms, Networks) {
    for (const auto* good : {"192.0.2.10", "192.0.2.0/24", "0.0.0.0/0", "192.0.2.1/32", "::1",
                             "2001:db8::/32", "2001:db8::1/128"}) {
        EXPECT_TRUE(right(Form::network, good)) << good;
    }
    for (const auto* bad : {"192.0.2", "192.0.2.0/33", "192.0.2.0/", "/24", "gw.example",
                            "2001:db8::/129", "[::1]", "192.0.2.0/-1", "192.0.2.1:80"}) {
        EXPECT_FALSE(right(Form::network, bad)) << bad;
    }
}

TEST(Forms, Loopback) {
    for (const auto* here : {"localhost", "127.0.0.1", "127.255.0.9", "::1"})
        EXPECT_TRUE(is_loopback(here));
    for (const auto* there :
         {"127.0.0.1.example.org", "127.1", "0.0.0.0", "10.0.0.1", "::", "localhost.example"}) {
        EXPECT_FALSE(is_loopback(there)) << there;
    }
}

TEST(Forms, Names) {
    EXPECT_TRUE(right(Form::name, "city-police_2"));
    EXPECT_FALSE(right(Form::name, "-a"));
    EXPECT_FALSE(right(Form::name, "City"));
    EXPECT_FALSE(right(Form::name, "../x"));
    EXPECT_FALSE(right(Form::name, std::string(65, 'a')));
    EXPECT_TRUE(right(Form::area, "ekaterinburg/kirovsky"));
    EXPECT_FALSE(right(Form::area, "a//b"));
    EXPECT_FALSE(right(Form::area, "a/"));
    EXPECT_TRUE(right(Form::language, "sr-Latn"));
    EXPECT_FALSE(right(Form::language, "../ru"));
    EXPECT_TRUE(right(Form::http_path, "/hooks/sms"));
    EXPECT_FALSE(right(Form::http_path, "/hooks/../x"));
    EXPECT_FALSE(right(Form::text, "two\nlines"));
    EXPECT_FALSE(right(Form::time_zone, "../../etc/passwd"));
    EXPECT_TRUE(right(Form::time_zone, "Asia/Yekaterinburg"));
}

TEST(Suggestions, AreNearOrAbsent) {
    const std::vector<std::string> known{"receipts", "reply", "area"};
    EXPECT_EQ(did_you_mean("recipts", known), "; did you mean 'receipts'?");
    EXPECT_EQ(did_you_mean("aera", known), "; did you mean 'area'?");
    EXPECT_EQ(did_you_mean("colour", known), "");
    EXPECT_EQ(did_you_mean("x", {}), "");
    EXPECT_EQ(in_words(known), "receipts, reply and area");
    EXPECT_EQ(in_words({}), "none");
}

TEST(Reports, AreInOrderAndOnce) {
    Report report("b.toml");
    report.add(9, "late");
    report.add_all({Problem{"a.toml", 1, "other file"}});
    report.add(2, "early");
    report.add(9, "late");
    const auto sorted = report.sorted();
    ASSERT_EQ(sorted.size(), 3U);
    EXPECT_EQ(sorted[0].text, "early");
    EXPECT_EQ(sorted[1].text, "late");
    EXPECT_EQ(sorted[2].file, "a.toml");
}

}  // namespace
}  // namespace tipwire::config
