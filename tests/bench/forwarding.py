# SPDX-License-Identifier: Apache-2.0
"""What forwarding costs intake, and how fast a backlog drains, each delivery marked durably."""

import subprocess
import time

from growth import drive_fresh
from load import as_json, median, spread
from machine import Process

DRAIN_SECONDS_MAX = 180
SLOW_MS, SLOW_TIPS = 50, 5_000
CONNECTIONS = 64


def measure(bench, tips, figures):
    certificate = make_certificate(bench)
    stage = {"while": while_forwarding(bench, figures), "drain": []}
    for contact_connections in (16, 64):
        stage["drain"].append(drain(bench, tips, contact_connections, certificate))
    figures["drain_seconds"] = 100_000 / max(one["rate"] for one in stage["drain"])
    slow = drain(bench, min(tips, SLOW_TIPS), CONNECTIONS, certificate, SLOW_MS)
    figures["drain_slow"] = slow["rate"] / (CONNECTIONS / (SLOW_MS / 1000))
    stage["drain"].append(slow)
    return stage


def make_certificate(bench):
    files = bench.folder / "contact.pem", bench.folder / "contact.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-out", files[0], "-keyout", files[1]], check=True, capture_output=True, timeout=30)
    return files


def sink(bench, certificate=None, delay_ms=0):
    server = Process([bench.build / "tests/bench/sink_server", "127.0.0.1:0", str(delay_ms), *(certificate or ())])
    return server, server.announced_port()


def while_forwarding(bench, figures):
    """Intake at 64 connections, alone and with every tip also sent to a contact that answers at once."""
    pairs = [bench.quiet(lambda: pair(bench)) for _ in range(bench.runs)]
    ratios = [one["forwarding"].rate / one["alone"].rate for one in pairs]
    figures["forwarding"] = median(ratios)
    print(f"\nintake at {CONNECTIONS} while forwarding: {median([p['forwarding'].rate for p in pairs]):.0f} tips/s, "
          f"{median(ratios):.3f} of alone ({spread(ratios)}), "
          f"p99 {median([p['forwarding'].p99 for p in pairs]):.1f} ms, "
          f"{median([p['delivered'] for p in pairs]):.0f} delivered meanwhile", flush=True)
    return as_json(pairs)


def pair(bench):
    result = {}
    with bench.instance() as instance, instance.start("--no-dispatch") as daemon:
        result["alone"] = bench.drive(daemon, instance.url() + "/hooks/sms", CONNECTIONS)
    server, port = sink(bench)
    with server, bench.instance() as instance:
        instance.configure(f"http://127.0.0.1:{port}/tips", connections=16)
        with instance.start() as daemon:
            result["forwarding"] = bench.drive(daemon, instance.url() + "/hooks/sms", CONNECTIONS)
            result["delivered"] = instance.ask("SELECT count(*) FROM referral WHERE sent_at IS NOT NULL")
    return result


def drain(bench, tips, connections, certificate, delay_ms=0):
    """Stores tips while the contact is away, then times how long the outbox takes to empty over HTTPS."""
    with bench.instance() as instance:
        store(bench, instance, tips)
        server, port = sink(bench, certificate, delay_ms)
        with server:
            instance.configure(f"https://localhost:{port}/tips", str(certificate[0]), connections)
            waiting = instance.deliveries_waiting()
            with instance.start() as daemon:
                cpu = daemon.cpu_seconds()
                seconds = wait_until_drained(instance, daemon)
                result = {"tips": waiting, "seconds": seconds, "rate": waiting / seconds, "connections": connections,
                          "delay_ms": delay_ms, "cpu": (daemon.cpu_seconds() - cpu) / waiting * 1e6,
                          "resident": daemon.resident_bytes()}
        unsent = instance.ask("SELECT count(*) FROM referral WHERE sent_at IS NULL")
        if unsent or instance.ask("SELECT count(*) FROM referral") != instance.tips():
            raise RuntimeError(f"drained, but {unsent} referrals were not sent")
    print(f"drain of {waiting} tips over HTTPS, {connections} connections, answered after {delay_ms} ms: {seconds:.2f} s, "
          f"{result['rate']:.0f}/s, {result['cpu']:.0f} us CPU each, {result['resident'] / 1e6:.0f} MB", flush=True)
    return result


def store(bench, instance, tips):
    next_id = stored = 0
    with instance.start("--no-dispatch") as daemon:
        while stored < tips:
            run, next_id = drive_fresh(bench, daemon, instance, 256, next_id, 1)
            stored += run.requests


def wait_until_drained(instance, daemon):
    began = time.monotonic()
    while time.monotonic() - began < DRAIN_SECONDS_MAX:
        if not instance.ask("SELECT EXISTS (SELECT 1 FROM delivery WHERE status = 1)"):
            return time.monotonic() - began
        time.sleep(0.02)
    raise RuntimeError(f"not drained within {DRAIN_SECONDS_MAX} s:\n{daemon.output()}")
