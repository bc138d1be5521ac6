#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SIGTERM drains within 15 s and ends with status 0, whatever hangs; nothing acknowledged is lost."""

import socket
import threading
import time
import unittest

from harness import SLOWNESS, Instance, Sink

DRAIN_MAX = 15


class Sigterm(unittest.TestCase):
    def drained(self, daemon):
        begin = time.monotonic()
        status = daemon.stop(DRAIN_MAX + 5)
        self.assertEqual(0, status)
        self.assertLess(time.monotonic() - begin, DRAIN_MAX * SLOWNESS)

    def test_an_idle_daemon_ends_at_once(self):
        with Sink() as sink, Instance(sink) as daemon:
            self.drained(daemon)

    def test_hanging_peers_do_not_hold_it(self):
        let_go = threading.Event()
        self.addCleanup(let_go.set)
        with Sink() as sink, Instance(sink) as daemon:
            asked = threading.Event()

            def hang(_delivery):
                asked.set()
                let_go.wait(120)
                return 200, {}
            sink.answer = hang
            self.assertEqual(200, daemon.send("The contact hangs")[0])
            self.assertTrue(asked.wait(20 * SLOWNESS))
            idle, half = (socket.create_connection(("127.0.0.1", daemon.public_port)) for _ in range(2))
            half.sendall(b"POST /hooks/sms HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")

            self.drained(daemon)

            idle.close()
            half.close()

    def test_under_load_nothing_acknowledged_is_lost(self):
        with Sink() as sink, Instance(sink) as daemon:
            acknowledged, over = [], threading.Event()

            def load(worker):
                for number in range(100000):
                    text = f"load {worker} {number}"
                    if over.is_set() or daemon.send(text)[0] != 200:
                        return
                    acknowledged.append(text)
            workers = [threading.Thread(target=load, args=(one,)) for one in range(8)]
            for worker in workers:
                worker.start()
            while len(acknowledged) < 50:
                time.sleep(0.01)

            self.drained(daemon)

            over.set()
            for worker in workers:
                worker.join(60)
            daemon.start()
            stored = daemon.stored_texts()
            self.assertEqual([], [text for text in acknowledged if stored.count(text) != 1])
            daemon.verify_audit()


if __name__ == "__main__":
    unittest.main()
