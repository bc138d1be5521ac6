# SPDX-License-Identifier: Apache-2.0
"""What a large database costs: fills it through the front door, then measures again, in pairs with an empty one."""

import time

from load import as_json, median, spread

PIECE_SECONDS = 5
FILL_SECONDS_MAX = 900
CONNECTIONS = [64, 256]
NEEDLE = "такого слова нет"  # so that a search must open every tip
MB = 1e6


def measure(bench, tips, figures):
    with bench.instance("full") as full:
        next_id, resident = fill(bench, full, tips)
        stage = {"tips": full.tips(), "bytes": full.database_bytes(), "resident": resident}
        print(f"\n{stage['tips']} tips stored: {stage['bytes'] / MB:.0f} MB on disk, {resident / MB:.0f} MB resident")
        if stage["tips"] >= 1_000_000:
            figures["rss_million"] = resident / MB
        for connections in CONNECTIONS:
            pairs = []
            for _ in range(bench.runs):
                result = {}

                def measure_pair():
                    nonlocal next_id
                    result.clear()
                    result["empty"] = on_empty(bench, connections)
                    result["full"], next_id = on_full(bench, full, connections, next_id)
                    return dict(result)

                pairs.append(bench.quiet(measure_pair))
            stage[str(connections)] = as_json(pairs)
            figures[f"million_{connections}"] = median([rate_ratio(pair) for pair in pairs])
            print(f"{connections:>4} connections: {median([p['full'].rate for p in pairs]):.0f} tips/s, "
                  f"{figures[f'million_{connections}']:.3f} of empty ({spread([rate_ratio(p) for p in pairs])}), "
                  f"p99 {median([p['full'].p99 for p in pairs]):.1f} ms", flush=True)
        stage["commands"] = commands(full, figures)
    return stage


def rate_ratio(pair):
    return pair["full"].rate / pair["empty"].rate


def fill(bench, instance, tips):
    """Returns the first id not used yet and the daemon's memory under load."""
    next_id = stored = 0
    end = time.monotonic() + FILL_SECONDS_MAX
    with instance.start("--no-dispatch") as daemon:
        while stored < tips and time.monotonic() < end:
            run, next_id = drive_fresh(bench, daemon, instance, 256, next_id, PIECE_SECONDS)
            stored += run.requests
        return next_id, daemon.resident_bytes()


def drive_fresh(bench, daemon, instance, connections, first, seconds):
    """A run with ids from `first` on; returns it and the next id. The file is gone afterwards."""
    requests = bench.make_requests(first, int(seconds * 70_000) + connections)
    try:
        return bench.drive(daemon, instance.url() + "/hooks/sms", connections, requests, seconds), first + requests.count
    finally:
        requests.path.unlink()


def on_empty(bench, connections):
    with bench.instance("empty") as instance, instance.start("--no-dispatch") as daemon:
        return bench.drive(daemon, instance.url() + "/hooks/sms", connections)


def on_full(bench, instance, connections, first):
    with instance.start("--no-dispatch") as daemon:
        return drive_fresh(bench, daemon, instance, connections, first, bench.seconds)


def commands(instance, figures):
    """Listing, searching and counting as an operator does it: the command starts, asks and prints."""
    with instance.start("--no-dispatch"):
        times = {name: timed(instance, *words) for name, words in {
            "list": ("tips", "list", "--limit", "50", "--json"),
            "search": ("tips", "search", NEEDLE, "--json"),
            "stats": ("stats", "--json"),
        }.items()}
    figures["search_million"] = times["search"] * 1_000_000 / instance.tips()
    print(f"list of 50: {times['list'] * 1e3:.1f} ms; search of all: {times['search']:.2f} s; "
          f"stats: {times['stats'] * 1e3:.0f} ms")
    return times


def timed(instance, *words):
    def once():
        began = time.monotonic()
        instance.command(*words, seconds=300)
        return time.monotonic() - began

    return median([once() for _ in range(3)])
