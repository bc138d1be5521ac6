#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The system calls themselves show it: between reading a message and answering 200, the disk was synced.

    recvmsg(12, "POST /hooks/sms ...")  ->  pwrite64(WAL) .. fdatasync(WAL) = 0  ->  sendmsg(12, "HTTP/1.1 200 OK ...")
"""

import pathlib
import re
import tempfile
import unittest

from harness import Instance, Sink, wait_until

MESSAGES = 10
READS = "read,readv,recvmsg,recvfrom"
WRITES = "write,writev,sendmsg,sendto"


def events(trace):
    """request, synced, answered: in the order in which the calls began (a sync: ended well)."""
    waiting = {}  # thread -> sync in progress
    for line in trace.splitlines():
        thread, _, call = line.partition(" ")
        call = call.strip()
        if re.match(r"(fsync|fdatasync)\(", call):
            if "<unfinished" in call:
                waiting[thread] = True
            elif call.endswith("= 0"):
                yield "synced"
        elif "resumed>" in call and re.match(r"<\.\.\. (fsync|fdatasync) ", call) and call.endswith("= 0"):
            if waiting.pop(thread, False):
                yield "synced"
        elif "POST /hooks/sms" in call and not re.match(r"(write|writev|sendmsg|sendto)\(", call):
            yield "request"
        elif "HTTP/1.1 200" in call and re.match(r"(write|writev|sendmsg|sendto)\(", call):
            yield "answered"


class AckOrder(unittest.TestCase):
    def test_the_reader_of_traces_tells_right_from_wrong(self):
        right = ('9 recvmsg(12, {iov=["POST /hooks/sms HTTP/1.1"...]}, 0) = 9\n8 fdatasync(5 <unfinished ...>\n'
                 '9 epoll_wait(\n8 <... fdatasync resumed>) = 0\n9 sendmsg(12, {["HTTP/1.1 200 OK"...]}, 0) = 9\n')
        failed = right.replace("resumed>) = 0", "resumed>) = -1 EIO")
        self.assertEqual(["request", "synced", "answered"], list(events(right)))
        self.assertEqual(["request", "answered"], list(events(failed)))

    def test_the_sync_precedes_each_answer(self):
        with tempfile.TemporaryDirectory() as folder:
            trace = pathlib.Path(folder, "trace")
            # -D: the daemon stays our own child, and strace is the one beside it.
            strace = ["strace", "-D", "-f", "-s", "64", "-o", str(trace), "-e", f"trace=fsync,fdatasync,{READS},{WRITES}"]
            with Sink() as sink, Instance(sink, prefix=strace) as daemon:
                for number in range(MESSAGES):
                    self.assertEqual(200, daemon.send(f"tip {number}")[0])
                    # Until the forwarding is over: then no other commit falls into the next message.
                    wait_until(lambda: self.all_delivered(daemon, number + 1), 30, "the delivery is marked")
                self.assertEqual(0, daemon.stop())
                wait_until(lambda: "+++ exited" in trace.read_text().splitlines()[-1], 20, "strace has written all")
            seen = [event for event in events(trace.read_text()) if event]

        self.assertEqual(MESSAGES, seen.count("request"))
        between, found = None, 0
        for event in seen:
            if event == "request":
                between = []
            elif event == "answered" and between is not None:
                self.assertIn("synced", between)
                between, found = None, found + 1
            elif between is not None:
                between.append(event)
        self.assertEqual(MESSAGES, found)

    def all_delivered(self, daemon, count):
        states = [one["state"] for one in daemon.json("deliveries", "list")["items"]]
        return len(states) == count and set(states) == {"delivered"}


if __name__ == "__main__":
    unittest.main()
