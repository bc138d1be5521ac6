#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A day of every other way in: providers of each family, pagers, modems, receivers, pictures, long messages of which a part is
lacking, a flood. Afterwards nothing says who it was, neither in the files nor to anybody."""

import base64
import contextlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import tomllib
import unittest
import urllib.parse

import webhooks
from canary import Day
from harness import BINARY, ROOT, FakeKannel, Instance, Sink, free_ports, wait_until
from media_test import HIDDEN, PLAIN_JPEG, Provider, telling_jpeg

PROVIDERS = ("vonage", "vonage-messages", "telnyx", "infobip", "bandwidth", "africastalking", "jasmin")
WAYS = (*PROVIDERS, "jsonl", "smstools", "smstools-unread", "gammu", "gammu-swept", "pictures", "by-address", "lost-picture",
        "unlisted", "parts-generic", "parts-vonage", "parts-jasmin", "flood", "asks")
NUMBERS = {way: f"+7701{8314159 - 271828 * place % 7654321:07}" for place, way in enumerate(WAYS)}
IDS = {way: f"provider-id-CANARY-{way}" for way in WAYS}
WORDS = {way: f"Калдыбеков {place} продаёт у дома {way}" for place, way in enumerate(WAYS)}
MEDIA = {way: f"picture-names-{way}-sender" for way in WAYS}

LOGIN, PASSWORD, CALLER = "desk-login-CANARY", "desk-password-CANARY", "+77014040408"
PAGER, RADIO, STRANGER = "5551234", 1234567, 2000000
WCTP = {"senderID": "county-CANARY-sender", "securityCode": "wctp-CANARY-code", "sendResponsesToID": "+77015050507",
        "miscInfo": "misc-CANARY-info", "messageID": "message-CANARY-94", "transactionID": "transaction-CANARY-3"}
PAGES = ["Страница от Пантелеймонова", "Alarm in the Kirovgrad cellar", "Radio page about Weatherwax"]
NOT_OURS = "a stranger's page about Ogg"
FLOOD_LIMIT, FLOOD = 6, 9
LANGUAGES = ("ru", "kk", "ky", "az", "uz", "tg", "en")


def own(number):
    """A number as its owner writes it."""
    return f"8 ({number[2:5]}) {number[5:8]}-{number[8:10]}-{number[10:]}"


def words_of(language):
    return tomllib.loads((ROOT / f"config/languages/{language}/messages.toml").read_text())["commands"]


def message(way, **more):
    return {"sender": NUMBERS[way], "text": f"{WORDS[way]}. {own(NUMBERS[way])}", "id": IDS[way],
            "media": f"https://media.example.net/{MEDIA[way]}.jpg"} | more


def wctp(text, **changed):
    said = WCTP | changed
    return f"""<?xml version="1.0"?><wctp-Operation wctpVersion="wctp-dtd-v1r3"><wctp-SubmitRequest>
<wctp-SubmitHeader submitTimestamp="2026-01-01T00:00:00"><wctp-Originator senderID="{said['senderID']}"
 securityCode="{said['securityCode']}" miscInfo="{said['miscInfo']}"/><wctp-MessageControl messageID="{said['messageID']}"
 transactionID="{said['transactionID']}" sendResponsesToID="{said['sendResponsesToID']}"/><wctp-Recipient recipientID="{PAGER}"/>
</wctp-SubmitHeader><wctp-Payload><wctp-Alphanumeric>{text}</wctp-Alphanumeric></wctp-Payload></wctp-SubmitRequest>
</wctp-Operation>""".encode()


@unittest.skipUnless(shutil.which("exiftool") and shutil.which("openssl"), "needs exiftool and openssl")
class CanaryOfSources(Day):
    def setUp(self):
        super().setUp()
        self.remember([*NUMBERS.values(), CALLER, WCTP["sendResponsesToID"], *self.askers().values()],
                      [*IDS.values(), *MEDIA.values(), *HIDDEN, LOGIN, PASSWORD, NOT_OURS, webhooks.SECRET,
                       *(value for name, value in WCTP.items() if name != "sendResponsesToID")],
                      [*WORDS.values(), *PAGES, PAGER])
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="tipwire-canary-"))
        self.telnyx = webhooks.Telnyx(self.folder)
        self.kannel = self.enterContext(FakeKannel())
        self.sink = self.enterContext(Sink())
        self.provider = Provider(self.folder)
        self.addCleanup(self.provider.close)
        os.environ["SSL_CERT_FILE"] = str(self.provider.certificate)
        self.addCleanup(os.environ.pop, "SSL_CERT_FILE")
        self.daemon = Instance(self.sink, {
            ("[[source]]", "media_hosts"): f'["127.0.0.1:{self.provider.port}"]',
            ("[[source]]", "languages"): json.dumps(LANGUAGES), ("[[source]]", "line"): '"+73430000002"',
            ("[[source]]", "reply"): f'{{ kind = "kannel", url = "http://127.0.0.1:{self.kannel.port}/cgi-bin/sendsms", '
                                     'user = "tipwire", secret = { file = "kannel.secret" } }',
            ("[floods]", "per_sender_per_hour"): str(FLOOD_LIMIT), ("[floods]", "copies_per_day"): "0",
            ("[delivery]", "retry_delay_min"): '"1s"', ("[delivery]", "retry_delay_max"): '"1s"'})
        self.configure(self.daemon)

    def configure(self, daemon):
        for name, secret in (("kannel", "a-password-of-kannel-000"), ("page", PASSWORD), ("wctp", WCTP["securityCode"])):
            daemon.write_secret(f"{name}.secret", secret)
        webhooks.add_sources(daemon, self.telnyx)
        self.snpp_port, = free_ports(1)
        daemon.config.write_text(daemon.config.read_text() + f"""
[[source]]
name = "pager"
kind = "snpp"
listen = "127.0.0.1:{self.snpp_port}"
line = "{PAGER}"
user = "{LOGIN}"
secret = {{ file = "page.secret" }}

[[source]]
name = "terminal"
kind = "wctp"
line = "{PAGER}"
user = "{WCTP['senderID']}"
secret = {{ file = "wctp.secret" }}

[[help]]
text = {{ ru = "Помощь: 8-800-000-00-00", en = "Help: 8-800-000-00-00" }}
""")

    # --- the ways in

    def by_providers(self):
        send = {name: getattr(webhooks, name.replace("-", "_")) for name in PROVIDERS if name != "telnyx"} | {"telnyx": self.telnyx}
        for way in PROVIDERS:
            path, headers, body = send[way](message(way))
            for _again in range(2):
                self.ask(self.daemon, 200, "POST", path, body, headers)
            forged = {name: value for name, value in headers.items() if name == "Content-Type"}
            changed = body.replace(b"abcd1234", b"abcd4321")
            self.ask(self.daemon, 403, "POST", path + ("x" if webhooks.SECRET in path else ""), changed, forged)
            self.ask(self.daemon, 415, "POST", path, body, headers | {"Content-Type": f"text/{NUMBERS[way][1:]}"})

    def by_pagers(self):
        lines = [f"LOGI {LOGIN} {NUMBERS['asks']}", f"PAGE {CALLER}", f"LOGI {LOGIN} {PASSWORD}", f"PAGE {CALLER}", f"PAGE {PAGER}",
                 "LEVE 2", f"CALL {CALLER}", f"SUBJ {PAGES[0]}", f"MESS {PAGES[0]}", f"MESS {PAGES[0]}", "SEND",
                 f"{CALLER} {PAGES[0]}", "QUIT"]
        with socket.create_connection(("127.0.0.1", self.snpp_port), timeout=20) as connection, connection.makefile("rb") as said:
            connection.sendall("".join(line + "\r\n" for line in lines).encode())
            replies = said.read()
        self.assertIn(b"250 Message Sent", replies)
        self.heard(replies)
        for body, result in ((wctp(PAGES[1]), b"wctp-Success"), (wctp(PAGES[1], senderID=CALLER), b"401"),
                             (wctp(PAGES[1], securityCode=CALLER), b"402"), (wctp(PAGES[1])[:-40], b"302")):
            status, headers, answer = self.daemon.request("POST", "/hooks/terminal", body, {"Content-Type": "text/xml"})
            self.assertEqual(200, status)
            self.assertIn(result, answer)
            self.heard(repr(headers), answer)

    def ingest(self, form, *arguments, stdin="", wanted=0, **variables):
        done = subprocess.run([BINARY, "--config", str(self.daemon.config), "ingest", "--source", "sms", "--format", form,
                               *map(str, arguments)], input=stdin, text=True, capture_output=True, timeout=60,
                              env=os.environ | variables)
        self.ended(done, wanted)

    def by_command(self):
        spool = self.daemon.folder / "spool"
        spool.mkdir()
        self.ingest("jsonl", stdin=json.dumps({"id": "own-name-of-the-caller", "from": NUMBERS["jsonl"],
                                               "text": message("jsonl")["text"]}) + "\n")
        self.ingest("jsonl", stdin='{"id":"cut","from":"%s","text":"%s\n' % (NUMBERS["jsonl"], WORDS["jsonl"]), wanted=1)

        letter = spool / f"{NUMBERS['smstools'][1:]}.aB3dE6"
        letter.write_text(f"From: {NUMBERS['smstools'][1:]}\nAlphabet: UTF-8\n\n{message('smstools')['text']}")
        self.ingest("smstools", "--remove", "RECEIVED", letter)
        unread = spool / f"{NUMBERS['smstools-unread'][1:]}.bad"
        unread.write_text(f"From: {NUMBERS['smstools-unread'][1:]}\nAlphabet: {WORDS['smstools-unread']}")
        self.ingest("smstools", "--remove", "RECEIVED", unread, wanted=1)
        unread.unlink()

        for way, variables in (("gammu", {"SMS_MESSAGES": "1", "DECODED_PARTS": "0", "SMS_1_NUMBER": NUMBERS["gammu"],
                                          "SMS_1_TEXT": message("gammu")["text"]}), ("gammu-swept", {})):
            name = f"IN20261121_205905_00_{NUMBERS[way]}_00.txt"
            (spool / name).write_bytes(b"\xfe\xff" + message(way)["text"].encode("utf-16-be"))
            called = [name] if variables else ["--settled", "0"]
            self.ingest("gammu", "--remove", "--inbox", spool, *called, **variables)
        self.ingest("gammu", "--remove", "--inbox", spool, f"../{NUMBERS['gammu']}", wanted=1, SMS_MESSAGES="1",
                    SMS_1_NUMBER=NUMBERS["gammu"], SMS_1_TEXT=WORDS["gammu"])
        self.assertEqual([], list(spool.iterdir()), "left in the spool")

        heard = "".join(f"2026-11-21 21:15:37: POCSAG1200: Address: {address:7}  Function: 3  Alpha:   {text}<EOT>\n"
                        for address, text in ((RADIO, PAGES[2]), (STRANGER, NOT_OURS), (RADIO, PAGES[2])))
        self.ingest("multimon", "--pagers", RADIO, stdin=heard + f"noise {NOT_OURS}\n")

    def picture(self, way, medium):
        self.assertEqual(200, self.daemon.send(message(way)["text"], NUMBERS[way], IDS[way], media=[medium])[0])

    def by_pictures(self):
        jpeg = telling_jpeg()
        for value in HIDDEN[:6]:
            self.assertIn(value.encode(), jpeg, "exiftool must have hidden it, else this test says nothing")
        self.picture("pictures", {"data": base64.b64encode(jpeg).decode(), "type": "image/jpeg"})
        self.picture("by-address", {"url": self.provider.put(f"/{MEDIA['by-address']}.jpg", jpeg), "type": "image/jpeg"})
        self.picture("lost-picture", {"url": self.provider.url(f"/{MEDIA['lost-picture']}.jpg"), "type": "image/jpeg"})
        self.picture("unlisted", {"url": f"https://127.0.0.1:1/{MEDIA['unlisted']}.jpg", "type": "image/jpeg"})

    def parts(self, number):
        """One of two parts by three providers; the second one comes much later."""
        for way, send in (("parts-vonage", webhooks.vonage), ("parts-jasmin", webhooks.jasmin)):
            path, headers, body = send(message(way, id=f"{IDS[way]}-{number}", part=(77, 2, number)))
            self.ask(self.daemon, 200, "POST", path, body, headers)
        way = "parts-generic"
        status = self.daemon.send(message(way)["text"], NUMBERS[way], f"{IDS[way]}-{number}",
                                  part={"ref": 9, "number": number, "total": 2})[0]
        self.assertEqual(200, status)

    @staticmethod
    def askers():
        return {language: f"+7701{4815162 + 3423 * place:07}" for place, language in enumerate(LANGUAGES)}

    def in_languages(self):
        """Help and an end of answers, in each language: answered, and no tip."""
        for language, number in self.askers().items():
            for count, command in enumerate(("help", "stop"), 1):
                self.assertEqual(200, self.daemon.send(words_of(language)[command][0], number)[0])
                wait_until(lambda number=number, count=count: len(self.kannel.to(number)) == count, 20, f"{command} in {language}")

    def flood(self):
        for number in range(FLOOD):
            self.assertEqual(200, self.daemon.send(f"{message('flood')['text']} {number}", NUMBERS["flood"])[0])
        held = self.daemon.json("tips", "list", "--state", "held")["items"]
        self.assertEqual(FLOOD - FLOOD_LIMIT, sum(len(tip["messages"]) for tip in held))
        self.ended(self.daemon.cli("tips", "release", "--all-held"))
        self.told(*(f"{WORDS['flood']}. [***] {number}" for number in range(FLOOD)))

    # --- what came of it

    def told(self, *texts):
        wait_until(lambda: set(texts) <= set(self.sink.texts()), 20, f"the contact gets {texts}; it has {self.sink.texts()}")

    def waiting_parts(self):
        with contextlib.closing(sqlite3.connect(f"file:{next(self.daemon.data.glob('*.db'))}?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM part").fetchone()[0]

    def check_pictures(self):
        """What the contact fetches is the picture, and what failed is told without its address."""
        def links():
            found = {one["url"] for body in self.sink.accepted().values() for one in body["data"].get("media", []) if one["url"]}
            return len(found) == 2 and found
        for link in wait_until(links, 20, "two links to pictures"):
            status, headers, body = self.daemon.request("GET", urllib.parse.urlsplit(link).path)
            self.assertEqual((200, b"\xff\xd8"), (status, body[:2]))
            self.assertNotIn(PLAIN_JPEG[200:300], b"".join(data for _name, data in self.files(self.daemon)))
            self.heard(repr(headers), body)
        dead = wait_until(lambda: [one for one in self.daemon.json("deliveries", "list", "--dead")["items"]
                                   if one["kind"] == "media"], 20, "an address that is not listed")
        self.assertEqual(["host_not_listed"], [one["last_error"] for one in dead])
        wait_until(lambda: self.provider.paths().count(f"/{MEDIA['lost-picture']}.jpg") >= 2, 20, "a second try")

    def check_answers(self):
        """Phones got answers, and no word in them says who asked."""
        for sent in self.kannel.sent:
            self.assertTrue(sent["text"])
            self.heard(sent["text"])

    def check_plant(self):
        """The same checks must fail of one forgotten number, however it is written."""
        for planted in (NUMBERS["flood"][1:].encode("utf-16-le"), bytes.fromhex(NUMBERS["gammu"][1:] + "f"),
                        base64.b64encode(HIDDEN[1].encode())):
            forgotten = self.daemon.data / "forgotten"
            forgotten.write_bytes(b"\0\1" + planted + b"\2")
            with self.assertRaises(AssertionError):
                self.check_files(self.daemon)
            forgotten.unlink()

    def test_no_way_in_leaves_a_trace_of_who_came(self):
        with self.daemon as daemon:
            self.parts(2)
            self.by_pictures()
            self.by_providers()
            self.by_pagers()
            self.by_command()
            self.in_languages()
            self.flood()
            once = (*PROVIDERS, "jsonl", "smstools", "gammu", "gammu-swept", "pictures")
            self.told(*(f"{WORDS[way]}. [***]" for way in once), PAGES[1], PAGES[2])
            self.check_pictures()
            self.check_answers()
            self.assertEqual(3, self.waiting_parts())
            self.assertTrue(any(name.endswith("-wal") and data for name, data in self.files(daemon)))
            self.check_files(daemon)      # while it runs, with the write-ahead log and the parts that wait
            self.check_operator(daemon, ("tips", "search", "Калдыбеков", "--json"), ("deliveries", "list", "--dead", "--json"),
                                ("tips", "list"))
            self.check_network(daemon, self.sink)
            daemon.kill()
            self.check_files(daemon)      # as a thief finds it
            daemon.start()
            self.assertEqual(3, self.waiting_parts())
            self.parts(1)
            self.told(*(f"{WORDS[way]}. [***]" * 2 for way in ("parts-vonage", "parts-jasmin", "parts-generic")))
            self.assertEqual(0, daemon.stop())
            self.check_files(daemon)      # after a clean end
            self.check_plant()


if __name__ == "__main__":
    unittest.main()
