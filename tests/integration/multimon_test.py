#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our own POCSAG signal -> Debian's multimon-ng -> tipwire: each page for our pagers once, and none is lost meanwhile."""

import shutil
import signal
import subprocess
import unittest

from example import Place, add_source, end
from harness import Instance, wait_until
import pocsag

OURS, OTHER_OF_OURS, STRANGER = 1234567, 1234560, 2000000
FIRE = "Tip: fire at pump house 7 & gate [4], ask for <b> or $(id)"
SHORT = "ok"
PAGES = [(OURS, 3, pocsag.alpha(FIRE)), (STRANGER, 3, pocsag.alpha("nobody's business")),
         (OURS, 3, pocsag.alpha(FIRE)), (OTHER_OF_OURS, 0, pocsag.numeric("112-7701")),
         (OURS, 1, []), (OTHER_OF_OURS, 3, pocsag.alpha(SHORT))]


def line(text, at="21:15:37", address=OURS):
    return f"2026-11-21 {at}: POCSAG1200: Address: {address:7}  Function: 3  Alpha:   {text}<EOT>\n".encode()


class Multimon(unittest.TestCase):
    def setUp(self):
        self.daemon = Instance()
        self.addCleanup(self.daemon.__exit__, None, None, None)
        add_source(self.daemon, "pager")
        self.daemon.start()
        self.place = Place(self.daemon)
        self.addCleanup(shutil.rmtree, self.place.folder)

    def ingest(self, *more):
        process = self.place.start("tipwire", "ingest", "--source", "pager", "--format", "multimon",
                                   "--pagers", f"{OURS},{OTHER_OF_OURS}", *more, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=open(self.place.folder / "stderr", "wb"))
        self.addCleanup(process.stdout.close)
        self.addCleanup(end, process)
        return process

    def said(self):
        return (self.place.folder / "stderr").read_text()

    def write(self, process, data):
        process.stdin.write(data)
        process.stdin.flush()

    def test_a_signal_becomes_tips(self):
        audio = self.place.folder / "audio"
        audio.write_bytes(pocsag.sound(PAGES))  # a stranger's page, a repeat and a tone among them
        script = self.place.file("pager-receiver", ("rtl_fm -M fm -f 153.350M -s 22050 -g 30", f"cat '{audio}'"),
                                 ("1234567,1234560", f"{OURS},{OTHER_OF_OURS}"), mode=0o755)

        done = self.place.run(script)

        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(sorted([FIRE, "112-7701", SHORT]), sorted(self.daemon.stored_texts()))
        self.assertEqual(b"", done.stdout)
        self.assertNotIn(b"fire", done.stderr)

    def test_a_page_is_committed_while_the_pipe_stays_open(self):
        process = self.ingest()
        self.write(process, line("first") + b"noise\n")
        wait_until(lambda: self.daemon.stored_texts() == ["first"], 5, "the page is a tip at once")
        self.write(process, line("second"))
        wait_until(lambda: len(self.daemon.stored_texts()) == 2, 5, "the next one too")
        self.assertIsNone(process.poll())

        process.stdin.close()
        self.assertEqual(0, process.wait(10))
        self.assertIn("1 lines could not be read", self.said())
        self.assertNotIn("noise", self.said())

    def test_pages_wait_while_the_daemon_is_away(self):
        process = self.ingest()
        self.write(process, line("before"))
        wait_until(lambda: self.daemon.stored_texts() == ["before"], 5, "the first page")
        self.daemon.kill()
        for number in range(20):
            self.write(process, line(f"meanwhile {number}"))
        wait_until(lambda: "pages wait" in self.said(), 10, "the pages wait")
        self.daemon.start()
        wait_until(lambda: len(self.daemon.stored_texts()) == 21, 10, "all pages are tips")
        wait_until(lambda: "takes pages again" in self.said(), 5, "it says so")
        self.assertNotIn("meanwhile", self.said())
        process.stdin.close()
        self.assertEqual(0, process.wait(10))

    def test_a_page_sent_again_is_taken_once_also_after_a_restart(self):
        for _run in range(2):
            process = self.ingest()
            self.write(process, line("Fire", "21:15:37") + line("Fire", "21:15:59") + line("Fire", "21:15:37", OTHER_OF_OURS))
            process.stdin.close()
            self.assertEqual(0, process.wait(20))
        self.assertEqual(["Fire", "Fire"], self.daemon.stored_texts())

    def test_the_end_tells_what_became_of_the_pages(self):
        process = self.ingest()
        self.write(process, line("waits"))
        wait_until(lambda: self.daemon.stored_texts(), 5, "the first page")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(10))

        unknown = self.place.run("tipwire", "ingest", "--source", "nobody", "--format", "multimon", "--pagers", str(OURS),
                                 input=line("x"))
        self.assertEqual(1, unknown.returncode)
        self.assertIn(b"no source has this name", unknown.stderr)
        for pagers in ("", "7701a", "2097152", "1,,2"):
            wrong = self.place.run("tipwire", "ingest", "--source", "pager", "--format", "multimon", f"--pagers={pagers}",
                                   input=b"")
            self.assertEqual(2, wrong.returncode, pagers)


if __name__ == "__main__":
    unittest.main()
