# SPDX-License-Identifier: Apache-2.0
"""GCC 12 destroys some temporaries twice in a full expression with co_await. This finds such expressions.

The rule: a full expression with co_await holds no brace-initialised aggregate and no lambda that captures by value.
Name it first, then move it. Clang 14 compiles them all rightly, so the lint of Clang does not know. This is a hint by
text: AddressSanitizer is the judge.
"""

import re

from cpp import code_only, end_of, tokens, without_directives
from finding import Finding

# Their destructors have work to do, or may have.
_OWNING = re.compile(r"\bstd::(?:string\b(?!_view)|vector|map|set|multimap|unordered_\w+|optional|variant|function|list|deque|"
                     r"unique_ptr|shared_ptr|any|pair|tuple|filesystem)|\bboost::json|\bSecret\w*\b")
_TYPE = re.compile(r"\b(?:struct|class)\s+(?:\w+::)*(\w+)\s*(?:final\s*)?(?::[^{;()]*)?\{")
_ALIAS = re.compile(r"\busing\s+(\w+)\s*=\s*([^;]+);")


def _body(code, opening):
    depth = 0
    for at in range(opening, len(code)):
        depth += {"{": 1, "}": -1}.get(code[at], 0)
        if depth == 0:
            return code[opening + 1:at]
    return code[opening + 1:]


def _type_bodies(tree):
    bodies = {}
    for path, text in tree.items():
        if path.endswith((".cpp", ".hpp")):
            code = code_only(text)
            for match in _TYPE.finditer(code):
                bodies.setdefault(match[1], []).append(_body(code, match.end() - 1))
            for match in _ALIAS.finditer(code):
                bodies.setdefault(match[1], []).append(match[2])
    return bodies


class Aggregates:
    """Which types of the project must not be brace-initialised beside co_await."""

    def __init__(self, tree):
        self._bodies = _type_bodies(tree)
        self._known = {}

    def dangerous(self, name):
        if name not in self._known:
            self._known[name] = False  # a type that holds itself is decided by its other members
            self._known[name] = any(self._dangerous_body(name, body) for body in self._bodies.get(name, ["std::any"]))
        return self._known[name]

    def _dangerous_body(self, name, body):
        if re.search(rf"(?<!~)\b{name}\s*\(", body):
            return False  # it has a constructor
        if _OWNING.search(body):
            return True
        members = set(re.findall(r"\b[A-Z]\w*", body)) - {name}
        return any(member in self._bodies and self._owns(member) for member in members)

    def _owns(self, name, seen=()):
        if name in seen:
            return False
        return any(_OWNING.search(body) or
                   any(self._owns(member, (*seen, name)) for member in set(re.findall(r"\b[A-Z]\w*", body))
                       if member in self._bodies and member != name)
                   for body in self._bodies.get(name, []))


class Walker:
    """Walks statements; looks at each full expression with co_await in it."""

    def __init__(self, path, toks, aggregates):
        self.path, self.toks, self.aggregates = path, toks, aggregates
        self.findings = []

    def statements(self, at, end):
        while at < end:
            at = self.statement(at, end)

    def statement(self, at, end):
        """One full expression, up to ';' or to a block, which is walked for itself."""
        first, depth, suspects, awaits = at, 0, [], []
        while at < end:
            text = self.toks[at].text
            if text in ("(", "[", "[[") and not self._is_lambda(at):
                depth += 2 if text == "[[" else 1
            elif text in (")", "]", "]]"):
                depth -= 2 if text == "]]" else 1
            elif text == "[":
                at = self._lambda(at, end, suspects)
                continue
            elif text == "co_await":
                awaits.append(at)
            elif text == "{":
                if depth == 0 and self._is_block(first, at):
                    self._judge(awaits, suspects)
                    closing = min(end_of(self.toks, at), end)
                    self.statements(at + 1, closing - 1)
                    return closing
                self._braces(at, suspects)
                depth += 1
            elif text == "}":
                depth -= 1
            elif text == ";" and depth <= 0:
                at += 1
                break
            at += 1
        self._judge(awaits, suspects)
        return at

    def _is_block(self, first, at):
        if at == first:
            return True
        previous = self.toks[at - 1].text
        if previous in (")", "}", "]", "]]", ":", "else", "do", "try", "const", "noexcept", "override", "mutable"):
            return True
        head = [token.text for token in self.toks[first:at]]
        if any(word in head for word in ("namespace", "struct", "class", "enum", "union", "extern")):
            return "(" not in head or head.index("(") > 0 and head[0] not in ("co_await", "co_return", "return")
        return ")" in head and "->" in head[head.index(")"):] and "=" not in head and head[0] != "co_await"

    def _is_lambda(self, at):
        if self.toks[at].text != "[":
            return False
        previous = [token.text for token in self.toks[max(0, at - 2):at]]
        if not previous:
            return True
        if previous[-1] in ("auto", "]", ")", "operator", "delete") or "auto" in previous and previous[-1] in ("&", "&&"):
            return False
        return previous[-1] == "return" or not re.match(r'[\w"]', previous[-1])

    def _lambda(self, at, end, suspects):
        """Notes the captures, walks the body for itself, and goes on after it."""
        after = end_of(self.toks, at)
        captures = "".join(token.text + " " for token in self.toks[at + 1:after - 1])
        if any(not re.match(r"(?:&.*|\* this|this|)$", one.strip()) for one in captures.split(",")):
            suspects.append((at, "a lambda that captures by value"))
        while after < end and self.toks[after].text != "{":
            if self.toks[after].text in (";", ","):
                return after  # not a lambda after all
            after = end_of(self.toks, after) if self.toks[after].text == "(" else after + 1
        closing = min(end_of(self.toks, after), end) if after < end else end
        self.statements(after + 1, closing - 1)
        return closing

    def _braces(self, at, suspects):
        name = self._type_before(at)
        inner = self.toks[at + 1:end_of(self.toks, at) - 1]
        if any(token.text == "co_await" for token in inner):
            suspects.append((at, "co_await inside braces"))
        elif name == "":
            suspects.append((at, "an aggregate without a name"))
        elif name.startswith(("std::vector", "std::array", "std::map")):
            suspects.append((at, "an initializer list"))
        elif re.match(r"[A-Z]", name.split("::")[-1]) and self.aggregates.dangerous(name.split("::")[-1]):
            suspects.append((at, f"the aggregate {name}"))

    def _type_before(self, at):
        """The type named in front of the brace, without its template arguments; "" if none is."""
        at -= 1
        if at >= 0 and self.toks[at].text == ">":
            depth = 0
            while at >= 0:
                depth += {">": 1, "<": -1}.get(self.toks[at].text, 0)
                at -= 1
                if depth == 0:
                    break
        parts = []
        while at >= 0 and re.match(r"[A-Za-z_]\w*$|::$", self.toks[at].text):
            if parts and self.toks[at].text != "::" and parts[-1] != "::":
                break
            parts.append(self.toks[at].text)
            at -= 1
        name = "".join(reversed(parts))
        return "" if name in ("return", "co_return", "co_await", "co_yield") else name

    def _judge(self, awaits, suspects):
        for at, what in suspects if awaits else []:
            self.findings.append(Finding(self.path, self.toks[at].line, "co_await",
                                         f"{what} in a full expression with co_await: name it first, then std::move it"))
        for at in awaits:
            if self._conditional(at):
                self.findings.append(Finding(self.path, self.toks[at].line, "co_await",
                                             "co_await of a conditional expression: write an if"))

    def _conditional(self, at):
        if at + 1 >= len(self.toks) or self.toks[at + 1].text != "(":
            return False
        return any(token.text == "?" for token in self.toks[at + 2:end_of(self.toks, at + 1)])


def check(tree):
    aggregates = Aggregates(tree)
    for path, text in tree.items():
        if path.endswith((".cpp", ".hpp")) and "co_await" in text:
            toks = tokens(without_directives(code_only(text)))
            walker = Walker(path, toks, aggregates)
            walker.statements(0, len(toks))
            yield from walker.findings
