# SPDX-License-Identifier: Apache-2.0
"""A fresh instance for each measurement: its folder, its configuration, the daemon on it."""

import pathlib
import shutil
import sqlite3
import subprocess

from machine import Process, free_ports

AUTH_TOKEN = "tipwire-benchmark-token"

CONFIGURATION = """
[instance]
name = "Benchmark"
test_mode = true
[storage]
url = "sqlite:tipwire.db"
[server]
data_dir = "data"
public = "127.0.0.1:{public}"
public_url = "https://tips.example.org"
admin = "127.0.0.1:{admin}"
admin_token = {{ file = "admin.token" }}
[keys]
root = {{ file = "root.key" }}
[floods]
per_sender_per_hour = 0
per_source_per_hour = 0
per_hour = 0
copies_per_day = 0

[delivery]
concurrent_max = {connections}
[[source]]
name = "sms"
kind = "twilio"
secret = {{ file = "sms.secret" }}
[[contact]]
name = "city-police"
kind = "police"
channels = [ {{ kind = "webhook", url = "{contact}", secret = {{ file = "city-police.secret" }}{authority} }} ]
"""


class Instance:
    """Used with `with`: the folder is made by `tipwire init` and goes away at the end."""

    def __init__(self, build, folder):
        self.build = pathlib.Path(build)
        self.folder = pathlib.Path(folder)
        self.config = self.folder / "tipwire.toml"
        self.database = self.folder / "data" / "tipwire.db"
        self.public, self.admin = free_ports(2)

    def __enter__(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        subprocess.run([self.build / "tipwire", "init", self.folder], check=True, timeout=30,
                       stdout=subprocess.DEVNULL)
        (self.folder / "sms.secret").write_text(AUTH_TOKEN + "\n")
        self.configure()
        return self

    def __exit__(self, *_error):
        shutil.rmtree(self.folder, ignore_errors=True)

    def configure(self, contact="http://127.0.0.1:9/tips", authority="", connections=16):
        """Takes effect at the next start. authority: the PEM file that vouches for the contact."""
        ca = f', ca = "{authority}"' if authority else ""
        self.config.write_text(CONFIGURATION.format(public=self.public, admin=self.admin, contact=contact,
                                                    authority=ca, connections=connections))

    def start(self, *switches):
        """switches: those of bench_daemon."""
        daemon = Process([self.build / "tests/bench/bench_daemon", self.config, *switches])
        try:
            daemon.wait_for_port(self.public)
        except BaseException:
            daemon.stop()
            raise
        return daemon

    def url(self):
        return f"http://127.0.0.1:{self.public}"

    def command(self, *arguments, seconds=60):
        return subprocess.run([self.build / "tipwire", "--config", self.config, *arguments], check=True,
                              timeout=seconds, capture_output=True, text=True).stdout

    def ask(self, query):
        """One value from the database, past the daemon."""
        with_timeout = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)
        try:
            return with_timeout.execute(query).fetchone()[0]
        finally:
            with_timeout.close()

    def tips(self):
        return self.ask("SELECT count(*) FROM tip")

    def deliveries_waiting(self):
        return self.ask("SELECT count(*) FROM delivery WHERE status = 1")

    def log_bytes(self):
        """The write-ahead log never shrinks under load: its size is its high-water mark."""
        log = self.database.with_name(self.database.name + "-wal")
        return log.stat().st_size if log.exists() else 0

    def database_bytes(self):
        return self.database.stat().st_size
