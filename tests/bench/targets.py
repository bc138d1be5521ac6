# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks must show (floors) and what we are after (targets), and how a report is held against them."""

# name, unit, floor, target, whether more is better
TABLE = [
    ("ratio_64", "of null at 64", 0.30, 0.45, True),
    ("ratio_256", "of null at 256", 0.38, 0.55, True),
    ("of_single_commits", "of single durable commits, at 1", 0.5, 0.6, True),
    ("cpu_ratio_64", "x CPU of null at 64", 4, 2.7, False),
    ("p50_1", "ms p50 at 1", 0.4, 0.25, False),
    ("p50_64", "ms p50 at 64", 2.5, 1.6, False),
    ("p99_64", "ms p99 at 64", 8, 3.5, False),
    ("p99_256", "ms p99 at 256", 20, 10, False),
    ("rss_idle", "MB resident, idle", 20, 12, False),
    ("written_per_tip", "KiB written a tip at 64", 12, 8, False),
    ("rest_per_tip", "B at rest a tip", 900, 550, False),
    ("log_max", "MB write-ahead log", 64, 64, False),
    ("rss_connection", "KiB an idle connection", 10, 6, False),
    ("rss_million", "MB resident after 1M tips", 64, 32, False),
    ("million_64", "of the empty rate, 1M stored, at 64", 0.9, 0.97, True),
    ("million_256", "of the empty rate, 1M stored, at 256", 0.9, 0.97, True),
    ("search_million", "s to search 1M tips, through the command", 1.5, 0.8, False),
    ("forwarding", "of intake alone, while forwarding", 0.5, 0.6, True),
    ("drain_seconds", "s to drain 100k over HTTPS", 5, 2.5, False),
    ("drain_slow", "of connections / 50 ms", 0.9, 0.9, True),
    ("of_node", "x a Node service", 10, 15, True),
    ("of_kannel", "x Kannel end to end", 4, 7, True),
]


def failed_floors(figures):
    return [name for name, _unit, floor, _target, more in TABLE
            if name in figures and not _holds(figures[name], floor, more)]


def print_verdict(figures):
    print(f"\n{'':<44}{'floor':>9}{'target':>9}{'measured':>10}")
    for name, unit, floor, target, more in TABLE:
        if name not in figures:
            continue
        value = figures[name]
        word = "target" if _holds(value, target, more) else "ok" if _holds(value, floor, more) else "FLOOR MISSED"
        sign = ">=" if more else "<="
        print(f"{unit:<44}{sign + format(floor, 'g'):>9}{sign + format(target, 'g'):>9}{value:>10.3g}  {word}")


def _holds(value, bound, more):
    return value >= bound if more else value <= bound
