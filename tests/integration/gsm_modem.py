# SPDX-License-Identifier: Apache-2.0
"""A pretended GSM modem on a pty: AT commands as smsd asks them, and a SIM card that messages can be put on."""

import os
import pty
import re
import secrets
import termios
import threading
import tty

# 3GPP TS 23.038: the default alphabet's places of the characters the tests use beyond ASCII.
GSM = {"@": 0, "£": 1, "$": 2, "é": 5, "ü": 126, "_": 17, "{": (27, 40), "}": (27, 41), "€": (27, 101)}


def _septets(text):
    places = []
    for character in text:
        place = GSM.get(character, ord(character))
        places += place if isinstance(place, tuple) else [place]
    return places


def _pack(septets, fill=0):
    """Seven bits each, the first in the lowest bits, after so many bits of fill."""
    bits, count, packed = 0, fill, bytearray()
    for septet in septets:
        bits |= septet << count
        count += 7
        while count >= 8:
            packed.append(bits & 255)
            bits >>= 8
            count -= 8
    if count:
        packed.append(bits & 255)
    return bytes(packed)


def _swapped(digits):
    digits += "F" * (len(digits) % 2)
    return "".join(digits[at + 1] + digits[at] for at in range(0, len(digits), 2))


def _address(sender):
    if sender.isdigit():
        return f"{len(sender):02X}91{_swapped(sender)}"
    packed = _pack(_septets(sender))
    return f"{len(packed) * 2:02X}D0{packed.hex().upper()}"


def deliver_pdu(sender, text, part=None):
    """SMS-DELIVER (3GPP TS 23.040, 9.2.2.1) without a service centre; part: (reference, total, number)."""
    header = bytes([5, 0, 3, *part]) if part else b""
    try:
        septets = _septets(text)
        if max(septets, default=0) > 127:
            raise ValueError
        coding = 0
        fill = -len(header) * 8 % 7
        length = len(septets) + (len(header) * 8 + fill) // 7
        data = header + _pack(septets, fill)
    except ValueError:
        coding = 8
        data = header + text.encode("utf-16-be")
        length = len(data)
    first = 0x44 if part else 0x04
    stamp = "62111212000000"  # 26-11-21 21:00:00, digits swapped
    tpdu = f"{first:02X}{_address(sender)}00{coding:02X}{stamp}{length:02X}{data.hex().upper()}"
    return "00" + tpdu, len(tpdu) // 2


def long_text(sender, text, size):
    """The PDUs of a long message in parts of so many characters."""
    pieces = [text[at:at + size] for at in range(0, len(text), size)]
    reference = secrets.randbelow(256)
    return [deliver_pdu(sender, piece, (reference, len(pieces), number + 1)) for number, piece in enumerate(pieces)]


class Modem:
    """`path` is its device. Commands it has seen are kept in `seen`."""

    SLOTS = 20

    def __init__(self):
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs, termios.TCSANOW)
        self.path = os.ttyname(self._theirs)
        self.seen = []
        self._card = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._serve, daemon=True).start()

    def receive(self, *pdus):
        """The network delivers these messages, in this order."""
        with self._lock:
            for pdu in pdus:
                slot = next(slot for slot in range(1, self.SLOTS + 1) if slot not in self._card)
                self._card[slot] = pdu

    def left(self):
        with self._lock:
            return len(self._card)

    def _serve(self):
        waiting = b""
        while True:
            try:
                waiting += os.read(self._ours, 4096)
            except OSError:
                return
            while b"\r" in waiting:
                line, waiting = waiting.split(b"\r", 1)
                command = line.decode("latin-1").strip()
                if command:
                    self.seen.append(command)
                    os.write(self._ours, f"\r\n{self._answer(command)}\r\n".encode())

    def _answer(self, command):
        answers = {"AT+CPIN?": "+CPIN: READY\r\n\r\nOK", "AT+CREG?": "+CREG: 0,1\r\n\r\nOK",
                   "AT+CSQ": "+CSQ: 20,0\r\n\r\nOK", "AT+CIMI": "001010000000000\r\n\r\nOK",
                   "AT+CGSN": "000000000000000\r\n\r\nOK"}
        with self._lock:
            if command in answers:
                return answers[command]
            if command == "AT+CPMS?":
                return f'+CPMS: "SM",{len(self._card)},{self.SLOTS},"SM",{len(self._card)},{self.SLOTS}\r\n\r\nOK'
            if found := re.fullmatch(r"AT\+CMGR=(\d+)", command):
                if int(found[1]) not in self._card:
                    return "+CMS ERROR: 321"
                pdu, length = self._card[int(found[1])]
                return f"+CMGR: 0,,{length}\r\n{pdu}\r\n\r\nOK"
            if command.startswith("AT+CMGL"):
                return "".join(f"+CMGL: {slot},0,,{length}\r\n{pdu}\r\n"
                               for slot, (pdu, length) in sorted(self._card.items())) + "\r\nOK"
            if found := re.fullmatch(r"AT\+CMGD=(\d+)(?:,0)?", command):
                self._card.pop(int(found[1]), None)
        return "OK"

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        os.close(self._theirs)
        os.close(self._ours)
