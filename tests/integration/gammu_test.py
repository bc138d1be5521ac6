#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gammu-smsd on its dummy phone, with the guide's configuration -> tipwire: each message once, no number left."""

import os
import shutil
import subprocess
import time
import unittest

from example import Place, add_source, end, files_in
from gammu_phone import DummyPhone
from harness import Instance, wait_until
from traces import Traces

NUMBERS = ["+77015318008", "+77012718281", "+77013141592"]
LATIN = "Latin tip via gammu & co $(id) `id` 'q' \"q\""
KAZAKH = "Қызыл көлік 🚗"
LONG = "Длинное сообщение о преступлении. " * 4 + "Конец"


class Gammu:
    """gammu-smsd with the guide's gammu-smsdrc; only the phone and the places are the test's."""

    def __init__(self, place, phone):
        self.place = place
        self.spool = place.folder / "spool"
        for name in ("inbox", "outbox", "sent", "error"):
            (self.spool / name).mkdir(parents=True)
        self.file = place.file("gammu-smsdrc", ("/dev/serial/by-id/THE-MODEM-if00", phone.folder),
                               ("connection = at", "connection = none\nmodel = dummy"),
                               ("/var/spool/tipwire-gammu", self.spool), ("commtimeout = 5", "commtimeout = 1"))

    def __enter__(self):
        self.process = self.place.start("gammu-smsd", "-c", self.file, stdin=subprocess.DEVNULL,
                                        stdout=open(self.place.folder / "gammu.out", "wb"), stderr=subprocess.STDOUT)
        return self

    def __exit__(self, *_error):
        end(self.process)

    def inbox(self):
        return files_in(self.spool / "inbox")


class GammuSmsd(unittest.TestCase):
    def setUp(self):
        self.daemon = Instance()
        self.addCleanup(self.daemon.__exit__, None, None, None)
        add_source(self.daemon)
        self.daemon.start()
        self.place = Place(self.daemon)
        self.addCleanup(shutil.rmtree, self.place.folder)
        self.phone = DummyPhone(self.place.folder / "phone")

    def ingest(self, spool, *arguments, **variables):
        """tipwire as gammu starts it: without standard descriptors."""
        environment = self.place.environment | variables
        command = ["tipwire", "ingest", "--source", "modem", "--format", "gammu", "--remove", "--inbox", str(spool / "inbox"),
                   *arguments]
        return subprocess.run(["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', *command], env=environment, timeout=60).returncode

    def check_no_number_is_left(self):
        shutil.rmtree(self.phone.folder)  # the phone's own memory is the test's, not ours
        traces = Traces()
        for number in NUMBERS:
            traces.number(number)
        for path in files_in(self.place.folder):
            self.assertEqual([], traces.found_in(path.read_bytes()), path.name)
            self.assertEqual([], traces.found_in(str(path).encode()), path.name)

    def test_messages_become_tips_and_nothing_is_left(self):
        self.phone.receive(NUMBERS[0], LATIN)
        self.phone.receive(NUMBERS[1], KAZAKH)
        self.phone.receive(NUMBERS[2], LONG, part_size=60)
        with Gammu(self.place, self.phone) as gammu:
            wanted = sorted([LATIN, KAZAKH, LONG])
            wait_until(lambda: sorted(self.daemon.stored_texts()) == wanted, 30, "all messages are tips")
            wait_until(lambda: not gammu.inbox() and not self.phone.left(), 10, "inbox and phone are empty")
        self.check_no_number_is_left()

    def test_without_a_daemon_the_files_stay_and_are_swept_later(self):
        self.daemon.kill()
        self.phone.receive(NUMBERS[0], KAZAKH)
        self.phone.receive(NUMBERS[2], LONG, part_size=60)
        with Gammu(self.place, self.phone) as gammu:
            wait_until(lambda: len(gammu.inbox()) == 4 and not self.phone.left(), 30, "gammu has the messages")
            time_before = [path.stat().st_mtime for path in gammu.inbox()]
        self.assertEqual(3, self.ingest(gammu.spool, "--settled", "0"))
        self.assertEqual(time_before, [path.stat().st_mtime for path in gammu.inbox()])

        self.daemon.start()
        past = time.time() - 120
        for path in (path for path in gammu.inbox() if not path.name.endswith("_02.txt")):
            os.utime(path, (past, past))
        self.assertEqual(0, self.ingest(gammu.spool))
        self.assertEqual(3, len(gammu.inbox()), "a message whose last part is so young is left whole")
        self.assertEqual(0, self.ingest(gammu.spool, "--settled", "0"))
        self.assertEqual([], gammu.inbox())
        self.assertEqual(sorted([KAZAKH, LONG]), sorted(self.daemon.stored_texts()))
        self.check_no_number_is_left()

    def test_a_call_and_a_sweep_of_the_same_files_make_one_tip(self):
        spool = self.place.folder / "spool"
        (spool / "inbox").mkdir(parents=True)
        name = f"IN20261121_205905_00_{NUMBERS[0]}_00.txt"
        message = spool / "inbox" / name
        message.write_bytes(b"\xfe\xff" + "Fire".encode("utf-16-be"))
        variables = {"SMS_MESSAGES": "1", "DECODED_PARTS": "0", "SMS_1_NUMBER": NUMBERS[0], "SMS_1_TEXT": "Fire"}
        kept = message.read_bytes()

        self.assertEqual(0, self.ingest(spool, name, **variables))
        self.assertFalse(message.exists())
        message.write_bytes(kept)  # the file was not gone for good: a power cut
        self.assertEqual(0, self.ingest(spool, "--settled", "0"))

        self.assertFalse(message.exists())
        self.assertEqual(["Fire"], self.daemon.stored_texts())

    def test_only_files_in_the_inbox_are_touched(self):
        spool = self.place.folder / "spool"
        (spool / "inbox").mkdir(parents=True)
        outside = spool / f"IN20261121_205905_00_{NUMBERS[0]}_00.txt"
        outside.write_bytes(b"\xfe\xff\0x")
        (spool / "inbox" / outside.name).symlink_to(outside)
        variables = {"SMS_MESSAGES": "1", "SMS_1_NUMBER": NUMBERS[0], "SMS_1_TEXT": "Fire"}

        self.assertEqual(1, self.ingest(spool, f"../{outside.name}", **variables))
        self.assertEqual(1, self.ingest(spool, outside.name, **variables))

        self.assertTrue(outside.exists())


if __name__ == "__main__":
    unittest.main()
