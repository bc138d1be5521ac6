# SPDX-License-Identifier: Apache-2.0
"""The providers' own libraries sign and judge; tipwire takes what they take, and nothing that was changed."""

import json
import secrets
import time

from harness import Instance
from peer import Peer

PUBLIC_URL = "https://tips.example.org"
SECRET = "0123456789abcdef-provider"
TEXT = "Әкімдік жанында ұрлық & 50% = ?"
SENDER = "77010000001"


def form_of(**fields):
    return lambda text, number: {"fields": {name: value.format(text=text, id=number) for name, value in fields.items()}}


def json_of(build):
    return lambda text, number: {"body": json.dumps(build(text, number), ensure_ascii=False)}


TWILIO = form_of(MessageSid="SM{id}", From="+" + SENDER, To="+77000000700", Body="{text}", NumMedia="0")
# (who signs, the profile, what it sends)
CASES = [
    ("signalwire", "signalwire", TWILIO),
    ("signalwire-sha256", "signalwire", TWILIO),
    ("plivo", "plivo", form_of(MessageUUID="{id}", From=SENDER, To="77000000700", Text="{text}", Type="sms")),
    ("messagebird", "messagebird", form_of(id="{id}", originator=SENDER, recipient="77000000700", body="{text}",
                                           createdDatetime="2026-01-01T00:00:00+00:00")),
    ("vonage", "vonage", form_of(**{"messageId": "{id}", "msisdn": SENDER, "to": "77000000700", "text": "{text}",
                                    "type": "unicode", "message-timestamp": "2026-01-01 00:00:00"})),
    ("vonage-messages", "vonage-messages", json_of(lambda text, number: {
        "channel": "sms", "message_uuid": number, "from": SENDER, "to": "77000000700", "message_type": "text",
        "text": text, "timestamp": "2026-01-01T00:00:00Z"})),
    ("telnyx", "telnyx", json_of(lambda text, number: {"data": {
        "event_type": "message.received", "id": number, "payload": {
            "id": number, "from": {"phone_number": "+" + SENDER}, "to": [{"phone_number": "+77000000700"}], "text": text,
            "received_at": "2026-01-01T00:00:00.000+00:00"}}})),
    ("sinch-conversation", "sinch-conversation", json_of(lambda text, number: {
        "accepted_time": "2026-01-01T00:00:00Z", "message": {
            "id": number, "direction": "TO_APP", "contact_message": {"text_message": {"text": text}},
            "channel_identity": {"channel": "SMS", "identity": SENDER}, "sender_id": "77000000700"}})),
    ("smsgate", "smsgate", json_of(lambda text, number: {
        "event": "sms:received", "id": number, "payload": {
            "messageId": number, "message": text, "phoneNumber": "+" + SENDER, "receivedAt": "2026-01-01T06:00:00.000+06:00"}})),
    ("generic", "generic", json_of(lambda text, number: {"id": number, "from": "+" + SENDER, "text": text})),
]


def configure(instance, public_key):
    blocks = ""
    for profile in sorted({case[1] for case in CASES}):
        proof = f'public_key = "{public_key}"' if profile == "telnyx" else 'secret = { file = "provider.secret" }'
        blocks += f'\n[[source]]\nname = "at-{profile}"\nkind = "{profile}"\n{proof}\n'
    instance.write_secret("provider.secret", SECRET)
    instance.config.write_text(instance.config.read_text() + blocks)


class Provider:
    """One provider's side of a webhook."""

    def __init__(self, peer, daemon, case):
        self.peer, self.daemon = peer, daemon
        self.signer, self.profile, self.build = case
        self.path = f"/hooks/at-{self.profile}"

    def signed(self, text, secret=SECRET, path=None, now=None):
        number = secrets.token_hex(12)
        signed = self.peer.ask(provider=self.signer, secret=secret, url=PUBLIC_URL + (path or self.path),
                               now=now or int(time.time()), nonce=f"n{number}", **self.build(text, number))
        assert signed["valid"] is not False or now is not None, f"{self.signer}: its own library refuses"
        return signed

    def post(self, signed, body=None, **changed):
        kind = "application/json" if signed["body"].startswith("{") else "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind} | signed["headers"] | changed
        return self.daemon.request("POST", self.path, (body or signed["body"]).encode(), headers)[0]

    def refused(self, why, status):
        assert status == 403, f"{self.signer}, {why}: {status}"

    def check(self):
        good = self.signed(f"{TEXT} {self.signer}")
        for again in ("first", "again"):
            status = self.post(good)
            assert status == 200, f"{self.signer}, {again}: {status}"
        if self.signer != "telnyx":
            self.refused("another secret", self.post(self.signed("forged", secret="f" * 24)))
        self.refused("a changed text", self.post(good, body=good["body"].replace("50", "51")))
        self.refused("a cut body", self.post(good, body=good["body"][:-1]))
        for name, value in good["headers"].items():
            if name.endswith("-algorithm"):
                continue
            self.refused(f"without {name}", self.post(good, **{name: ""}))
            other = str(int(value) + 1) if value.isdigit() else ("y" if value[0] == "x" else "x") + value[1:]
            self.refused(f"another {name}", self.post(good, **{name: other}))
        if self.signer in ("signalwire", "signalwire-sha256", "plivo", "messagebird"):
            self.refused("another address", self.post(self.signed("elsewhere", path="/hooks/other")))
        if self.signer in ("telnyx", "messagebird", "generic"):
            self.refused("an hour later", self.post(self.signed("late", now=int(time.time()) - 3600)))


def main():
    instance = Instance(settings={("[server]", "public_url"): f'"{PUBLIC_URL}"'})
    with Peer("providers") as peer:
        configure(instance, peer.ask(provider="telnyx-key")["public_key"])
        with instance as daemon:
            for case in CASES:
                Provider(peer, daemon, case).check()
            expected = sorted(f"{TEXT} {case[0]}" for case in CASES)
            assert sorted(daemon.stored_texts()) == expected, daemon.stored_texts()


if __name__ == "__main__":
    main()
