# SPDX-License-Identifier: Apache-2.0
"""A peer written in JavaScript, driven by lines of JSON."""

import json
import pathlib
import subprocess
import threading

import harness

FOLDER = pathlib.Path(__file__).resolve().parent / "peers"


class Peer:
    """node peers/<name>.js ARGUMENTS. Its lines are kept in `events`."""

    def __init__(self, name, *arguments):
        self.events = []
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "node", str(FOLDER / f"{name}.js"), *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self._process.stdout:
            self.events.append(json.loads(line))

    def tell(self, **line):
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

    def of(self, event):
        return [one for one in self.events if one.get("event") == event]

    def wait(self, event, count=1, seconds=30):
        return harness.wait_until(lambda: len(self.of(event)) >= count and self.of(event), seconds,
                                  f"{count} × {event}; there are {len(self.of(event))}")

    def ask(self, **line):
        """For peers that answer each line with one."""
        before = len(self.events)
        self.tell(**line)
        harness.wait_until(lambda: len(self.events) > before, 30, "the peer answers")
        return self.events[before]

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._process.terminate()
        self._process.wait(10)
