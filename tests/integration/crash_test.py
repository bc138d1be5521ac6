#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments under load: what was acknowledged is there exactly once, and reaches the contact."""

import collections
import http.client
import os
import random
import threading
import time
import unittest

from harness import SLOWNESS, Instance, Sink, wait_until

CYCLES = 20
WORKERS = 8
READY_MAX = 10  # seconds after a crash


class Sender(threading.Thread):
    """A gateway that sends each message until it is acknowledged, as real ones do: same id on every try."""

    def __init__(self, daemon, worker, over):
        super().__init__(daemon=True)
        self.instance, self.worker, self.over = daemon, worker, over
        self.acknowledged, self.unsure = [], []
        self.wrong = []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.instance.public_port, timeout=10)
        number = 0
        while not self.over.is_set():
            text = f"tip {self.worker}-{number}"
            sender = f"+7999{self.worker:02}{number:05}"
            taken = False
            while not taken and not self.over.is_set():
                taken = self.try_once(connection, text, sender)
            (self.acknowledged if taken else self.unsure).append(text)
            number += 1
        connection.close()

    def try_once(self, connection, text, sender):
        body, headers = self.instance.message(text, sender, message_id="id-" + text)
        try:
            connection.request("POST", "/hooks/sms", body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            time.sleep(0.02)
            return False
        if answer.status not in (200, 503):
            self.wrong.append(answer.status)
        return answer.status == 200


class Crash(unittest.TestCase):
    def test_nothing_acknowledged_is_lost_or_doubled(self):
        seed = int(os.environ.get("TIPWIRE_SEED", random.randrange(2**32)))
        print(f"seed {seed}")
        chance = random.Random(seed)
        settings = {("[delivery]", "retry_delay_min"): '"1s"', ("[delivery]", "retry_delay_max"): '"2s"'}
        with Sink() as sink, Instance(sink, settings) as daemon:
            # The contact is as unreliable as the daemon: now and then it wants to be asked again.
            sink.answer = lambda delivery: (503, {"Retry-After": "1"}) if random.random() < 0.05 else (200, {})
            over = threading.Event()
            senders = [Sender(daemon, worker, over) for worker in range(WORKERS)]
            for sender in senders:
                sender.start()
            for _cycle in range(CYCLES):
                time.sleep(chance.uniform(0.05, 1.0))
                daemon.kill()
                begin = time.monotonic()
                daemon.start()
                self.assertLess(time.monotonic() - begin, READY_MAX * SLOWNESS)
            over.set()
            for sender in senders:
                sender.join(30)
            print(f"{sum(len(sender.acknowledged) for sender in senders)} acknowledged")
            self.check_stored(daemon, senders)
            self.check_delivered(daemon, sink, senders)
            self.assertEqual(0, sink.forged)
            self.assertEqual(0, daemon.stop())
            daemon.verify_audit()

    def check_stored(self, daemon, senders):
        self.assertEqual([], [status for sender in senders for status in sender.wrong])
        acknowledged = {text for sender in senders for text in sender.acknowledged}
        unsure = {text for sender in senders for text in sender.unsure}
        self.assertGreater(len(acknowledged), CYCLES * 5, "there was no load worth the name")
        stored = collections.Counter(daemon.stored_texts())
        self.assertEqual(set(), acknowledged - set(stored), "acknowledged and lost")
        self.assertEqual({}, {text: count for text, count in stored.items() if count != 1}, "doubled")
        self.assertEqual(set(), set(stored) - acknowledged - unsure, "never sent")
        daemon.verify_audit()

    def check_delivered(self, daemon, sink, senders):
        stored = set(daemon.stored_texts())
        wait_until(lambda: stored <= set(sink.texts()), 120, "every tip reaches the contact")
        # Repeats carry the same webhook id; after removing them each tip came once.
        counted = collections.Counter(sink.texts())
        self.assertEqual({}, {text: count for text, count in counted.items() if count != 1})
        references = [body["data"]["reference"] for body in sink.accepted().values()]
        self.assertEqual(len(references), len(set(references)))
        self.assertEqual(len(references), max(int(one.rsplit("-", 1)[1]) for one in references), "a gap in the references")


if __name__ == "__main__":
    unittest.main()
