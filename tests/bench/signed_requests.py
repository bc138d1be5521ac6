# SPDX-License-Identifier: Apache-2.0
"""Writes signed Twilio requests of one fixed length to a file, for wrk to replay from there."""

import base64
import hashlib
import hmac
import sys
from urllib.parse import quote_plus

URL = "https://tips.example.org/hooks/sms"
TEXT = "Возле школы №5 двое продают закладки, серая машина, номер 512"  # one UCS-2 segment


def fields(number):
    """As Twilio posts them: sender and id differ each time, the length never does."""
    sid = f"SM{number:032d}"
    return {
        "ToCountry": "KZ", "ToState": "", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "",
        "FromZip": "", "SmsSid": sid, "FromState": "", "SmsStatus": "received", "FromCity": "",
        "Body": TEXT, "FromCountry": "KZ", "To": "+77000000700", "ToZip": "", "NumSegments": "3",
        "MessageSid": sid, "AccountSid": "AC" + "0" * 31 + "1", "From": f"+7701{number % 10_000_000:07d}",
        "ApiVersion": "2010-04-01",
    }


def request(number, key):
    values = fields(number)
    body = "&".join(f"{quote_plus(n)}={quote_plus(v)}" for n, v in values.items()).encode()
    mac = key.copy()
    mac.update((URL + "".join(n + values[n] for n in sorted(values))).encode())
    signature = base64.b64encode(mac.digest()).decode()
    head = ("POST /hooks/sms HTTP/1.1\r\nHost: tips.example.org\r\n"
            f"X-Twilio-Signature: {signature}\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode()
    return head + body


def write(path, first, count, secret):
    """Returns the length of one record. Only id, sender and signature change, so the rest is made once."""
    key = hmac.new(secret, digestmod=hashlib.sha1)
    sample = request(0, key)
    values = fields(0)
    sid, sender = values["MessageSid"], values["From"]
    signed = (URL + "".join(n + values[n] for n in sorted(values))).replace(sid, "\0").replace(sender, "\1")
    head, body = sample.split(b"\r\n\r\n", 1)
    signature = [l for l in head.split(b"\r\n") if l.startswith(b"X-Twilio")][0][20:]
    with open(path, "wb", buffering=1 << 20) as out:
        for number in range(first, first + count):
            now = fields_of(number)
            mac = key.copy()
            mac.update(signed.replace("\0", now[0]).replace("\1", now[1]).encode())
            made = base64.b64encode(mac.digest())
            out.write(head.replace(signature, made) + b"\r\n\r\n" +
                      body.replace(sid.encode(), now[0].encode())
                          .replace(quote_plus(sender).encode(), quote_plus(now[1]).encode()))
    return len(sample)


def fields_of(number):
    return f"SM{number:032d}", f"+7701{number % 10_000_000:07d}"


if __name__ == "__main__":
    print(write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4].encode()))
