# SPDX-License-Identifier: Apache-2.0
"""What people would otherwise use, under the same load: a Node service, and Kannel from one end to the other."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import time
import urllib.request

import intake
from instance import AUTH_TOKEN
from load import HERE, as_json, median, spread
from machine import Process, free_ports
from signed_requests import URL

CONNECTIONS = 64
KANNEL_SECONDS = 3
KANNEL_PATIENCE = 60  # seconds for the queue to empty

KANNEL = """
group = core
admin-port = {admin}
admin-password = bench
smsbox-port = {box}
smsbox-interface = "127.0.0.1"
admin-interface = "127.0.0.1"
box-allow-ip = "127.0.0.1"
store-type = file
store-file = {folder}/store
log-level = 4

group = smsc
smsc = http
smsc-id = bench
system-type = kannel
port = {centre}
smsc-username = bench
smsc-password = bench
send-url = "http://127.0.0.1:9/"
connect-allow-ip = "127.0.0.1"

group = smsbox
bearerbox-host = 127.0.0.1
log-level = 4

group = sms-service
keyword = default
catch-all = true
max-messages = 0
omit-empty = true
get-url = "http://127.0.0.1:{sink}/mo?from=%p&to=%P&text=%b"
"""


def measure(bench, figures):
    stage = {}
    print()
    if shutil.which("node") and shutil.which("npm"):
        stage["node"] = node(bench, figures)
    if kannel_program("bearerbox"):
        stage["kannel"] = kannel(bench, figures)
    return stage


# ---- Node ---------------------------------------------------------------------------------------

def node(bench, figures):
    """It gets a run to warm up, which does not count."""
    service = install(bench)
    pairs = [bench.quiet(lambda: node_pair(bench, service)) for _ in range(bench.runs)]
    ratios = [pair["tipwire"].rate / pair["node"].rate for pair in pairs]
    figures["of_node"] = median(ratios)
    print(f"Node service: {median([p['node'].rate for p in pairs]):.0f} tips/s, p99 "
          f"{median([p['node'].p99 for p in pairs]):.0f} ms, {median([p['node'].cpu for p in pairs]):.0f} us CPU each; "
          f"tipwire {median(ratios):.1f} times that ({spread(ratios)})", flush=True)
    return as_json(pairs)


def install(bench):
    folder = bench.build / "bench-node"
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "service.js"):
        shutil.copy(HERE / "node" / name, folder)
    if not (folder / "node_modules/better-sqlite3/build").exists():
        environment = os.environ | {"npm_config_build_from_source": "true"}
        if pathlib.Path("/usr/include/node").exists():  # else the headers of node would be downloaded
            environment["npm_config_nodedir"] = "/usr"
        subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=folder, check=True, timeout=600,
                       env=environment, stdout=subprocess.DEVNULL)
    return folder / "service.js"


def node_pair(bench, service):
    database = bench.folder / "node.db"
    for file in bench.folder.glob("node.db*"):
        file.unlink()
    server = Process(["node", service, database, AUTH_TOKEN, URL])
    with server:
        url = f"http://127.0.0.1:{server.announced_port()}/hooks/sms"
        bench.drive(server, url, CONNECTIONS, bench.make_requests(10**6, 20_000), 1)
        result = {"node": bench.drive(server, url, CONNECTIONS)}
    with bench.instance() as instance, instance.start("--no-dispatch") as daemon:
        result["tipwire"] = bench.drive(daemon, instance.url() + "/hooks/sms", CONNECTIONS)
    return result


# ---- Kannel -------------------------------------------------------------------------------------

def kannel_program(name):
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def kannel(bench, figures):
    """From the message centre's request to the service's answer. It never syncs; ours is durable and signed."""
    rates = [kannel_run(bench) for _ in range(bench.runs)]
    pairs = [intake.pair(bench, CONNECTIONS, ()) for _ in range(bench.runs)]
    ratio = median([pair["tipwire"].rate for pair in pairs]) / median(rates)
    figures["of_kannel"] = ratio
    print(f"Kannel: {median(rates):.0f} messages/s from end to end ({spread(rates)}); tipwire {ratio:.1f} times that",
          flush=True)
    return {"rates": rates, "tipwire": as_json(pairs)}


def kannel_run(bench):
    folder = bench.folder / "kannel"
    folder.mkdir()
    try:
        with contextlib.ExitStack() as stack:
            sink = stack.enter_context(Process([bench.build / "tests/bench/sink_server", "127.0.0.1:0"]))
            sink_port = sink.announced_port()
            admin, box, centre = free_ports(3)
            file = folder / "kannel.conf"
            file.write_text(KANNEL.format(admin=admin, box=box, centre=centre, sink=sink_port, folder=folder))
            bearerbox = stack.enter_context(Process([kannel_program("bearerbox"), file], cwd=folder))
            bearerbox.wait_for_port(box)
            stack.enter_context(Process([kannel_program("smsbox"), file], cwd=folder))
            bearerbox.wait_for_port(centre)
            return through(sink_port, centre)
    finally:
        shutil.rmtree(folder)


def through(sink_port, centre):
    """Messages a second, from the first one sent to the last one delivered."""
    began = time.monotonic()
    done = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{KANNEL_SECONDS}s", "-s", HERE / "short_messages.lua",
                           f"http://127.0.0.1:{centre}"], check=True, capture_output=True, text=True, timeout=60)
    told = json.loads([line for line in done.stdout.splitlines() if line.startswith("{")][-1])
    if told["bad"]:
        raise RuntimeError(f"Kannel refused {told['bad']} of {told['requests']} messages")
    end = time.monotonic() + KANNEL_PATIENCE
    while (delivered := count_at(sink_port)) < told["requests"]:
        if time.monotonic() > end:
            raise RuntimeError(f"Kannel delivered {delivered} of {told['requests']}")
        time.sleep(0.02)
    return delivered / (time.monotonic() - began)


def count_at(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/count", timeout=10) as answer:
        return int(answer.read())
