#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the tree and checks the house rules that compilers do not know. Usage: tidy.py [ROOT]

In the manner of TigerBeetle's src/tidy.zig. Each rule is a module with check(tree), which yields findings:
arrows (who may include whom), words (banned, with the replacement), shape (heads and lengths), co_await (GCC 12).
"""

import os
import pathlib
import sys

import arrows
import co_await
import shape
import words

RULES = [arrows.check, words.check, shape.check, co_await.check]

NOT_OURS = {".git", "build", "demo", "node_modules", "__pycache__"}
NOT_SOURCE = {"LICENSE"}
SIZE_MAX = 1024 * 1024  # larger files are recordings


def read_tree(root):
    """Path from the root -> text, for every text file of the project."""
    tree = {}
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS)
        for name in sorted(files):
            path = pathlib.Path(folder, name)
            inside = path.relative_to(root).as_posix()
            if inside in NOT_SOURCE or path.is_symlink() or path.stat().st_size > SIZE_MAX:
                continue
            try:
                tree[inside] = path.read_bytes().decode()
            except UnicodeDecodeError:
                continue  # a recording
    return tree


def check(tree):
    return sorted({finding for rule in RULES for finding in rule(tree)})


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    findings = check(read_tree(root))
    for finding in findings:
        print(finding)
    print(f"tidy: {len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
