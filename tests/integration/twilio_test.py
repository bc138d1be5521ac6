# SPDX-License-Identifier: Apache-2.0
"""npm twilio signs, tipwire verifies: over the configured public URL, whatever Host the request names."""

import urllib.parse

from harness import Instance
from peer import Peer

TOKEN = "0123456789abcdef0123456789abcdef"
URL = "https://tips.example.org/hooks/twilio"


def fields(number, text, sender="+77010000001"):
    return {"MessageSid": f"SM{number:032d}", "SmsSid": f"SM{number:032d}", "AccountSid": "AC" + "0" * 32,
            "From": sender, "To": "+77000000700", "Body": text, "NumMedia": "0", "NumSegments": "1"}


def post(daemon, signature, values, path="/hooks/twilio"):
    body = urllib.parse.urlencode(values)
    return daemon.request("POST", path, body.encode(), {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "X-Twilio-Signature": signature,
        "Host": "inside.local:9999"})


def main():
    instance = Instance(settings={("[server]", "public_url"): '"https://tips.example.org"'})
    instance.write_secret("twilio.secret", TOKEN)
    instance.config.write_text(instance.config.read_text() + """
[[source]]
name = "twilio"
kind = "twilio"
secret = { file = "twilio.secret" }
""")
    texts = ["Plain & simple + 50% = ?", "Әкімдік жанында ұрлық: қызыл көлік", "it's the driver's 🚗", "", " leading\nlines "]
    with Peer("twilio") as twilio, instance as daemon:
        for number, text in enumerate(texts):
            values = fields(number, text, f"+7701000{number:04}")
            signed = twilio.ask(token=TOKEN, url=URL, fields=values)
            assert signed["valid"]
            status, headers, body = post(daemon, signed["signature"], values)
            assert status == 200, status
            assert headers["Content-Type"].startswith("text/xml"), headers
            assert body.decode().endswith("<Response/>"), body
            again = post(daemon, signed["signature"], values)
            assert again[0] == 200 and again[2] == body
        assert sorted(daemon.stored_texts()) == sorted(texts), daemon.stored_texts()

        # A query in the URL is signed as it stands, apostrophe and all.
        values = fields(100, "query", "+77010009999")
        query = "/hooks/twilio?city=O'Neill&x=%D1%82"
        signed = twilio.ask(token=TOKEN, url="https://tips.example.org" + query, fields=values)
        assert post(daemon, signed["signature"], values, query)[0] == 200

        wrong = twilio.ask(token="f" * 32, url=URL, fields=fields(200, "forged"))
        assert post(daemon, wrong["signature"], fields(200, "forged"))[0] == 403
        other = twilio.ask(token=TOKEN, url=URL, fields=fields(201, "as signed"))
        assert post(daemon, other["signature"], fields(201, "as changed"))[0] == 403
        assert len(daemon.tips()) == len(texts) + 1


if __name__ == "__main__":
    main()
