# SPDX-License-Identifier: Apache-2.0
"""Looks for a value in bytes under every encoding that somebody may have written it in by accident."""

import base64
import hashlib


def _bcd(digits):
    """Packed digits, two a byte, high nibble first and low nibble first, at both alignments, whole bytes only."""
    for start in (0, 1):
        whole = digits[start:start + (len(digits) - start) // 2 * 2]
        yield bytes.fromhex(whole)
        yield bytes(int(whole[at + 1] + whole[at], 16) for at in range(0, len(whole), 2))


def _base64(data):
    """What is the same whatever surrounds it, at each of the three offsets, in both alphabets."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + data).rstrip(b"=")
        # The first characters hold bits of what stands before, the last one of what follows.
        stable = encoded[(offset * 8 + 5) // 6:(offset + len(data)) * 8 // 6]
        yield stable
        yield stable.replace(b"+", b"-").replace(b"/", b"_")


def _percent(data):
    for form in ("%{:02X}", "%{:02x}"):
        yield "".join(form.format(byte) for byte in data).encode()
        yield "".join(chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else form.format(byte) for byte in data).encode()


def _plain(text):
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield text.encode(encoding)
        yield text[::-1].encode(encoding)
    for single in ("cp1251", "koi8-r", "iso8859-5", "cp866"):
        try:
            yield text.encode(single)
        except UnicodeEncodeError:
            pass
    yield "".join(f"\\u{ord(character):04x}" for character in text).encode()
    yield "".join(f"\\u{ord(character):04X}" for character in text).encode()


def _hashes(data):
    for name in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(name, data).digest()
        yield digest
        yield digest.hex().encode()
        yield digest.hex().upper().encode()
        yield base64.b64encode(digest).rstrip(b"=")


def encodings(text):
    """Every form of one spelling."""
    forms = set(_plain(text))
    for data in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
        forms |= {data.hex().encode(), data.hex().upper().encode(), *_base64(data), *_percent(data), *_hashes(data)}
    if text.isdigit():
        forms |= set(_bcd(text))
    return forms


def number_forms(number):
    """Every form of a number in E.164: with and without "+", national, with the trunk "8", its spelling with blanks."""
    digits = number.lstrip("+")
    national = digits[-10:]
    spaced = f"{national[:3]} {national[3:6]} {national[6:8]} {national[8:]}"
    spellings = {"+" + digits, digits, national, "8" + national, "00" + digits, spaced, spaced.replace(" ", "-"),
                 f"({national[:3]}) {national[3:6]}-{national[6:8]}-{national[8:]}"}
    return set().union(*(encodings(spelling) for spelling in spellings))


PREFIX = 5  # shorter forms stand in random bytes by chance


class Traces:
    """Knows all forms of all values; finds which of the values stands in some bytes."""

    def __init__(self):
        self._by_prefix = {}  # the first bytes of a form -> [(form, value)]

    def number(self, number):
        self._add(number, number_forms(number))

    def text(self, text):
        self._add(text, encodings(text) | encodings(text.lower()) | encodings(text.upper()))

    def _add(self, value, forms):
        for form in forms:
            if len(form) >= PREFIX:
                self._by_prefix.setdefault(form[:PREFIX], []).append((form, value))

    def found_in(self, data):
        """[(value, how it was written)]"""
        windows = {data[at:at + PREFIX] for at in range(len(data) - PREFIX + 1)}
        candidates = [pair for prefix in windows & self._by_prefix.keys() for pair in self._by_prefix[prefix]]
        return sorted({(value, form) for form, value in candidates if form in data})
