#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pages by WCTP over the public listener: recorded requests, repeats, refusals, XML bombs, a power cut."""

import pathlib
import re
import unittest
import xml.etree.ElementTree

import harness

CORPUS = pathlib.Path(__file__).resolve().parents[1] / "corpus/wctp"
XML = {"Content-Type": "text/xml; charset=UTF-8"}


def submit(text="Broken window", message_id="94", sender="county-pager", code="wctp-code-4412", recipient="tipline",
           at="2026-01-01T00:00:00", doctype=""):
    return f"""<?xml version="1.0" encoding="UTF-8"?>{doctype}
<wctp-Operation wctpVersion="WCTP-DTD-V1R3"><wctp-SubmitRequest>
<wctp-Payload><wctp-Alphanumeric>{text}</wctp-Alphanumeric></wctp-Payload>
<wctp-SubmitHeader submitTimestamp="{at}"><wctp-Recipient recipientID="{recipient}"/>
<wctp-MessageControl messageID="{message_id}"/><wctp-Originator senderID="{sender}" securityCode="{code}"/>
</wctp-SubmitHeader></wctp-SubmitRequest></wctp-Operation>""".encode()


class Wctp(unittest.TestCase):
    def setUp(self):
        self.daemon = harness.Instance()
        self.daemon.write_secret("wctp.secret", "wctp-code-4412")
        self.daemon.config.write_text(self.daemon.config.read_text() + """
[[source]]
name = "terminal"
kind = "wctp"
path = "/wctp"
user = "county-pager"
secret = { file = "wctp.secret" }
line = "tipline"
""")
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__, None, None, None)

    def post(self, body, headers=XML):
        return self.daemon.request("POST", "/wctp", body, headers)

    def result(self, body):
        """(element, code) of the answer, which is 200 and XML whatever became of the page."""
        status, headers, answer = self.post(body)
        self.assertEqual(status, 200)
        self.assertEqual(headers["Content-Type"].split(";")[0], "text/xml")
        confirmation = xml.etree.ElementTree.fromstring(answer).find("wctp-Confirmation")
        found = confirmation[0]
        return found.tag, found.get("successCode") or found.get("errorCode")

    def recorded(self, name):
        head, body = (CORPUS / name).read_bytes().split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        method, path, _version = lines[0].split(" ")
        headers = dict(line.split(": ", 1) for line in lines[1:])
        headers.pop("Content-Length")
        return self.daemon.request(method, path, body, headers)

    def test_recorded_requests(self):
        status, headers, body = self.recorded("wctp-submit.http")
        self.assertEqual((status, headers["Content-Type"].split(";")[0]), (200, "text/xml"))
        self.assertIn(b"wctp-Success", body)
        status, headers, body = self.recorded("wctp-wrong-code.http")
        self.assertEqual((status, headers["Content-Type"].split(";")[0]), (200, "text/xml"))
        self.assertIn(b'wctp-Failure errorCode="402"', body)
        self.assertEqual(self.daemon.stored_texts(), ["Alarm & broken window, gate 4"])
        tip = self.daemon.tips()[0]
        self.assertEqual((tip["channel"], tip["source"]), ("pager", "terminal"))
        self.assertNotIn("county-pager", str(self.daemon.tips()))

    def test_a_repeat_is_one_page_and_other_senders_numbers_may_meet(self):
        for _ in range(2):
            self.assertEqual(self.result(submit()), ("wctp-Success", "200"))
        self.assertEqual(self.daemon.stored_texts(), ["Broken window"])
        # A sender that counts from 1 again every day: the time tells the pages apart.
        self.assertEqual(self.result(submit("Another", at="2026-01-02T00:00:00")), ("wctp-Success", "200"))
        self.assertEqual(len(self.daemon.tips()), 2, "pages are never joined")

    def test_what_is_refused_is_not_stored(self):
        refused = {"401": submit(sender="nobody"), "402": submit(code="guess"), "403": submit(recipient="other"),
                   "301": b" ", "302": b"<wctp-Operation>", "300": b"<wctp-Operation><wctp-VersionQuery/></wctp-Operation>",
                   "411": submit("x" * (16 * 1024 + 1))}
        for code, body in refused.items():
            with self.subTest(code):
                self.assertEqual(self.result(body), ("wctp-Failure", code))
        self.assertEqual(self.daemon.tips(), [])
        self.assertEqual(self.post(submit(), {"Content-Type": "application/json"})[0], 415)
        self.assertEqual(self.daemon.request("GET", "/wctp")[0], 405)
        self.assertEqual(self.daemon.request("POST", "/hooks/terminal", submit(), XML)[0], 404)
        self.assertIn("tipwire_messages_refused_total 2", self.daemon.metrics())

    def test_no_entity_is_expanded(self):
        secret = self.daemon.folder / "wctp.secret"
        external = f'<!DOCTYPE wctp-Operation [<!ENTITY x SYSTEM "file://{secret}">]>'
        self.assertEqual(self.result(submit("&x;", doctype=external)), ("wctp-Failure", "302"))
        lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
        self.assertEqual(self.result(submit("&l9;", doctype=f"<!DOCTYPE wctp-Operation [{lol}]>")),
                         ("wctp-Failure", "302"))
        self.assertEqual(self.result(submit("<i>" * 9000 + "</i>" * 9000)), ("wctp-Failure", "302"))
        self.assertEqual(self.daemon.tips(), [])
        self.assertTrue(self.daemon.alive())

    def test_a_page_that_was_answered_survives_a_power_cut(self):
        self.assertEqual(self.result(submit("лист")), ("wctp-Success", "200"))
        self.daemon.kill()
        self.daemon.start()
        self.assertEqual(self.daemon.stored_texts(), ["лист"])
        self.assertEqual(self.result(submit("лист")), ("wctp-Success", "200"))
        self.assertEqual(len(self.daemon.tips()), 1)

    def test_a_clients_page_is_answered_in_its_own_element(self):
        body = re.sub(b"Submit(Request|Header)", lambda found: b"SubmitClient" + (
            b"Message" if found[1] == b"Request" else b"Header"), submit())
        status, _headers, answer = self.post(body)
        self.assertEqual(status, 200)
        success = xml.etree.ElementTree.fromstring(answer).find("wctp-SubmitClientResponse/wctp-ClientSuccess")
        self.assertEqual(success.get("trackingNumber"), self.daemon.tips()[0]["id"])


if __name__ == "__main__":
    unittest.main()
