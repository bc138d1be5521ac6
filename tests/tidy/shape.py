# SPDX-License-Identifier: Apache-2.0
"""File heads, and functions that must not grow."""

import ast
import re

from cpp import code_only, end_of, tokens, without_directives
from finding import Finding

LINES_MAX = 70

# Functions that are longer, each with its bound and its reason. The bound goes down with the function, never up.
LONG_FUNCTIONS = {
    # "gateway/app/daemon.cpp:run": (90, "start-up is one ordered list"),
    "config/options.cpp:rows": (130, "one table: the options of a section"),
}

_SPDX = "SPDX-License-Identifier: Apache-2.0"
_SLASHES, _HASHES = (".cpp", ".hpp", ".js", ".mjs"), (".py", ".sh", ".cmake", ".service", ".conf", ".toml")
_NO_HEAD = ("tests/corpus/", "tests/fuzz/")  # recorded input is data


def _comment_mark(path, text):
    if path.endswith(_SLASHES):
        return "//"
    if path.endswith(_HASHES) or path.endswith("CMakeLists.txt") or text.startswith("#!"):
        return "#"
    return None


def _check_head(path, text):
    mark = _comment_mark(path, text)
    if mark is None or path.startswith(_NO_HEAD):
        return
    lines = text.splitlines()
    if lines and lines[0].startswith("#!"):
        lines = lines[1:]
    if not lines or lines[0] != f"{mark} {_SPDX}":
        yield Finding(path, 1, "heads", f"the file opens with '{mark} {_SPDX}'")
    elif not path.endswith("CMakeLists.txt") and not _purpose(mark, lines[1:2]):
        yield Finding(path, 2, "heads", "after the licence, one sentence says what the file is for")


def _purpose(mark, lines):
    return bool(lines) and bool(re.match(rf'(?:{mark}\s|""")\S+(?:\s+\S+){{1,}}', lines[0]))


def _function_name(head):
    """The name if these tokens can head a function body, else None."""
    texts = [token.text for token in head]
    if "(" not in texts or texts[0] in ("namespace", "enum", "using", "typedef"):
        return None
    at = texts.index("(")
    if "=" in texts[:at] or at == 0 or not re.match(r"[A-Za-z_]\w*$", texts[at - 1]):
        return "operator" if "operator" in texts[:at] else None
    if texts[at - 1] in ("TEST", "TEST_F", "TEST_P", "TYPED_TEST"):
        return "".join(texts[at - 1:texts.index(")") + 1])
    return texts[at - 1]


def functions(code):
    """(name, first line, last line) of each outermost function body."""
    toks, at, head = tokens(without_directives(code)), 0, []
    while at < len(toks):
        text = toks[at].text
        if text in (";", "}") or (text == ":" and head and head[-1].text in ("public", "private", "protected")):
            head = []
        elif text == "{":
            name = _function_name(head) if head else None
            if name is None:
                head = []  # a namespace or a type: look inside
            else:
                end = end_of(toks, at)
                # A member initialiser "x_{..}" is not the body: the body is followed by no "," or "{".
                if end < len(toks) and toks[end].text in (",", "{"):
                    at = end
                    continue
                yield name, head[0].line, toks[end - 1].line
                at, head = end, []
                continue
        else:
            head.append(toks[at])
        at += 1


def _python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno


def _check_lengths(path, found, long_functions, seen):
    for name, first, last in found:
        length, key = last - first + 1, f"{path}:{name}"
        bound, _reason = long_functions.get(key, (LINES_MAX, ""))
        if length > LINES_MAX:
            seen.add(key)
        if length > bound:
            yield Finding(path, first, "length", f"{name} has {length} lines, more than {bound}: split it, or give its "
                          "reason in LONG_FUNCTIONS of tests/tidy/shape.py")


def check(tree, long_functions=None):
    long_functions = LONG_FUNCTIONS if long_functions is None else long_functions
    seen = set()
    for path, text in tree.items():
        yield from _check_head(path, text)
        if path.endswith((".cpp", ".hpp")):
            yield from _check_lengths(path, functions(code_only(text)), long_functions, seen)
        elif path.endswith(".py"):
            yield from _check_lengths(path, _python_functions(text), long_functions, seen)
    for key in sorted(set(long_functions) - seen):
        path = key.split(":")[0]
        if path in tree:
            yield Finding(path, 1, "length", f"{key} is short now, or gone: take it out of LONG_FUNCTIONS")
