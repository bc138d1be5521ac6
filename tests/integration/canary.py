# SPDX-License-Identifier: Apache-2.0
"""What the days of the canary tests share: who sent and what was said is remembered, and afterwards looked for everywhere.

Who sent it (numbers, sender names, providers' ids and addresses of pictures) may be nowhere at all, not even in what the
police get. What was said may be in what the contact gets and the operator reads; not in files, logs, metrics or error answers.
"""

import unittest

from traces import Traces


class Day(unittest.TestCase):
    def setUp(self):
        self.answers = []   # what anybody on the network or at a terminal was told
        self.said = Traces()
        self.sender = Traces()

    def remember(self, numbers=(), senders=(), said=()):
        for number in numbers:
            self.sender.number(number)
        for text in senders:
            self.sender.text(text)
        for text in said:
            self.said.text(text)

    # --- what was answered

    def heard(self, *answers):
        self.answers += [answer if isinstance(answer, bytes) else answer.encode() for answer in answers]

    def ask(self, daemon, wanted, method, path, content=b"", headers=None):
        status, answered, said = daemon.request(method, path, content, headers or {})
        self.assertEqual(wanted, status, path)
        self.heard(repr(answered), said)

    def ended(self, done, wanted=0):
        """A finished command of ours."""
        self.assertEqual(wanted, done.returncode, done.stderr)
        self.heard(done.stdout, done.stderr)

    # --- where to look

    def files(self, daemon):
        for path in sorted(daemon.data.rglob("*")):
            if path.is_file():
                yield path.name, path.read_bytes()
        yield "names of files", "\n".join(str(path) for path in daemon.data.rglob("*")).encode()
        yield "the log", daemon.log.read_bytes()

    def check_files(self, daemon):
        for name, data in self.files(daemon):
            self.assertEqual([], self.sender.found_in(data), f"a sender in {name}")
            self.assertEqual([], self.said.found_in(data), f"a tip's words in {name}")

    def check_network(self, daemon, sink):
        self.heard(daemon.metrics(), *(daemon.admin(path)[2] for path in ("/healthz", "/readyz", "/v1/tips", "/")))
        answers = b"\n".join(self.answers)
        self.assertEqual([], self.sender.found_in(answers))
        self.assertEqual([], self.said.found_in(answers))
        sink.wait_for(11)
        for delivery in sink.deliveries:
            outbound = repr(delivery["headers"]).encode() + delivery["path"].encode() + delivery["raw"]
            self.assertEqual([], self.sender.found_in(outbound), "a sender in what the contact gets")
        outbound = b"".join(delivery["raw"] for delivery in sink.deliveries)
        self.assertTrue(self.said.found_in(outbound), "the contact must get the words")
        self.assertIn("[***]".encode(), outbound)

    def check_operator(self, daemon, *more):
        for arguments in (("tips", "list", "--json"), ("deliveries", "list", "--json"), ("stats", "--json"),
                          ("contacts", "list", "--json"), ("keys", "list", "--json"), *more):
            shown = daemon.cli(*arguments)
            self.assertEqual(0, shown.returncode, shown.stderr)
            self.assertEqual([], self.sender.found_in(shown.stdout.encode() + shown.stderr.encode()), f"a sender in {arguments}")
