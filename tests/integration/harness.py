# SPDX-License-Identifier: Apache-2.0
"""One running instance for a test: a fresh folder, free ports, the real daemon, and the peers around it.

    with Sink() as sink, Instance(sink) as daemon:
        assert daemon.send("A dead drop")[0] == 200
        sink.wait_for(1)

Every wait has a bound. What was started is ended by its process id, also when the test itself is killed.
"""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import re
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("TIPWIRE_BIN", str(ROOT / "build/ci/tipwire"))
# Sanitizers slow everything down; bounds on time are stretched by this.
SLOWNESS = float(os.environ.get("TIPWIRE_SLOWNESS", "1"))


def wait_until(condition, seconds, what):
    """Asks until the condition gives something true, and returns it."""
    end = time.monotonic() + seconds * SLOWNESS
    while True:
        if found := condition():
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def allow_many_files():
    """As many open files as the system lets us have; returns how many."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class StandardWebhooks:
    """Signs and verifies as standardwebhooks.com says."""

    def __init__(self, secret):
        self._key = base64.b64decode(secret.removeprefix("whsec_"))

    def signature(self, message_id, timestamp, body):
        signed = f"{message_id}.{timestamp}.".encode() + body
        return "v1," + base64.b64encode(hmac.new(self._key, signed, hashlib.sha256).digest()).decode()

    def headers(self, message_id, body, timestamp=None):
        timestamp = str(int(time.time()) if timestamp is None else timestamp)
        return {"webhook-id": message_id, "webhook-timestamp": timestamp,
                "webhook-signature": self.signature(message_id, timestamp, body)}

    def verifies(self, headers, body):
        expected = self.signature(headers.get("webhook-id", ""), headers.get("webhook-timestamp", ""), body)
        fresh = abs(time.time() - int(headers.get("webhook-timestamp") or 0)) <= 300
        return fresh and any(hmac.compare_digest(expected, one)
                             for one in headers.get("webhook-signature", "").split())


class Listener:
    """A small HTTP server in a thread. Subclasses answer in received(path, headers, body) -> (status, headers, body)."""

    def __init__(self, port=0):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, answer = outer.received(self.path, self.headers, body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST

            def log_message(self, *_arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *_arguments):
                pass  # a daemon that is killed leaves broken connections behind

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self._lock = threading.Condition()

    def received(self, path, headers, body):
        raise NotImplementedError

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()


class Sink(Listener):
    """The police contact's webhook: verifies each delivery, keeps it, answers as `answer` says."""

    def __init__(self):
        super().__init__()
        self.verifier = None  # set by the Instance that knows the secret
        self.answer = lambda delivery: (200, {})
        self.deliveries = []  # all that came, repeats too
        self.forged = 0

    def received(self, path, headers, body):
        delivery = {"id": headers.get("webhook-id"), "path": path, "headers": dict(headers.items()), "raw": body}
        good = self.verifier is not None and self.verifier.verifies(headers, body)
        if good:
            delivery["json"] = json.loads(body)
        status, more = self.answer(delivery) if good else (401, {})
        with self._lock:
            if good:
                self.deliveries.append(delivery | {"status": status})
            else:
                self.forged += 1
            self._lock.notify_all()
        return status, more, b""

    def accepted(self):
        """Webhook id -> body, of what was answered with 2xx; a repeat counts once."""
        with self._lock:
            return {one["id"]: one["json"] for one in self.deliveries if one["status"] // 100 == 2}

    def texts(self):
        """The texts of all messages that were accepted, each delivery once."""
        return [message["text"] for body in self.accepted().values()
                for message in body["data"].get("messages", []) if message["direction"] == "in"]

    def wait_for(self, count, seconds=20):
        return wait_until(lambda: len(self.accepted()) >= count and self.accepted(), seconds,
                          f"{count} deliveries; there are {len(self.accepted())}, and {self.forged} forged")


class FakeKannel(Listener):
    """Kannel's sendsms: takes MT messages and keeps them."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def received(self, path, headers, body):
        sent = {"from": headers.get("X-Kannel-From"), "to": headers.get("X-Kannel-To"), "text": body.decode()}
        with self._lock:
            self.sent.append(sent)
        return 202, {"Content-Type": "text/html"}, b"0: Accepted for delivery"

    def to(self, number):
        with self._lock:
            return [one for one in self.sent if one.get("to", "").lstrip("+ ") == number.lstrip("+")]


class Instance:
    """A daemon with its folder. `settings`: {("[delivery]", "retry_delay_min"): '"1s"'}, values as TOML."""

    def __init__(self, sink=None, settings=None, prefix=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tipwire-test-"))
        self.config = self.folder / "tipwire.toml"
        self.log = self.folder.parent / (self.folder.name + ".log")
        self.prefix = list(prefix)
        self.process = None
        self._run("init", str(self.folder), "--demo")
        self.public_port, self.admin_port, contact_port = free_ports(3)
        if sink is not None:
            contact_port = sink.port
        self.config.write_text(self.config.read_text().replace("127.0.0.1:9000", f"127.0.0.1:{contact_port}"))
        self.set("[server]", "public", f'"127.0.0.1:{self.public_port}"')
        self.set("[server]", "admin", f'"127.0.0.1:{self.admin_port}"')
        for (section, key), value in (settings or {}).items():
            self.set(section, key, value)
        self.signer = StandardWebhooks(self.secret("sms.secret"))
        self.contact = StandardWebhooks(self.secret("city-police.secret"))
        if sink is not None:
            sink.verifier = self.contact

    # --- configuration

    def secret(self, name):
        return (self.folder / name).read_text().splitlines()[0]

    def set(self, section, key, value):
        """Sets one key of the first such section: replaces it, also where it is commented out, or adds it."""
        lines = self.config.read_text().splitlines()
        start = next((at for at, line in enumerate(lines) if line.strip() == section), None)
        if start is None:
            lines += ["", section]
            start = len(lines) - 1
        end = next((at for at in range(start + 1, len(lines)) if lines[at].startswith("[")), len(lines))
        given = next((at for at in range(start + 1, end) if re.match(rf"{key}\s*=", lines[at])), None)
        if given is None:
            lines.insert(start + 1, f"{key} = {value}")
        else:
            lines[given] = f"{key} = {value}"
        self.config.write_text("\n".join(lines) + "\n")

    def write_secret(self, name, value):
        file = self.folder / name
        file.touch(mode=0o600)
        file.write_text(value + "\n")

    @property
    def data(self):
        return self.folder / "data"

    # --- life

    def start(self, ready=True):
        output = open(self.log, "ab")
        # setpriv: the daemon dies with the test, even if ctest kills the test for its time.
        command = [*self.prefix, BINARY, "--config", str(self.config), "serve"]
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *command], stdin=subprocess.DEVNULL,
                                        stdout=output, stderr=output)
        output.close()
        if ready:
            self.wait_ready()
        return self

    def wait_ready(self, seconds=20):
        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"the daemon ended with {self.process.returncode}:\n{self.log_text()[-2000:]}")
            return self.admin("/readyz")[0] == 200
        wait_until(ready, seconds, "the daemon is ready")

    def kill(self):
        """As a power cut does to the process."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self, seconds=20):
        """SIGTERM; returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds * SLOWNESS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the daemon did not end within {seconds} s of SIGTERM") from None

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def __enter__(self):
        return self.start()

    def __exit__(self, error_type, _error, _trace):
        if self.alive():
            self.kill()
        if error_type is not None:
            print(f"--- the daemon's log\n{self.log_text()[-4000:]}\n---")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.log.unlink(missing_ok=True)

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def resident_kib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])

    # --- the two listeners

    def request(self, method, path, body=b"", headers=None, port=None, timeout=30):
        """(status, headers, body); status 0 if the connection failed."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.public_port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except (OSError, http.client.HTTPException):
            return 0, {}, b""
        finally:
            connection.close()

    def admin(self, path):
        return self.request("GET", path, port=self.admin_port, timeout=10)

    def metrics(self):
        return self.admin("/metrics")[2].decode()

    def message(self, text, sender=None, message_id=None, **more):
        """A generic inbound message, and the headers that prove it."""
        message = {"id": message_id or secrets.token_hex(12), "from": sender or random_number(), "to": "002",
                   "text": text, "sent_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())} | more
        return self.signed(json.dumps(message, ensure_ascii=False).encode(), message["id"])

    def signed(self, body, message_id):
        return body, {"Content-Type": "application/json"} | self.signer.headers(message_id, body)

    def send(self, text, sender=None, message_id=None, **more):
        body, headers = self.message(text, sender, message_id, **more)
        return self.request("POST", "/hooks/sms", body, headers)

    def update(self, reference, **report):
        """What the contact sends back about one referral."""
        body = json.dumps(report, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"} | self.contact.headers(secrets.token_hex(8), body)
        return self.request("POST", f"/v1/referrals/{reference}/updates", body, headers)

    # --- the command line

    def _run(self, *arguments, stdin=None):
        return subprocess.run([BINARY, *arguments], capture_output=True, text=True, input=stdin,
                              timeout=120 * SLOWNESS)

    def cli(self, *arguments, stdin=None):
        """The finished process of `tipwire --config … arguments`."""
        return self._run("--config", str(self.config), *arguments, stdin=stdin)

    def json(self, *arguments):
        done = self.cli(*arguments, "--json")
        if done.returncode != 0:
            raise AssertionError(f"tipwire {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)

    def tips(self):
        return self.json("tips", "list", "--limit", "1000000")["items"]

    def stored_texts(self):
        return [message["text"] for tip in self.tips() for message in tip["messages"]
                if message["direction"] == "in"]

    def verify_audit(self):
        done = self.cli("audit", "verify")
        if done.returncode != 0:
            raise AssertionError(f"the audit chain is broken: {done.stdout}{done.stderr}")


def random_number():
    """+7 999 …: nobody's, and different each time, so that each message is a new tip."""
    return f"+7999{secrets.randbelow(10**7):07}"
