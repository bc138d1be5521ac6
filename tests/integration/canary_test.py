#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A day of traffic with known numbers, names and addresses: afterwards they are nowhere they must not be.

That the search finds what is there is tested here too. canary_sources_test.py has the day of all other sources.
"""

import base64
import hashlib
import hmac
import re
import unittest
import urllib.parse

from canary import Day
from harness import FakeKannel, Instance, Sink, wait_until
from traces import Traces, encodings, number_forms

SENDERS = [f"+7701{n:07}" for n in (5318008, 2718281, 3141592, 1618033, 4669201, 5772156, 6931471, 8675309, 4242424, 9081726)]
LATER = "+77015551234"            # writes after the crash
NAMES = ["TIPSTER-ANNA", "ИВАН-ДОБРЫЙ"]  # alphanumeric senders
PERSONS = ["Арсен Габитович Калдыбеков", "Zhanna Weatherwax"]
PLACES = ["улица Шевелёва, дом 97, квартира 413", "Kirovgrad lane 8817 cellar"]
IDS = ["provider-id-CANARY-0001", "provider-id-CANARY-0002"]
HOOK_TOKEN = "kn-canary-hook-token-17"
TWILIO_TOKEN = "0123456789abcdef0123456789abcdef"
NOTE = "Участковый Пантелеймонов выезжал дважды"


def spellings(number):
    """A tipster's own number as tipsters write it."""
    national = number[-10:]
    return [number, "8" + national, f"8 {national[:3]} {national[3:6]} {national[6:8]} {national[8:]}",
            f"+7 ({national[:3]}) {national[3:6]}-{national[6:8]}-{national[8:]}"]


class TracesThemselves(unittest.TestCase):
    """The search must be able to find; otherwise the test below says nothing."""

    def test_a_number_is_found_in_every_form(self):
        traces = Traces()
        traces.number("+77015318008")
        for data in [b"x+77015318008x", b"7015318008", b"87015318008", "77015318008".encode("utf-16-le"),
                     "77015318008".encode("utf-16-be"), b"77015318008"[::-1], b"3737303135333138303038",
                     b"%2B77015318008", bytes.fromhex("77015318008f"), bytes.fromhex("7710358100f8"),
                     bytes.fromhex("a77015318008"), b"701 531 80 08", hashlib.sha1(b"+77015318008").digest(),
                     hashlib.sha256(b"77015318008").hexdigest().encode(), hashlib.md5(b"87015318008").digest()]:
            with self.subTest(data=data):
                self.assertTrue(traces.found_in(b"\x01" + data + b"\x02"))

    def test_base64_is_found_at_every_offset(self):
        for offset in range(3):
            for text, forms in (("+77015318008", number_forms("+77015318008")), ("Жанна", encodings("Жанна"))):
                data = base64.b64encode(b"\xfe" * (offset + 3) + text.encode() + b"\x03\x04")
                self.assertTrue(any(form in data for form in forms), (offset, text))

    def test_nothing_is_found_in_nothing(self):
        traces = Traces()
        for sender in SENDERS:
            traces.number(sender)
        self.assertEqual([], traces.found_in(bytes(range(256)) * 1000))


class Canary(Day):
    def setUp(self):
        super().setUp()
        self.remember([*SENDERS, LATER], [*NAMES, *IDS], [*PERSONS, *PLACES, NOTE])

    def send(self, daemon, text, sender, message_id=None, expect=200):
        status, headers, body = daemon.send(text, sender, message_id)
        self.assertEqual(expect, status)
        self.heard(repr(headers), body)

    def morning(self, daemon):
        for number, sender in enumerate(SENDERS):
            own = spellings(sender)[number % 4]
            self.send(daemon, f"{PERSONS[number % 2]} sells at {PLACES[number % 2]}. Call me: {own}, {number}", sender,
                      IDS[number] if number < len(IDS) else None)
        self.send(daemon, f"{PERSONS[0]} again", NAMES[0])
        self.send(daemon, f"{PERSONS[1]} again", NAMES[1])
        self.send(daemon, "a repeat of the first", SENDERS[0], IDS[0])
        self.send(daemon, f"More: {PLACES[1]}", SENDERS[1])

    def commands(self, daemon, kannel):
        for command in ("HELP", "STOP", "STATUS 1234 5678 9012 3456", "STATUS"):
            self.send(daemon, command, SENDERS[2])
        code = wait_until(lambda: next((found[0] for one in kannel.to(SENDERS[3])
                                        if (found := re.findall(r"(?:\d{4}[ -]?){3}\d{4}", one["text"]))), None),
                          20, "the receipt with the code")
        self.send(daemon, f"STATUS {code}", SENDERS[3])
        self.send(daemon, code, SENDERS[4])
        self.ended(daemon.cli("status", code))

    def errors(self, daemon):
        """Bad requests with canaries in them: what comes back must not repeat them."""
        body, headers = daemon.message(f"{PERSONS[0]} {PLACES[0]}", SENDERS[5], "provider-id-CANARY-0003")
        forged = headers | {"webhook-signature": "v1," + "A" * 43 + "="}
        cut, cut_headers = daemon.signed(body[:-20], "provider-id-CANARY-0004")
        for method, path, content, more in [
                ("POST", "/hooks/sms", body, forged), ("POST", "/hooks/sms", cut, cut_headers),
                ("POST", f"/hooks/{SENDERS[5]}", body, headers), ("DELETE", "/hooks/sms", body, headers),
                ("GET", f"/hooks/sms?from={SENDERS[5].replace('+', '%2B')}&text=x", b"", {}),
                ("POST", "/hooks/sms", body, headers | {"Content-Type": f"text/{SENDERS[5][1:]}"}),
                ("POST", "/hooks/sms", body, headers | {"X-Sender": SENDERS[5], "Content-Encoding": SENDERS[5]})]:
            status, answered, said = daemon.request(method, path, content, more)
            self.assertGreaterEqual(status, 400, path)
            self.heard(repr(answered), said)
        bad = daemon.cli("ingest", "--source", "sms", stdin='{"id":"x","from":"%s","text":' % SENDERS[6] + "\n")
        self.ended(bad, wanted=1)

    def through_providers(self, daemon):
        """The same senders by Kannel (both ways, and with a wrong token) and by Twilio (also forged)."""
        query = urllib.parse.urlencode({"id": IDS[0], "to": "77700", "ts": "1795295772", "coding": "2", "charset": "UTF-16BE"})
        text = f"{PERSONS[0]}, {PLACES[0]}, {spellings(SENDERS[1])[2]}"
        headers = {"X-Kannel-From": SENDERS[1], "Content-Type": 'text/plain; charset="UTF-16BE"'}
        got = urllib.parse.urlencode({"id": IDS[1], "from": SENDERS[2], "to": "77700", "charset": "UTF-8",
                                      "text": f"{PLACES[1]} {SENDERS[2]}"})
        form = {"MessageSid": IDS[1], "From": SENDERS[3], "To": "77700", "Body": f"{PERSONS[1]} {SENDERS[3]}"}
        signed = "https://tips.example.org/hooks/twilio" + "".join(name + form[name] for name in sorted(form))
        proof = base64.b64encode(hmac.new(TWILIO_TOKEN.encode(), signed.encode(), hashlib.sha1).digest()).decode()
        body = urllib.parse.urlencode(form).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        for wanted, method, path, content, more in [
                (200, "POST", f"/hooks/kannel/{HOOK_TOKEN}?{query}", text.encode("utf-16-be"), headers),
                (200, "GET", f"/hooks/kannel/{HOOK_TOKEN}?{got}", b"", {}),
                (403, "GET", f"/hooks/kannel/wrong-token?{got}", b"", {}),
                (200, "POST", "/hooks/twilio", body, kind | {"X-Twilio-Signature": proof}),
                (403, "POST", "/hooks/twilio", body, kind | {"X-Twilio-Signature": proof[::-1]})]:
            self.ask(daemon, wanted, method, path, content, more)

    def afternoon(self, daemon, sink):
        references = [body["data"]["reference"] for body in sink.wait_for(10).values()]
        for status, _headers, body in (daemon.update(references[0], state="acknowledged"),
                                       daemon.update(references[1], state="acknowledged", note=NOTE)):
            self.assertEqual(200, status)
        lines = "".join('{"id":"provider-id-CANARY-i%d","from":"%s","to":"002","text":"%s"}\n' % (n, SENDERS[n], PERSONS[1])
                        for n in range(7, 10))
        self.ended(daemon.cli("ingest", "--source", "sms", stdin=lines))

    def test_a_day_leaves_no_trace_of_who_sent_it(self):
        with FakeKannel() as kannel, Sink() as sink:
            daemon = Instance(sink)
            daemon.write_secret("kannel.secret", "a-password-of-kannel-000")
            daemon.set("[[source]]", "reply", f'{{ kind = "kannel", url = "http://127.0.0.1:{kannel.port}/cgi-bin/sendsms", '
                                              'user = "tipwire", secret = { file = "kannel.secret" } }')
            daemon.set("[[source]]", "line", '"+73430000002"')
            daemon.set("[server]", "public_url", '"https://tips.example.org"')
            for name, secret in (("kannel", HOOK_TOKEN), ("twilio", TWILIO_TOKEN)):
                daemon.write_secret(f"{name}-hook.secret", secret)
                daemon.config.write_text(daemon.config.read_text() + f"""
[[source]]
name = "{name}"
kind = "{name}"
secret = {{ file = "{name}-hook.secret" }}
""")
            with daemon:
                self.morning(daemon)
                self.commands(daemon, kannel)
                self.errors(daemon)
                self.through_providers(daemon)
                self.afternoon(daemon, sink)
                self.assertTrue(any(name.endswith("-wal") and data for name, data in self.files(daemon)))
                self.assertIn("daemon.ready", daemon.log_text())
                self.check_files(daemon)      # while it runs, with the write-ahead log
                self.check_operator(daemon, ("tips", "search", PERSONS[0], "--json"))
                self.check_network(daemon, sink)
                daemon.kill()
                self.check_files(daemon)      # as a thief finds it
                daemon.start()
                self.send(daemon, f"{PLACES[0]} after the crash", LATER)
                self.assertEqual(0, daemon.stop())
                self.check_files(daemon)      # after a clean end
                daemon.verify_audit()


if __name__ == "__main__":
    unittest.main()
