#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The packages that script/setup installs are those that docs/DEPENDENCIES.md gives reasons for."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def installed():
    setup = (ROOT / "script/setup").read_text()
    lists = re.findall(r"(?:build|test)_packages\+?=\(([^)]*)\)", setup)
    return set(" ".join(lists).split())


def explained():
    rows = re.findall(r"^\| (`[^|]*) \|", (ROOT / "docs/DEPENDENCIES.md").read_text(), re.M)
    return set(re.findall(r"`([^`]+)`", " ".join(rows)))


class Packages(unittest.TestCase):
    def test_each_has_its_reason_and_each_reason_its_package(self):
        self.assertEqual(installed(), explained())


if __name__ == "__main__":
    unittest.main()
