#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One number writes 200 times, thirty numbers send the same words, people write for the first time: nothing is lost, and the
contact hears of what is held only once an operator has let it go."""

import collections
import threading
import unittest

from harness import Instance, Sink, wait_until

OF_ONE, COPIES, PEOPLE = 200, 30, 25
SENDER_LIMIT, COPIES_LIMIT = 5, 3
FLOODER = "+77015318008"
COPIED = "Соседи из квартиры сорок два торгуют солью у подъезда"
FLOOD = [f"Сообщение номер {number} от одного и того же телефона" for number in range(OF_ONE)]
FIRST = [f"A first report, number {number}, about the garages" for number in range(PEOPLE)]


def copy(number):
    """The same words as they come from a template: case, blanks and marks differ."""
    return [COPIED, COPIED.upper(), COPIED.replace(" ", "  ") + "!", COPIED + "..."][number % 4]


class Flood(unittest.TestCase):
    def setUp(self):
        self.sink = Sink()
        self.daemon = Instance(self.sink, {("[floods]", "per_sender_per_hour"): str(SENDER_LIMIT),
                                           ("[floods]", "copies_per_day"): str(COPIES_LIMIT)})
        self.sent = collections.Counter()
        self.answers = collections.Counter()
        self.lock = threading.Lock()

    def send(self, text, sender):
        status = self.daemon.send(text, sender)[0]
        with self.lock:
            self.sent[text] += 1
            self.answers[status] += 1

    def send_all_at_once(self):
        """Three crowds beside each other; each of them in its order."""
        crowds = [[(text, FLOODER) for text in FLOOD],
                  [(copy(number), f"+7702{number:07}") for number in range(COPIES)],
                  [(text, f"+7703{number:07}") for number, text in enumerate(FIRST)]]
        threads = [threading.Thread(target=lambda crowd=crowd: [self.send(*one) for one in crowd]) for crowd in crowds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({200: OF_ONE + COPIES + PEOPLE}, dict(self.answers))

    def stored(self):
        return collections.Counter(self.daemon.stored_texts())

    def told(self):
        return collections.Counter(self.sink.texts())

    def held(self):
        return self.daemon.json("tips", "list", "--state", "held", "--limit", "1000")["items"]

    def released(self, *which):
        done = self.daemon.cli("tips", "release", *which, "--json")
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def check_told(self, expected, what):
        wait_until(lambda: self.told().total() >= expected.total(), 30, what)
        self.assertEqual(expected, self.told())

    def check_held(self):
        """What is over a limit, and only that; it says why, and copies name each other."""
        held = [self.daemon.json("tips", "show", tip["id"]) for tip in self.held()]
        reasons = collections.Counter()
        for tip in held:
            self.assertEqual("held", tip["state"])
            reasons[tip["held_because"]] += len(tip["messages"])
        self.assertEqual({"sender": OF_ONE - SENDER_LIMIT, "copies": COPIES - COPIES_LIMIT}, dict(reasons))
        first = [tip["id"] for tip in self.daemon.tips() if tip["messages"][0]["text"] == COPIED][-1]  # the latest come first
        for tip in held:
            if tip["held_because"] == "copies":
                self.assertIn(first, tip["related"])
        return held

    def test_a_flood_is_held_and_let_go(self):
        with self.sink, self.daemon as daemon:
            self.send_all_at_once()
            self.assertEqual(self.sent, self.stored(), "each text once")
            held = self.check_held()
            over = collections.Counter(message["text"] for tip in held for message in tip["messages"])
            under = self.sent - over
            self.assertLessEqual(set(FIRST), set(under), "who writes for the first time is not held")
            self.assertLessEqual(set(FLOOD[:SENDER_LIMIT]), set(under))
            self.check_told(under, "the contact hears of what is not held")
            self.assertIn(f"tipwire_messages_quarantined_total {over.total()}\n", daemon.metrics())

            daemon.kill()
            daemon.start()
            self.assertEqual(over.total(), sum(len(tip["messages"]) for tip in self.held()), "held over a power cut")

            one = next(tip for tip in held if tip["held_because"] == "copies")
            self.assertIn('"released":1', self.released(one["id"]).replace(" ", ""))
            again = daemon.cli("tips", "release", one["code"])
            self.assertEqual((1, ""), (again.returncode, again.stdout))
            self.assertIn("not held", again.stderr)
            self.check_told(under + collections.Counter([one["messages"][0]["text"]]), "the one that was let go")

            rest = len(held) - 1
            self.assertIn(f'"released":{rest}', self.released("--all-held").replace(" ", ""))
            self.assertEqual([], self.held())
            self.check_told(self.sent, "all of it")
            self.assertEqual(self.sent, self.stored())
            daemon.verify_audit()


if __name__ == "__main__":
    unittest.main()
