#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures intake beside a null server on the same HTTP stack, in pairs, and prints ratios.

Absolute figures drift by a tenth within an hour, and the load generator shares the machine: read the ratios.
A run beside which others used more than a third of a core is repeated, and marked if it stays so.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import time

import forwarding
import growth
import intake
import peers
import targets
from load import Bench


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build folder, preset bench")
    parser.add_argument("--seconds", type=float, default=3, help="length of one run (%(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="paired runs, of which the median counts (%(default)s)")
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8, 64, 256])
    parser.add_argument("--patience", type=int, default=2, help="repeats of a disturbed run (%(default)s)")
    parser.add_argument("--folder", type=pathlib.Path,
                        help="where databases and requests go; a real disk (default: in the build folder)")
    parser.add_argument("--output", type=pathlib.Path, help="also write everything as JSON")
    parser.add_argument("--million", nargs="?", type=int, const=1_000_000, metavar="TIPS",
                        help="also with that many tips stored (default 1000000)")
    parser.add_argument("--forwarding", nargs="?", type=int, const=100_000, metavar="TIPS",
                        help="also while forwarding, and draining that many tips (default 100000)")
    parser.add_argument("--peers", action="store_true",
                        help="also a Node service (npm installs it) and Kannel, where they are there")
    parser.add_argument("--no-intake", action="store_true", help="only the further stages")
    parser.add_argument("--enforce", action="store_true", help="exit with 1 if a floor is missed")
    return parser.parse_args()


def main():
    options = arguments()
    base = (options.folder or options.build / "bench-data").resolve()
    base.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    report = {"seconds": options.seconds, "runs": options.runs, "stages": {}}
    figures = report["figures"] = {}
    with tempfile.TemporaryDirectory(dir=base) as folder:
        bench = Bench(options.build.resolve(), pathlib.Path(folder), options.seconds, options.runs, options.patience)
        if not options.no_intake:
            report["stages"]["intake"] = intake.measure(bench, options.connections, figures)
        if options.million:
            report["stages"]["growth"] = growth.measure(bench, options.million, figures)
        if options.forwarding:
            report["stages"]["forwarding"] = forwarding.measure(bench, options.forwarding, figures)
        if options.peers:
            report["stages"]["peers"] = peers.measure(bench, figures)
    targets.print_verdict(figures)
    report["disturbed"] = bench.disturbed
    report["missed"] = targets.failed_floors(figures)
    print(f"\n{time.monotonic() - began:.0f} s; {bench.disturbed} of {bench.measured} runs disturbed by others")
    if options.output:
        options.output.write_text(json.dumps(report, indent=2) + "\n")
    return 1 if options.enforce and report["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())
