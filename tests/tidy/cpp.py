# SPDX-License-Identifier: Apache-2.0
"""Just enough of C++ for the house rules: comments and strings blanked, tokens, braces that match."""

import dataclasses
import re

_LITERALS = re.compile(
    r'//[^\n]*|/\*.*?\*/'
    r'|R"(?P<fence>[^()\\\s]{0,16})\(.*?\)(?P=fence)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'", re.S)

_TOKENS = re.compile(r'[A-Za-z_]\w*|\d[\w.\']*|"[^"\n]*"|::|->|&&|\|\||==|!=|<<|\[\[|\]\]|\S')


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """Comments become blanks; strings stay. Lines keep their numbers and columns."""
    return _LITERALS.sub(lambda m: _blank(m[0]) if m[0][0] == "/" else m[0], text)


def code_only(text):
    """Comments and what stands in strings become blanks; the quotes stay."""
    def replace(match):
        found = match[0]
        if found[0] == "/":
            return _blank(found)
        return '"' + _blank(found)[1:-1] + '"'
    return _LITERALS.sub(replace, text)


def without_directives(code):
    """Preprocessor lines, also continued ones, become blanks."""
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: _blank(m[0]), code, flags=re.M)


@dataclasses.dataclass(frozen=True)
class Token:
    text: str
    line: int


def tokens(code):
    line, at, found = 1, 0, []
    for match in _TOKENS.finditer(code):
        line += code.count("\n", at, match.start())
        at = match.start()
        found.append(Token(match[0], line))
    return found


_CLOSING = {"(": ")", "[": "]", "{": "}", "[[": "]]"}
# "]]" also ends two subscripts; inside brackets it counts as two.


def end_of(toks, at):
    """The index after the bracket that closes the one at `at`; the end if none does."""
    opening, closing, depth = toks[at].text, _CLOSING[toks[at].text], 0
    while at < len(toks):
        text = toks[at].text
        if text == opening or (opening == "[" and text == "[["):
            depth += 2 if opening == "[" and text == "[[" else 1
        elif text == closing or (closing == "]" and text == "]]"):
            depth -= 2 if closing == "]" and text == "]]" else 1
            if depth <= 0:
                return at + 1
        at += 1
    return len(toks)
