# SPDX-License-Identifier: Apache-2.0
"""Requests as providers send them, one family of profiles each, proved with the standard library and openssl.

Each takes a dict: sender (E.164), text, id, and where the provider knows of them media (an address) and part (reference,
total, number). It gives (path, headers, body).
"""

import base64
import hashlib
import hmac
import json
import pathlib
import subprocess
import time
import urllib.parse

SECRET = "a-secret-of-the-providers-0001"
USER = "hook"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LINE = "77000000700"


def _json(value):
    return json.dumps(value, ensure_ascii=False).encode()


def _basic():
    return {"Authorization": "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode()}


def vonage(message):
    """Fields of a JSON object, sorted and hashed."""
    fields = {"api-key": "abcd1234", "msisdn": message["sender"].lstrip("+"), "to": LINE, "messageId": message["id"],
              "type": "unicode", "text": message["text"], "message-timestamp": "2026-01-01 00:00:00",
              "timestamp": str(int(time.time())), "nonce": "n-" + message["id"]}
    if "part" in message:
        reference, total, number = message["part"]
        fields |= {"concat": "true", "concat-ref": str(reference), "concat-total": str(total), "concat-part": str(number)}
    signed = "".join(f"&{name}={value.replace('&', '_').replace('=', '_')}" for name, value in sorted(fields.items()))
    fields["sig"] = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return "/hooks/vonage", JSON, _json(fields)


def vonage_messages(message):
    """JSON, with a web token that holds the hash of the body."""
    def packed(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    body = _json({"channel": "sms", "message_uuid": message["id"], "to": LINE, "from": message["sender"].lstrip("+"),
                  "timestamp": "2026-01-01T00:00:00Z", "message_type": "text", "text": message["text"]})
    claims = {"iss": "Vonage", "iat": int(time.time()), "payload_hash": hashlib.sha256(body).hexdigest()}
    token = packed(b'{"alg":"HS256","typ":"JWT"}') + b"." + packed(_json(claims))
    proof = packed(hmac.new(SECRET.encode(), token, hashlib.sha256).digest())
    return "/hooks/vonage-messages", JSON | {"Authorization": "Bearer " + (token + b"." + proof).decode()}, body


class Telnyx:
    """Deep JSON, signed with Ed25519."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._key = self._folder / "telnyx.pem"
        self._openssl("genpkey", "-algorithm", "ed25519", "-out", self._key)
        public = self._openssl("pkey", "-in", self._key, "-pubout", "-outform", "DER")
        self.public_key = base64.b64encode(public[-32:]).decode()

    @staticmethod
    def _openssl(*arguments):
        return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60).stdout

    def __call__(self, message):
        body = _json({"data": {"event_type": "message.received", "id": "ev-" + message["id"], "payload": {
            "id": message["id"], "type": "MMS", "from": {"phone_number": message["sender"], "carrier": "TEST"},
            "to": [{"phone_number": "+" + LINE}], "text": message["text"], "received_at": "2026-01-01T00:00:00.000+00:00",
            "media": [{"url": message["media"], "content_type": "image/jpeg"}]}}})
        now = str(int(time.time()))
        signed = self._folder / "signed"
        signed.write_bytes(f"{now}|".encode() + body)
        proof = self._openssl("pkeyutl", "-sign", "-rawin", "-inkey", self._key, "-in", signed)
        return "/hooks/telnyx", JSON | {"Telnyx-Timestamp": now,
                                        "Telnyx-Signature-Ed25519": base64.b64encode(proof).decode()}, body


def infobip(message):
    """A list of messages in an object, one by SMS and one by MMS, with basic authentication."""
    common = {"from": message["sender"].lstrip("+"), "to": LINE, "receivedAt": "2026-01-01T00:00:00.000+0000"}
    mms = [{"contentType": "text/plain", "value": "with a picture, " + message["text"]},
           {"contentType": "image/jpeg", "url": message["media"]}]
    body = {"results": [common | {"messageId": message["id"], "text": message["text"], "cleanText": message["text"]},
                        common | {"messageId": message["id"] + "-2", "message": mms}], "messageCount": 2}
    return "/hooks/infobip", JSON | _basic(), _json(body)


def bandwidth(message):
    """A bare list of events."""
    inside = {"id": message["id"], "owner": "+" + LINE, "to": ["+" + LINE], "from": message["sender"], "direction": "in",
              "time": "2026-01-01T00:00:00Z", "text": message["text"], "media": [message["media"]]}
    event = {"type": "message-received", "time": "2026-01-01T00:00:00Z", "to": "+" + LINE, "message": inside}
    return "/hooks/bandwidth", JSON | _basic(), _json([event])


def africastalking(message):
    """A form; the secret is the last part of the address."""
    form = {"linkId": "l-" + message["id"], "text": message["text"], "to": "77700", "id": message["id"],
            "date": "2026-01-01T00:00:00Z", "from": message["sender"]}
    return f"/hooks/africastalking/{SECRET}", FORM, urllib.parse.urlencode(form).encode()


def jasmin(message):
    """A form with the bytes as the SMS centre had them, in hexadecimal; a part names itself by a header in them."""
    data = message["text"].encode("utf-16-be")
    if "part" in message:
        reference, total, number = message["part"]
        data = bytes([5, 0, 3, reference, total, number]) + data
    form = {"id": message["id"], "from": message["sender"].lstrip("+"), "to": "77700", "origin-connector": "smppc-1",
            "priority": "1", "coding": "8", "content": data, "binary": data.hex()}
    return f"/hooks/jasmin/{SECRET}", FORM, urllib.parse.urlencode(form).encode()


def add_sources(instance, telnyx):
    """A source for each of them."""
    proofs = dict.fromkeys(("vonage", "vonage-messages", "africastalking", "jasmin"), 'secret = { file = "providers.secret" }')
    proofs |= dict.fromkeys(("infobip", "bandwidth"), f'user = "{USER}"\nsecret = {{ file = "providers.secret" }}')
    proofs["telnyx"] = f'public_key = "{telnyx.public_key}"'
    instance.write_secret("providers.secret", SECRET)
    instance.config.write_text(instance.config.read_text() + "".join(
        f'\n[[source]]\nname = "{name}"\nkind = "{name}"\n{proof}\n' for name, proof in proofs.items()))
