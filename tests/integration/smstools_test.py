#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A pretended modem on a pty -> Debian's smsd with the guide's configuration -> tipwire: each message once, no number left."""

import grp
import os
import pwd
import shutil
import subprocess
import time
import unittest

from example import Place, add_source, end, files_in
from gsm_modem import Modem, deliver_pdu, long_text
from harness import Instance, wait_until
from traces import Traces

NUMBERS = [f"7701{n:07}" for n in (5318008, 2718281, 3141592, 1618033)]
LATIN = "Suspicious van near 12 Elm St @ park_2 {50€} $(id) 'id'"
CYRILLIC = "Возле школы №5 продают закладки 🚗"
LONG = "Часть первая, где они стоят. " * 4 + "Конец."


class Smsd:
    """smsd with the guide's smsd.conf; only the places, the device and the accounts are the test's."""

    def __init__(self, place, modem):
        self.place = place
        self.spool = place.folder / "spool"
        self.log = place.folder / "smsd.log"
        for name in ("incoming", "outgoing", "checked", "failed"):
            (self.spool / name).mkdir(parents=True)
        handler = place.file("smstools-handler", mode=0o755)
        self.sweep = place.file("smstools-sweep", ("/var/spool/sms", self.spool), mode=0o755)
        self.file = place.file(
            "smsd.conf", ("/dev/serial/by-id/THE-MODEM-if00", modem.path), ("/var/spool/sms", self.spool),
            ("/var/log/smstools/smsd.log", self.log), ("/run/smstools", place.folder),
            ("/usr/lib/tipwire/smstools-handler", handler), ("/usr/lib/tipwire/smstools-sweep", self.sweep),
            ("user = smsd", f"user = {pwd.getpwuid(os.getuid()).pw_name}"), ("group = tipwire", f"group = {grp.getgrgid(os.getgid()).gr_name}"),
            ("delaytime = 2", "delaytime = 1"))
        self.process = None

    def __enter__(self):
        self.process = self.place.start("/usr/sbin/smsd", "-t", f"-c{self.file}",
                                        stdin=subprocess.DEVNULL,
                                        stdout=open(self.place.folder / "smsd.out", "wb"), stderr=subprocess.STDOUT)
        return self

    def __exit__(self, error_type, *_error):
        end(self.process)
        if error_type is not None:
            print("--- smsd's log\n" + (self.log.read_text(errors="replace") if self.log.exists() else ""))
            print((self.place.folder / "smsd.out").read_text(errors="replace")[-2000:])

    def incoming(self):
        return files_in(self.spool / "incoming")


class Smstools(unittest.TestCase):
    def setUp(self):
        self.daemon = Instance()
        self.addCleanup(self.daemon.__exit__, None, None, None)
        add_source(self.daemon)
        self.daemon.start()
        self.place = Place(self.daemon)
        self.addCleanup(shutil.rmtree, self.place.folder)

    def check_no_number_is_left(self):
        traces = Traces()
        for number in NUMBERS:
            traces.number("+" + number)
        for path in files_in(self.place.folder):
            self.assertEqual([], traces.found_in(path.read_bytes()), path.name)
            self.assertEqual([], traces.found_in(str(path).encode()), path.name)

    def test_messages_become_tips_and_nothing_is_left(self):
        with Modem() as modem, Smsd(self.place, modem) as smsd:
            parts = long_text(NUMBERS[2], LONG, 60)
            self.assertEqual(3, len(parts))
            modem.receive(deliver_pdu(NUMBERS[0], LATIN), parts[2], deliver_pdu(NUMBERS[1], CYRILLIC), parts[0],
                          deliver_pdu("MegaBank", "Promo text"), parts[1])
            wanted = sorted([LATIN, CYRILLIC, LONG, "Promo text"])
            wait_until(lambda: sorted(self.daemon.stored_texts()) == wanted, 30, "all messages are tips")
            wait_until(lambda: not smsd.incoming() and not modem.left(), 10, "spool and card are empty")

            # The same words from the same phone again, later: that is another message.
            modem.receive(deliver_pdu(NUMBERS[0], LATIN))
            wait_until(lambda: self.daemon.stored_texts().count(LATIN) == 2, 30, "the second message came")
            wait_until(lambda: not smsd.incoming(), 10, "the spool is empty")
        self.check_no_number_is_left()

    def test_without_a_daemon_the_file_stays_and_is_taken_later(self):
        self.daemon.kill()
        with Modem() as modem, Smsd(self.place, modem) as smsd:
            modem.receive(deliver_pdu(NUMBERS[3], CYRILLIC))
            wait_until(lambda: smsd.incoming() and not modem.left(), 30, "smsd has the message")
            message = smsd.incoming()[0]
            tried = self.place.run(self.place.folder / "smstools-handler", "RECEIVED", message)
            self.assertEqual(3, tried.returncode)
            self.assertTrue(message.exists())

            self.daemon.start()
            self.assertEqual(0, self.place.run(smsd.sweep).returncode)
            self.assertTrue(message.exists(), "smsd may still be writing a file that is so young")
            past = time.time() - 120
            os.utime(message, (past, past))
            self.assertEqual(0, self.place.run(smsd.sweep).returncode)
            self.assertFalse(message.exists())
        self.assertEqual([CYRILLIC], self.daemon.stored_texts())
        self.check_no_number_is_left()

    def test_the_handler_takes_a_message_once_and_leaves_the_rest_alone(self):
        handler = self.place.file("smstools-handler", mode=0o755)
        message = self.place.folder / "GSM1.aaaaaa"
        message.write_text("From: 77015318008\nAlphabet: UTF-8\nLength: 4\n\nFire")
        kept = message.read_bytes()
        link = self.place.folder / "link"
        link.symlink_to(message)

        for event in ("SENT", "FAILED", "REPORT", "CALL"):
            self.assertEqual(0, self.place.run(handler, event, message, "7").returncode, event)
        self.assertEqual(1, self.place.run(handler, "RECEIVED", link).returncode)
        self.assertEqual([], self.daemon.stored_texts())
        self.assertTrue(message.exists())

        self.assertEqual(0, self.place.run(handler, "RECEIVED", message).returncode)
        self.assertFalse(message.exists())
        message.write_bytes(kept)  # the file was not gone for good: a power cut
        self.assertEqual(0, self.place.run(handler, "RECEIVED", message).returncode)
        self.assertFalse(message.exists())
        self.assertEqual(["Fire"], self.daemon.stored_texts())

    def test_a_file_that_cannot_be_read_stays_and_is_named_without_its_name(self):
        handler = self.place.file("smstools-handler", mode=0o755)
        message = self.place.folder / "77015318008.bad"
        message.write_text("From: 77015318008")

        done = self.place.run(handler, "RECEIVED", message)

        self.assertEqual(1, done.returncode)
        self.assertEqual(b"", done.stdout)
        self.assertIn(f"inode {message.stat().st_ino}", done.stderr.decode())
        self.assertNotIn("5318008", done.stderr.decode())
        self.assertTrue(message.exists())


if __name__ == "__main__":
    unittest.main()
