# SPDX-License-Identifier: Apache-2.0
"""Processes, and what the kernel says of them: CPU time, memory, bytes written, and who else was busy."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Process:
    """A server under measurement. Its last lines of output are kept, and it is ended by its own id."""

    def __init__(self, arguments, **options):
        self._child = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                       **options)
        self.pid = self._child.pid
        self._lines = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._child.stdout:
            self._lines = self._lines[-49:] + [line]

    def output(self):
        return "".join(self._lines)

    def wait_for(self, pattern, seconds=10):
        """The first match of a pattern in what it prints."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._child.poll() is None:
            if found := re.search(pattern, self.output()):
                return found
            time.sleep(0.02)
        raise RuntimeError(f"{self._child.args[0]} did not print {pattern!r}:\n{self.output()}")

    def announced_port(self):
        return int(self.wait_for(r"listening on port (\d+)")[1])

    def wait_for_port(self, port, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._child.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            time.sleep(0.02)
        raise RuntimeError(f"{self._child.args[0]} does not listen:\n{self.output()}")

    def stop(self):
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)
            try:
                self._child.wait(30)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait(10)
        self._reader.join(5)
        return self.output()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.stop()

    def cpu_seconds(self):
        return sum(map(int, _stat(self.pid)[11:13])) / TICK

    def resident_bytes(self):
        return int(_stat(self.pid)[21]) * PAGE

    def written_bytes(self):
        """What reached the disk; None where the kernel does not tell (it tells root)."""
        try:
            with open(f"/proc/{self.pid}/io", encoding="ascii") as file:
                return int(re.search(r"^write_bytes: (\d+)", file.read(), re.M)[1])
        except PermissionError:
            return None


def _stat(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return file.read().rsplit(") ", 1)[1].split()


def busy_seconds():
    """CPU seconds of the whole machine that were neither idle nor waiting for a disk."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _idle, _wait, irq, soft, *_rest = map(int, file.readline().split()[1:])
    return (user + nice + system + irq + soft) / TICK


def own_cpu_seconds():
    """Of this script and of the children that have ended, such as wrk."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
