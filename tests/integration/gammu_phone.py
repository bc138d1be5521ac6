# SPDX-License-Identifier: Apache-2.0
"""gammu's dummy phone: a folder whose files are the messages on its card, in gammu's own backup form."""

import pathlib
import secrets


def _backup(number, text, header):
    """One section: what gammu calls a message. Text comes in lines of 200 hex digits."""
    digits = text.encode("utf-16-be").hex().upper()
    lines = [digits[at:at + 200] for at in range(0, len(digits), 200)] or [""]
    return "\n".join([
        "[SMSBackup000]", "PDU = Deliver", "DateTime = 20261121T205905Z", "State = UnRead", f'Number = "{number}"',
        f"NumberUnicode = {number.encode('utf-16-be').hex().upper()}",
        *([f"UDH = {header.hex().upper()}"] if header else []),
        *(f"Text{at:02} = {line}" for at, line in enumerate(lines)),
        "Coding = Unicode_No_Compression", "Folder = 1", f"Length = {len(text.encode('utf-16-be')) // 2}", "Class = -1",
        "ReplySMSC = False", "RejectDuplicates = False", "ReplaceMessage = 0", "MessageReference = 0", ""])


class DummyPhone:
    """`folder` is gammu's device."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self._inbox = self.folder / "sms/1"
        self._inbox.mkdir(parents=True)
        self._count = 0

    def receive(self, number, text, part_size=None):
        """The network delivers a message, in parts of so many characters, the last one first."""
        pieces = [text[at:at + part_size] for at in range(0, len(text), part_size)] if part_size else [text]
        reference = secrets.randbelow(256)
        for place, piece in reversed(list(enumerate(pieces))):
            header = bytes([5, 0, 3, reference, len(pieces), place + 1]) if len(pieces) > 1 else b""
            self._count += 1
            beside = self.folder / f"{self._count}.new"
            beside.write_text(_backup(number, piece, header))
            beside.rename(self._inbox / str(self._count))

    def left(self):
        return len(list(self._inbox.iterdir()))
