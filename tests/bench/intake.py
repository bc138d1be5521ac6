# SPDX-License-Identifier: Apache-2.0
"""Durable signed tips a second on an empty database, beside the null server and beside one transaction for each tip."""

import contextlib
import re
import socket
import subprocess
import time

from load import as_json, median, spread

HEADER = (f"{'connections':<14}{'tips/s':>9}{'null/s':>9}{'ratio':>8}{'(range)':>16}{'p50 ms':>8}{'p99 ms':>8}"
          f"{'us CPU':>8}{'of null':>9}{'KiB/tip':>9}{'foreign':>9}")
IDLE_CONNECTIONS = 1000
KIB, MB = 1024, 1e6


def measure(bench, connections, figures):
    """Returns what goes into the report; adds the figures that have floors."""
    print(HEADER)
    stage = {}
    for number in connections:
        pairs = paired_runs(bench, number)
        stage[str(number)] = as_json(pairs)
        print_line(str(number), pairs)
        note(number, pairs, figures)
    naive = paired_runs(bench, 64, "--one-transaction-each")
    stage["one transaction each, 64"] = as_json(naive)
    print_line("64, naive", naive)
    stage["single_commits"] = single_commits(bench, figures)
    stage["memory"] = memory(bench, figures)
    return stage


def paired_runs(bench, connections, *switches):
    return [bench.quiet(lambda: pair(bench, connections, switches)) for _ in range(bench.runs)]


def pair(bench, connections, switches):
    """The null server and the daemon, one right after the other."""
    result = {}
    server, url = bench.null_server()
    with server:
        result["null"] = bench.drive(server, url, connections)
    with bench.instance() as instance:
        with instance.start("--no-dispatch", *switches) as daemon:
            run = result["tipwire"] = bench.drive(daemon, instance.url() + "/hooks/sms", connections)
            result["log"] = instance.log_bytes()
        result["stored"] = instance.tips()
        result["rest"] = instance.database_bytes() / result["stored"]
    if result["stored"] < run.requests:
        raise RuntimeError(f"{run.requests} answered, but only {result['stored']} stored")
    return result


def of_runs(pairs, value):
    return median([value(pair) for pair in pairs])


def ratio(pair):
    return pair["tipwire"].rate / pair["null"].rate


def print_line(name, pairs):
    written = [pair["tipwire"].written or 0 for pair in pairs]
    print(f"{name:<14}{of_runs(pairs, lambda p: p['tipwire'].rate):>9.0f}{of_runs(pairs, lambda p: p['null'].rate):>9.0f}"
          f"{of_runs(pairs, ratio):>8.3f}{spread([ratio(p) for p in pairs]):>16}"
          f"{of_runs(pairs, lambda p: p['tipwire'].p50):>8.2f}{of_runs(pairs, lambda p: p['tipwire'].p99):>8.2f}"
          f"{of_runs(pairs, lambda p: p['tipwire'].cpu):>8.1f}"
          f"{of_runs(pairs, lambda p: p['tipwire'].cpu / p['null'].cpu):>9.2f}"
          f"{median(written) / KIB:>9.1f}{max(p['tipwire'].foreign for p in pairs):>9.2f}", flush=True)


def note(connections, pairs, figures):
    figures[f"ratio_{connections}"] = of_runs(pairs, ratio)
    figures[f"p50_{connections}"] = of_runs(pairs, lambda p: p["tipwire"].p50)
    figures[f"p99_{connections}"] = of_runs(pairs, lambda p: p["tipwire"].p99)
    if connections == 64:
        figures["cpu_ratio_64"] = of_runs(pairs, lambda p: p["tipwire"].cpu / p["null"].cpu)
        figures["rest_per_tip"] = of_runs(pairs, lambda p: p["rest"])
        if pairs[0]["tipwire"].written is not None:
            figures["written_per_tip"] = of_runs(pairs, lambda p: p["tipwire"].written) / KIB
    figures["log_max"] = max([figures.get("log_max", 0)] + [p["log"] / 2**20 for p in pairs])


def single_commits(bench, figures):
    """One connection beside the store alone with one caller that waits for each commit: its bound."""
    pairs = [bench.quiet(lambda: commit_pair(bench)) for _ in range(bench.runs)]
    figures["of_single_commits"] = median([pair["tipwire"].rate / pair["commits"] for pair in pairs])
    commits = [pair["commits"] for pair in pairs]
    print(f"single durable commits: {median(commits):.0f}/s ({spread(commits)}); "
          f"one connection reaches {figures['of_single_commits']:.2f} of that", flush=True)
    return as_json(pairs)


def commit_pair(bench):
    told = subprocess.run([bench.build / "tests/bench/store_bench", bench.folder, "--only", "1", "10000"],
                          check=True, capture_output=True, text=True, timeout=120).stdout
    result = {"commits": float(re.search(r"([\d.]+) tips/s", told)[1])}
    with bench.instance() as instance, instance.start("--no-dispatch") as daemon:
        result["tipwire"] = bench.drive(daemon, instance.url() + "/hooks/sms", 1)
    return result


def memory(bench, figures):
    with bench.instance() as instance, instance.start("--no-dispatch") as daemon:
        time.sleep(0.5)
        idle = daemon.resident_bytes()
        with contextlib.ExitStack() as stack:
            for _ in range(IDLE_CONNECTIONS):
                keep_alive(stack.enter_context(socket.create_connection(("127.0.0.1", instance.public), 10)))
            time.sleep(0.5)
            connected = daemon.resident_bytes()
    figures["rss_idle"] = idle / MB
    figures["rss_connection"] = (connected - idle) / IDLE_CONNECTIONS / KIB
    print(f"resident when idle: {idle / MB:.1f} MB; a connection: {figures['rss_connection']:.1f} KiB")
    return {"idle": idle, "connected": connected}


def keep_alive(connection):
    """A request that is answered, so that the connection is one that waits for its next."""
    connection.sendall(b"GET /nothing HTTP/1.1\r\nHost: tips.example.org\r\n\r\n")
    if not connection.recv(4096).startswith(b"HTTP/1.1 404"):
        raise RuntimeError("an unknown path is not 404")
