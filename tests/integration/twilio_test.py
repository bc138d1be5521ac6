# SPDX-License-Identifier: Apache-2.0
"""npm twilio signs, tipwire verifies: over the configured public URL, whatever Host the request names; and replies as npm twilio sends."""

import base64
import re
import urllib.parse

from harness import Instance, Listener, wait_until
from peer import Peer

ACCOUNT = "AC" + "0" * 32
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


class Messages(Listener):
    """Twilio's Messages.json."""

    def __init__(self):
        super().__init__()
        self.requests = []

    def received(self, path, headers, body):
        self.requests.append((path, headers, body))
        return 201, {"Content-Type": "application/json"}, b'{"sid": "SM1", "status": "queued"}'


def sends_as_twilio_does(twilio, messages):
    """Our reply to the first message is the request that the library makes of the same values."""
    path, headers, body = wait_until(lambda: messages.requests, 20, "a reply")[0]
    ours = dict(urllib.parse.parse_qsl(body.decode(), strict_parsing=True))
    theirs = twilio.ask(account=ACCOUNT, token=TOKEN, send={
        "to": ours["To"], "from": "+77000000700", "body": ours["Body"], "statusCallback": URL})
    assert re.fullmatch(r"\+7701000000[0-4]", ours["To"]), ours["To"]
    assert ours == theirs["data"], (ours, theirs["data"])
    assert "https://api.twilio.com" + path == theirs["uri"], (path, theirs["uri"])
    assert headers["Content-Type"] == theirs["headers"]["Content-Type"]
    basic = base64.b64encode(f"{theirs['username']}:{theirs['password']}".encode()).decode()
    assert headers["Authorization"] == "Basic " + basic


def main():
    messages = Messages()
    instance = Instance(settings={("[server]", "public_url"): '"https://tips.example.org"'})
    instance.write_secret("twilio.secret", TOKEN)
    instance.config.write_text(instance.config.read_text() + """
[[source]]
name = "twilio"
kind = "twilio"
secret = { file = "twilio.secret" }
line = "+77000000700"
reply = { kind = "twilio", url = "http://127.0.0.1:%d/2010-04-01/Accounts/%s/Messages.json", user = "%s", secret = { file = "twilio.secret" }, receipts_url = "%s" }
""" % (messages.port, ACCOUNT, ACCOUNT, URL))
    texts = ["Plain & simple + 50% = ?", "Әкімдік жанында ұрлық: қызыл көлік", "it's the driver's 🚗", "", " leading\nlines "]
    with messages, Peer("twilio") as twilio, instance as daemon:
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

        sends_as_twilio_does(twilio, messages)

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
