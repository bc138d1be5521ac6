#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A pretended modem on a pty -> Debian's Kannel with the guide's smsc group -> tipwire, and nothing of it in Kannel's logs."""

import os
import shutil
import unittest

import kannel_test
from example import Place
from gsm_modem import Modem, deliver_pdu, long_text
from harness import Instance, free_ports, wait_until
from traces import Traces

NUMBER = "77015318008"
CYRILLIC = "Возле школы №5 продают закладки 🚗"
LONG = "Часть первая, где они стоят. " * 4 + "Конец."


class KannelModem(unittest.TestCase):
    def test_messages_on_the_card_become_tips(self):
        admin, box, sendsms = free_ports(3)
        daemon = Instance()
        self.addCleanup(daemon.__exit__, None, None, None)
        kannel_test.configure(daemon, "kannel-hook-token", "password", sendsms)
        place = Place(daemon)
        self.addCleanup(shutil.rmtree, place.folder)
        daemon.start()
        settings = {"admin": admin, "box": box, "smpp": 1, "sendsms": sendsms, "password": "password", "recode": "true",
                    "joins": "true", "public": daemon.public_port, "token": "kannel-hook-token"}
        with Modem() as modem, kannel_test.Kannel(**settings) as kannel:
            os.chmod(modem.path, 0o666)  # where the boxes run as nobody
            group = place.file("kannel-modem.conf", ("/dev/serial/by-id/THE-MODEM-if00", modem.path)).read_text()
            # A modem hands over one part at a time: Kannel must have the patience for it.
            text = kannel.file.read_text().replace("combine-concatenated-mo-timeout = 2", "combine-concatenated-mo-timeout = 60")
            before, after = text.index("group = smsc\n"), text.index("group = smsbox\n")
            kannel.file.write_text(text[:before] + group + "\n" + text[after:])
            parts = long_text(NUMBER, LONG, 60)
            modem.receive(deliver_pdu(NUMBER, "Latin tip"), parts[2], parts[0], deliver_pdu(NUMBER, CYRILLIC), parts[1])
            kannel.start_bearerbox()
            kannel.start_smsbox()

            wanted = sorted(["Latin tip", CYRILLIC, LONG])
            wait_until(lambda: sorted(daemon.stored_texts()) == wanted, 40, "all messages are tips")
            wait_until(lambda: not modem.left(), 10, "the card is empty")
            traces = Traces()
            traces.number("+" + NUMBER)
            self.assertEqual([], traces.found_in(kannel.logs().encode()))


if __name__ == "__main__":
    unittest.main()
