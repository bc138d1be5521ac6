#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Feeds tidy small trees, bad ones and good ones: each rule must fire on the bad and keep quiet on the good."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import arrows
import co_await
import shape
import tidy
import words

HEAD = "// SPDX-License-Identifier: Apache-2.0\n// A small file for a test.\n"


def found(rule, tree):
    return [str(finding) for finding in rule(tree)]


class Arrows(unittest.TestCase):
    def check(self, tree):
        return found(arrows.check, tree)

    def test_an_arrow_of_the_table_is_fine(self):
        self.assertEqual([], self.check({
            "routing/domain/tip.hpp": "#include <string>\n",
            "routing/port/clock.hpp": '#include <boost/asio/awaitable.hpp>\n#include "routing/domain/tip.hpp"\n',
            "storage/sqlite/store.cpp": '#include "routing/port/clock.hpp"\n#include <sqlite3.h>\n'}))

    def test_every_other_arrow_is_found(self):
        target = {"routing/flow/intake.hpp": "", "gateway/sms/webhook.hpp": "", "gateway/delivery/webhook.hpp": "",
                  "gateway/http/server.hpp": "", "config/settings.hpp": "", "storage/open_store.hpp": ""}
        for path, header in [
                ("routing/domain/a.cpp", "routing/flow/intake.hpp"), ("routing/port/a.hpp", "routing/flow/intake.hpp"),
                ("routing/flow/a.cpp", "gateway/http/server.hpp"), ("storage/a.cpp", "routing/flow/intake.hpp"),
                ("config/a.cpp", "gateway/http/server.hpp"), ("gateway/http/a.cpp", "config/settings.hpp"),
                ("gateway/sms/a.cpp", "gateway/delivery/webhook.hpp"), ("gateway/delivery/a.cpp", "gateway/sms/webhook.hpp"),
                ("gateway/console/a.cpp", "config/settings.hpp"), ("gateway/sms/a.cpp", "storage/open_store.hpp"),
                ("gateway/main.cpp", "storage/open_store.hpp")]:
            with self.subTest(path=path, header=header):
                findings = self.check(target | {path: f'#include "{header}"\n'})
                self.assertEqual(1, len(findings), findings)
                self.assertIn(f"must not include {header}", findings[0])

    def test_foreign_headers_are_kept_to_their_rooms(self):
        for path, header in [("routing/domain/a.cpp", "boost/asio/awaitable.hpp"), ("routing/flow/a.cpp", "unistd.h"),
                             ("gateway/sms/a.cpp", "boost/beast/http.hpp"), ("gateway/http/a.cpp", "sqlite3.h"),
                             ("gateway/console/a.cpp", "CLI/CLI.hpp"), ("storage/a.cpp", "toml++/toml.h")]:
            with self.subTest(path=path, header=header):
                self.assertEqual(1, len(self.check({path: f"#include <{header}>\n"})))

    def test_umbrella_headers_are_found_everywhere(self):
        for path in ("gateway/http/a.cpp", "gateway/app/a.cpp", "tests/unit/a_test.cpp"):
            self.assertIn("include the one header", self.check({path: "#include <boost/asio.hpp>\n"})[0])
            self.assertIn("include the one header", self.check({path: "#include <boost/beast.hpp>\n"})[0])

    def test_the_sender_is_not_reached_by_any_path(self):
        for room in ("storage/sqlite", "gateway/console", "gateway/delivery"):
            for sender in arrows.SENDER:
                with self.subTest(room=room, sender=sender):
                    findings = self.check({
                        f"{room}/a.cpp": '#include "routing/port/one.hpp"\n',
                        "routing/port/one.hpp": '#include "routing/port/two.hpp"\n',
                        "routing/port/two.hpp": f'#include "{sender}"\n', sender: ""})
                    self.assertTrue(any(f"one.hpp -> routing/port/two.hpp -> {sender}" in line for line in findings),
                                    findings)

    def test_a_header_is_named_from_the_root(self):
        findings = self.check({"routing/domain/a.cpp": '#include "b.hpp"\n', "routing/domain/b.hpp": ""})
        self.assertIn('write "routing/domain/b.hpp"', findings[0])

    def test_an_include_in_a_comment_is_none(self):
        self.assertEqual([], self.check({"routing/domain/a.cpp": '// #include "gateway/x.hpp"\n'}))

    def test_a_file_outside_every_room_is_found(self):
        self.assertIn("no room", self.check({"util/a.cpp": ""})[0])


class Words(unittest.TestCase):
    def check(self, path, code):
        return found(words.check, {path: code})

    def test_banned_words_are_found_where_they_are_banned(self):
        for path, code in [
                ("routing/flow/a.cpp", "auto t = std::chrono::system_clock::now();"),
                ("tests/sim/a.cpp", "auto t = std::chrono::steady_clock::now();"),
                ("gateway/delivery/a.cpp", "asio::steady_timer timer(ex);"),
                ("storage/a.cpp", "std::random_device rd;"), ("storage/a.cpp", "std::mt19937_64 g;"),
                ("routing/flow/a.cpp", "int n = rand();"), ("gateway/http/a.cpp", 'auto p = std::getenv("X");'),
                ("gateway/app/a.cpp", "std::this_thread::sleep_for(1s);"), ("tests/unit/a.cpp", "usleep(5);"),
                ("gateway/app/a.cpp", "co_spawn(ex, f(), asio::detached);"),
                ("gateway/sms/a.cpp", "asio::co_spawn(ex, f(), token);"), ("gateway/app/a.cpp", "io.stop();"),
                ("gateway/app/a.cpp", "io_context_.stop();"),
                ("gateway/http/a.cpp", "co_await http::async_read(stream, buffer, parser.get(), token);"),
                ("gateway/sms/a.cpp", "if (memcmp(a, b, 32) == 0) return;"),
                ("gateway/crypto/a.cpp", "return expected_signature == given;"),
                ("storage/a.cpp", "assert(x > 0);"), ("gateway/app/a.cpp", 'fmt::print("{}", key.reveal());'),
                ("gateway/http/a.cpp", "std::ostream& operator<<(std::ostream&, const PhoneNumber&);"),
                ("tests/unit/a.cpp", "template <> struct fmt::formatter<TipCode> {};"),
                ("config/a.cpp", 'setlocale(LC_ALL, "");'), ("routing/domain/a.cpp", "using namespace std;"),
                ("gateway/http/a.cpp", 'printf("x");'), ("gateway/sms/a.cpp", "std::cerr << 1;"),
                ("routing/flow/a.cpp", "std::mutex mutex_;"), ("gateway/http/a.cpp", "auto s = token.reveal();"),
                ("routing/domain/a.cpp", "// TO" "DO: later"), ("docs/a.md", "FIX" "ME"), ("script/a", "XX" "X"),
                ("docs/a.md", "see /wo" "rk/x"), ("tests/a.py", "open('/ho" "me/me/x')"),
                ("gateway/console/page.html", "<p>{{{text}}}</p>")]:
            with self.subTest(path=path, code=code):
                self.assertTrue(self.check(path, code))

    def test_the_same_words_are_fine_where_they_belong(self):
        for path, code in [
                ("gateway/app/system_clock.cpp", "return std::chrono::system_clock::now();"),
                ("gateway/http/session.cpp", "asio::steady_timer timer(ex);"),
                ("config/load.cpp", 'std::getenv("X");'), ("gateway/crypto/random.cpp", "std::random_device rd;"),
                ("routing/flow/a.cpp", "co_await clock_.sleep_for(1s);"), ("gateway/sms/a.cpp", "CRYPTO_memcmp(a, b, 32);"),
                ("gateway/crypto/a.cpp", "if (signature.size() != 32) return;"),
                ("routing/domain/a.cpp", 'static_assert(sizeof(int) == 4);'), ("routing/flow/a.cpp", "source.stop();"),
                ("gateway/console/a.cpp", "return asio::co_spawn(ex, f(x),\n asio::deferred);"),
                ("gateway/http/session.cpp", "auto end = std::chrono::steady_clock::now();"),
                ("routing/domain/a.cpp", "using namespace std::chrono_literals;"),
                ("storage/a.cpp", "// system_clock::now is not asked here"), ("storage/a.cpp", 'f("detached memcmp(");'),
                ("gateway/http/a.cpp", "snprintf(buffer, 3, x);"), ("gateway/http/a.cpp", "int x[1][1][1] = {{{1}}};"),
                ("gateway/crypto/mac.cpp", "use(key.reveal());"), ("routing/domain/a.cpp", "// a list of to-dos")]:
            with self.subTest(path=path, code=code):
                self.assertEqual([], self.check(path, code))

    def test_the_message_says_what_to_write_and_where(self):
        self.assertEqual(["routing/flow/a.cpp:2: 'system_clock::now': ask the Clock port [words]"],
                         self.check("routing/flow/a.cpp", "\nauto t = system_clock::now();"))


class Shape(unittest.TestCase):
    def check(self, path, text, long_functions=None):
        return [str(finding) for finding in shape.check({path: text}, long_functions or {})]

    def test_heads(self):
        self.assertIn("opens with", self.check("storage/a.cpp", "int x;\n")[0])
        self.assertIn("one sentence", self.check("storage/a.cpp", HEAD.splitlines()[0] + "\n#pragma once\n")[0])
        self.assertIn("opens with", self.check("script/run", "#!/usr/bin/env bash\necho\n")[0])
        self.assertEqual([], self.check("storage/a.cpp", HEAD))
        self.assertEqual([], self.check("tests/a.py", '# SPDX-License-Identifier: Apache-2.0\n"""Says a thing."""\n'))

    def function(self, lines, head="void Store::grow(int x) const {"):
        return HEAD + "namespace a {\n" + head + "\n" + "    f([x] { return x; });\n" * (lines - 2) + "}\n}\n"

    def test_a_function_of_seventy_lines_passes_and_one_more_fails(self):
        self.assertEqual([], self.check("storage/a.cpp", self.function(70)))
        self.assertIn("grow has 71 lines", self.check("storage/a.cpp", self.function(71))[0])

    def test_other_kinds_of_functions_are_measured_too(self):
        for head in ("Store::grow() : a_(1), b_{2} {", "auto grow() -> std::vector<int> {", "TEST(Store, Grows) {",
                     "template <class T> T grow(std::function<T(int)> f) noexcept {", "bool operator==(A a, B b) {"):
            with self.subTest(head=head):
                self.assertEqual(1, len(self.check("storage/a.cpp", self.function(71, head))))
        member = HEAD + "class A {\npublic:\n  void f() {\n" + "    g();\n" * 70 + "  }\n};\n"
        self.assertIn("f has 72 lines", self.check("storage/a.hpp", member)[0])
        script = "# SPDX-License-Identifier: Apache-2.0\n# A script for it.\ndef f():\n" + "    pass\n" * 70
        self.assertIn("f has 71 lines", self.check("tests/a.py", script)[0])

    def test_a_long_type_or_table_is_no_function(self):
        self.assertEqual([], self.check("storage/a.cpp", HEAD + "struct A {\n" + "    int x;\n" * 90 + "};\n"))
        self.assertEqual([], self.check("storage/a.cpp", HEAD + "const int rows[] = {\n" + "    1,\n" * 90 + "};\n"))

    def test_the_ratchet_holds_and_wears_off(self):
        bound = {"storage/a.cpp:grow": (80, "a reason")}
        self.assertEqual([], self.check("storage/a.cpp", self.function(80), bound))
        self.assertIn("more than 80", self.check("storage/a.cpp", self.function(81), bound)[0])
        self.assertIn("take it out", self.check("storage/a.cpp", self.function(70), bound)[0])


class CoAwait(unittest.TestCase):
    TYPES = HEAD + ("struct NewTip { std::string text; int at; };\nstruct Point { int x; int y; };\n"
                    "struct Built { explicit Built(std::string s); std::string s; };\n"
                    "struct Holder { NewTip tip; };\nusing Bytes = std::vector<char>;\nstruct Sealed { Bytes b; };\n")

    def check(self, body):
        tree = {"routing/domain/types.hpp": self.TYPES,
                "routing/flow/a.cpp": HEAD + "asio::awaitable<void> A::f(int x) {\n" + body + "\n}\n"}
        return [str(finding) for finding in co_await.check(tree)]

    def test_what_gcc_12_miscompiles_is_found(self):
        for body in ["co_await store.record_tip(NewTip{text, now});", "co_await store.record_tip({.text = text});",
                     "co_await f({});", "Tip tip{co_await next_id(), text};", "co_return co_await g(Holder{tip});",
                     "co_await pool.run([password] { return hash(password); });", "co_await g(Sealed{bytes});",
                     "auto r = co_await g(1, routing::NewTip{text, 1});", "co_await g([=] { return x; });",
                     "co_await co_spawn(pool, [s = std::move(s)]() -> awaitable<T> { co_return 1; }, token);",
                     "if (auto r = co_await f(NewTip{}); r) { g(); }", "EXPECT_EQ(co_await f(NewTip{text, 1}), x);",
                     "co_await (b ? f(x) : g(y));", "co_await f(std::vector<std::string>{a, b});",
                     "for (;;) { if (x) { co_await f(std::optional<NewTip>(NewTip{a, 1})); } }",
                     "auto task = [this]() -> awaitable<void> { co_await f(NewTip{a, 1}); };"]:
            with self.subTest(body=body):
                self.assertTrue(self.check(body))

    def test_what_it_compiles_rightly_is_not(self):
        for body in ["NewTip tip{.text = text};\nco_await store.record_tip(std::move(tip));",
                     "const TipId id = co_await next_id();\nTip kept{id, text};", "co_await g(std::string(\"a\"));",
                     "auto work = [password] { return hash(password); };\nco_await pool.run(std::move(work));",
                     "co_await g([this] { h(); });", "co_await g([&] { h(); });", "co_await g([&x] { h(x); });",
                     "if (auto r = co_await f(); r) { co_return Accepted{r}; }", "auto [a, b] = co_await f();",
                     "co_await g(Point{1, 2});", "co_await g(Built{text});", "co_await sleep(std::chrono::seconds{5});",
                     "auto& [a, b] = co_await f(x[1], y[i + 1]);", "switch (co_await f()) { case 1: { g(NewTip{a, 1}); } }",
                     "auto task = [s]() -> awaitable<void> { co_await f(s); };\ng(std::move(task));",
                     "while (co_await f()) { NewTip t{a, 1}; g(t); }", "const int n = v[w[1]]; co_await f(n);",
                     "// co_await f(NewTip{})\ng();"]:
            with self.subTest(body=body):
                self.assertEqual([], self.check(body))


class Tree(unittest.TestCase):
    def test_the_whole_is_sorted_and_readable(self):
        findings = tidy.check({"routing/domain/b.cpp": "int rand_();\n", "routing/domain/a.cpp": "int x = rand();\n"})
        self.assertEqual(sorted(findings), findings)
        self.assertEqual({"heads", "words"}, {finding.rule for finding in findings})


if __name__ == "__main__":
    unittest.main()
