# SPDX-License-Identifier: Apache-2.0
"""A POCSAG transmitter (ITU-R M.584-2): pages become code words, code words become sound that multimon-ng reads."""

import struct

RATE = 22050
PREAMBLE_BITS = 576
SYNC = 0x7CD215D8
IDLE = 0x7A89C197
GENERATOR = 0b11101101001  # x^10 + x^9 + x^8 + x^6 + x^5 + x^3 + 1
NUMERIC = "0123456789*U -)("  # annex 1, table 2


def code_word(bits):
    """21 bits, ten check bits of BCH(31,21), even parity."""
    rest = bits << 10
    for place in range(20, -1, -1):
        if rest >> (place + 10) & 1:
            rest ^= GENERATOR << place
    word = bits << 10 | rest
    return word << 1 | bin(word).count("1") % 2


def _message_words(bits):
    bits += "0" * (-len(bits) % 20)
    return [code_word(1 << 20 | int(bits[at:at + 20], 2)) for at in range(0, len(bits), 20)]


def _reversed(value, width):
    """The lowest bit goes on the air first."""
    return f"{value:0{width}b}"[::-1]


def alpha(text):
    return _message_words("".join(_reversed(ord(character), 7) for character in text + "\x04"))


def numeric(digits):
    digits += " " * (-len(digits) % 5)
    return _message_words("".join(_reversed(NUMERIC.index(digit), 4) for digit in digits))


def code_words(pages):
    """pages: (address, function, message words). Each begins in the frame that its address names."""
    stream = []
    for address, function, message in pages:
        while len(stream) % 16 != address % 8 * 2:
            stream.append(IDLE)
        stream.append(code_word(address >> 3 << 2 | function))
        stream += message
        stream.append(IDLE)  # ends the message
    return stream + [IDLE] * (-len(stream) % 16)


def sound(pages, bauds=1200):
    """Raw 16 bit samples as a receiver's discriminator gives them: a 1 is the lower frequency."""
    bits = "10" * (PREAMBLE_BITS // 2)
    words = code_words(pages)
    for batch in range(0, len(words), 16):
        bits += "".join(f"{word:032b}" for word in [SYNC, *words[batch:batch + 16]])
    samples = []
    for number, bit in enumerate(bits):
        end = (number + 1) * RATE // bauds
        samples += [-12000 if bit == "1" else 12000] * (end - len(samples))
    silence = [0] * (RATE // 5)
    return struct.pack(f"<{len(samples) + 2 * len(silence)}h", *silence, *samples, *silence)
