# SPDX-License-Identifier: Apache-2.0
"""Drives a server with wrk and signed requests, each sent once, and says what that took."""

import dataclasses
import json
import pathlib
import statistics
import subprocess
import time

import signed_requests
from instance import AUTH_TOKEN, Instance
from machine import Process, busy_seconds, own_cpu_seconds

HERE = pathlib.Path(__file__).resolve().parent
DISTURBED = 0.35  # cores used by others
PER_SECOND_MAX = 100_000  # requests made ready for each second of a run


@dataclasses.dataclass
class Run:
    """One run of wrk. rate: answers a second; p50, p99: ms; cpu: the server's, us a request."""
    rate: float
    p50: float
    p99: float
    cpu: float
    foreign: float
    requests: int
    written: float | None = None  # bytes a request


@dataclasses.dataclass
class Requests:
    """A file of them, ids first to first + count - 1."""
    path: pathlib.Path
    length: int
    count: int


class Bench:
    """What all stages share."""

    def __init__(self, build, folder, seconds, runs, patience):
        self.build, self.folder = build, folder
        self.seconds, self.runs, self.patience = seconds, runs, patience
        self.measured = self.disturbed = 0
        self._requests = None

    def requests(self):
        """Enough for one run on an empty database; made once, since every run gets a fresh instance."""
        if self._requests is None:
            self._requests = self.make_requests(0, int(self.seconds * PER_SECOND_MAX))
        return self._requests

    def make_requests(self, first, count):
        path = self.folder / f"requests-{first}"
        length = signed_requests.write(path, first, count, AUTH_TOKEN.encode())
        return Requests(path, length, count)

    def instance(self, name="instance"):
        return Instance(self.build, self.folder / name)

    def null_server(self):
        server = Process([self.build / "tests/bench/null_server", "127.0.0.1:0"])
        port = server.announced_port()
        return server, f"http://127.0.0.1:{port}"

    def drive(self, server, url, connections, requests=None, seconds=None):
        """Loads a server and returns a Run. Any answer but 2xx, and any request sent twice, is an error."""
        requests = requests or self.requests()
        seconds = seconds or self.seconds
        written, cpu, busy, own = server.written_bytes(), server.cpu_seconds(), busy_seconds(), own_cpu_seconds()
        began = time.monotonic()
        told = wrk(url, connections, seconds, requests)
        wall = time.monotonic() - began
        cpu = server.cpu_seconds() - cpu
        foreign = busy_seconds() - busy - cpu - (own_cpu_seconds() - own)
        count = told["requests"]
        if told["bad"] or told["errors"] or not count:
            raise RuntimeError(f"{told['bad']} refusals, {told['errors']} errors in {count}:\n{server.output()}")
        if count + connections > requests.count:
            raise RuntimeError("the requests ran out; raise PER_SECOND_MAX")
        run = Run(count / told["seconds"], told["p50"], told["p99"], cpu / count * 1e6, max(0, foreign / wall), count)
        if written is not None:
            run.written = (server.written_bytes() - written) / count
        return run

    def quiet(self, measure):
        """Repeats a measurement that others disturbed, within bounds, and keeps the least disturbed one."""
        best = None
        for _attempt in range(self.patience + 1):
            result = measure()
            if best is None or foreign_of(result) < foreign_of(best):
                best = result
            if foreign_of(best) <= DISTURBED:
                break
        self.measured += 1
        self.disturbed += foreign_of(best) > DISTURBED
        return best


def foreign_of(result):
    return max(run.foreign for run in result.values() if isinstance(run, Run))


def wrk(url, connections, seconds, requests):
    whole = max(1, round(seconds))
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{whole}s", "--timeout", "20s", "-s", HERE / "replay.lua",
         url, "--", requests.path, str(requests.length), "0"],
        check=True, capture_output=True, text=True, timeout=whole + 60)
    return json.loads([line for line in done.stdout.splitlines() if line.startswith("{")][-1])


def median(values):
    return statistics.median(values)


def spread(values):
    return f"{min(values):.3g}..{max(values):.3g}"


def as_json(runs):
    return [{name: dataclasses.asdict(value) if isinstance(value, Run) else value for name, value in run.items()}
            for run in runs]
