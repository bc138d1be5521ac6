# SPDX-License-Identifier: Apache-2.0
"""Replies to a made-up server of each kind of provider: the exact requests, refusals, pauses, opt-outs and receipts.

The number of a sender may stand in the request to the provider and nowhere else.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import sqlite3
import time
import urllib.parse

from harness import Instance, Sink, Listener, wait_until
from traces import Traces

CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4}")
BASIC = "Basic " + base64.b64encode(b"account-1:pass word").decode()
PUBLIC = "https://tips.example.org"
TWILIO_TOKEN = "0123456789abcdef0123456789abcdef"


class Provider(Listener):
    """Answers as told, in order, then always the last; keeps every request with the time it came."""

    def __init__(self, *answers):
        super().__init__()
        self.answers = list(answers)
        self.requests = []

    def received(self, path, headers, body):
        with self._lock:
            self.requests.append({"path": path, "headers": headers, "body": body, "at": time.monotonic()})
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def will(self, *answers):
        with self._lock:
            self.answers = list(answers)

    def wait(self, count, seconds=20):
        return wait_until(lambda: len(self.requests) >= count and self.requests, seconds, f"{count} requests")


def answer(status, body, **headers):
    said = body if isinstance(body, str) else json.dumps(body)
    return status, {"Content-Type": "application/json"} | headers, said.encode()


def form(request):
    assert request["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    return dict(urllib.parse.parse_qsl(request["body"].decode(), strict_parsing=True))


def as_json(request):
    assert request["headers"]["Content-Type"] == "application/json"
    return json.loads(request["body"])


# kind: (path of the reply's url, more of the reply, the answer, and how a request must look for a number and a text)
KINDS = {
    "twilio": ("/2010-04-01/Accounts/AC1/Messages.json", "", answer(201, {"sid": "SM1", "status": "queued"}),
               lambda r, n, t: r["headers"]["Authorization"] == BASIC and form(r) == {"To": n, "From": "+77270000001", "Body": t}),
    "vonage": ("/sms/json", "", answer(200, {"message-count": "1", "messages": [{"status": "0", "message-id": "1"}]}),
               lambda r, n, t: form(r) == {"api_key": "account-1", "api_secret": "pass word", "from": "+77270000001",
                                           "to": n[1:], "text": t, "type": "text" if t.isascii() else "unicode"}),
    "infobip": ("/sms/3/messages", "", answer(200, {"messages": [{"messageId": "1", "status": {"groupId": 1}}]}),
                lambda r, n, t: r["headers"]["Authorization"] == "App pass word" and as_json(r) == {"messages": [
                    {"sender": "+77270000001", "destinations": [{"to": n[1:]}], "content": {"text": t}}]}),
    "telnyx": ("/v2/messages", "", answer(200, {"data": {"id": "1"}}),
               lambda r, n, t: r["headers"]["Authorization"] == "Bearer pass word" and
               as_json(r) == {"from": "+77270000001", "to": n, "text": t}),
    "bandwidth": ("/api/v2/users/9/messages", 'account = "app-7", ', answer(202, {"id": "1"}),
                  lambda r, n, t: r["headers"]["Authorization"] == BASIC and as_json(r) ==
                  {"applicationId": "app-7", "from": "+77270000001", "to": [n], "text": t}),
    "clickatell": ("/messages/http/send", "", answer(202, {"messages": [{"accepted": True}]}),
                   lambda r, n, t: r["body"] == b"" and dict(urllib.parse.parse_qsl(r["path"].partition("?")[2])) ==
                   {"apiKey": "pass word", "to": n[1:], "from": "+77270000001", "content": t}),
}


GENERIC = 'kind = "generic"\nsecret = { file = "sms.secret" }'


def source(name, kind, provider, path, more="", comes=GENERIC):
    return f"""
[[source]]
name = "{name}"
{comes}
line = "+77270000001"
reply = {{ kind = "{kind}", url = "http://127.0.0.1:{provider.port}{path}", user = "account-1", {more}secret = {{ file = "reply.secret" }} }}
"""


def send(daemon, name, text, number, message_id=None):
    body, headers = daemon.message(text, number, message_id)
    status, _headers, _body = daemon.request("POST", f"/hooks/{name}", body, headers)
    assert status == 200, (name, status)


def addresses(daemon):
    """How many return addresses there are, of tips and of replies that wait."""
    database = sqlite3.connect(f"file:{daemon.data / 'tipwire.db'}?mode=ro", uri=True)
    try:
        return (database.execute("SELECT count(*) FROM return_address").fetchone()[0]
                + database.execute("SELECT count(*) FROM delivery WHERE reply_address IS NOT NULL").fetchone()[0])
    finally:
        database.close()


def metric(daemon, name):
    return int(re.search(rf"^{name} (\d+)", daemon.metrics(), re.M)[1])


def dropped(daemon, why):
    return len(re.findall(rf"reply\.dropped.*{why}", daemon.log_text()))


# --- the tests

def every_kind(daemon, providers, numbers):
    for at, (name, (path, _more, _answer, looks)) in enumerate(KINDS.items()):
        number = numbers[at]
        send(daemon, name, "Возле школы продают" if at % 2 else "Selling near the school", number)
        request = providers[name].wait(1)[0]
        text = next(value for value in texts_of(request) if CODE.search(value))
        assert request["path"].partition("?")[0] == path, request["path"]
        assert looks(request, number, text), (name, request["path"], dict(request["headers"]), request["body"])
    wait_until(lambda: metric(daemon, "tipwire_replies_sent_total") == len(KINDS), 10, "all replies are counted")
    assert metric(daemon, "tipwire_reply_segments_total") >= len(KINDS)


def texts_of(request):
    """Every text in a request, wherever it stands."""
    def strings(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, (list, dict)):
            for one in (value.values() if isinstance(value, dict) else value):
                yield from strings(one)
    if not request["body"]:
        return [value for _name, value in urllib.parse.parse_qsl(request["path"].partition("?")[2])]
    if request["headers"]["Content-Type"] == "application/json":
        return list(strings(json.loads(request["body"])))
    return [value for _name, value in urllib.parse.parse_qsl(request["body"].decode())]


def throttled(daemon, provider, good, number):
    """429 with Retry-After is tried again, no earlier than asked."""
    before = len(provider.requests)
    provider.will(answer(429, {"code": 20429}, **{"Retry-After": "2"}), good)
    send(daemon, "twilio", "NEW throttled", number)
    first, second = provider.wait(before + 2)[before:before + 2]
    assert second["at"] - first["at"] >= 1.9, second["at"] - first["at"]
    assert first["body"] == second["body"]


def refused(daemon, provider, good, number):
    """Another 4xx, and a status inside a good answer that says no, are not tried again."""
    before = len(provider.requests)
    provider.will(answer(400, {"code": 21211, "message": f"The number {number} is no number"}))
    send(daemon, "twilio", "NEW refused", number)
    wait_until(lambda: dropped(daemon, "http_400") == 1, 20, "the refused reply is dropped")
    assert len(provider.requests) == before + 1
    provider.will(good)


def opted_out(daemon, provider, good, number):
    """The provider says that the phone wants nothing more: the addresses of all its tips go, and what waits is not sent."""
    kept = addresses(daemon)
    before = len(provider.requests)
    provider.will(answer(429, {}, **{"Retry-After": "3"}), answer(400, {"code": 21610}))
    send(daemon, "twilio", "NEW first", number)
    provider.wait(before + 1)
    send(daemon, "twilio", "NEW second", number)
    wait_until(lambda: dropped(daemon, "opted_out") == 1, 20, "the opt-out is obeyed")
    wait_until(lambda: dropped(daemon, "no_address") == 1, 20, "the waiting reply has no address any more")
    provider.will(good)
    assert addresses(daemon) == kept, (addresses(daemon), kept)
    assert len(provider.requests) == before + 2
    assert metric(daemon, "tipwire_senders_opted_out_total") == 1


def signed(fields, path):
    text = PUBLIC + path + "".join(name + value for name, value in sorted(fields.items()))
    return base64.b64encode(hmac.new(TWILIO_TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()


def post_twilio(daemon, fields, path="/hooks/phones"):
    status, _headers, _body = daemon.request("POST", path, urllib.parse.urlencode(fields).encode(), {
        "Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signed(fields, path)})
    return status


def receipts(daemon, provider, number):
    """Asked for where the configuration says so; counted, and an opt-out in one is obeyed. Words that Twilio answers are no tips."""
    kept, opted = addresses(daemon), metric(daemon, "tipwire_senders_opted_out_total")
    fields = {"MessageSid": "SM" + secrets.token_hex(16), "From": number, "To": "+77270000001", "Body": "By phone"}
    assert post_twilio(daemon, fields) == 200
    asked = form(provider.wait(1)[0])["StatusCallback"]
    assert asked == PUBLIC + "/hooks/phones", asked
    assert addresses(daemon) == kept + 1

    receipt = {"MessageSid": "SM7", "MessageStatus": "delivered", "To": number, "From": "+77270000001"}
    assert post_twilio(daemon, receipt) == 200
    assert metric(daemon, "tipwire_reply_receipts_delivered_total") == 1
    assert addresses(daemon) == kept + 1
    receipt |= {"MessageStatus": "failed", "ErrorCode": "21610"}
    assert post_twilio(daemon, receipt) == 200
    assert metric(daemon, "tipwire_reply_receipts_failed_total") == 1
    assert metric(daemon, "tipwire_senders_opted_out_total") == opted + 1
    assert addresses(daemon) == kept, addresses(daemon)

    tips, sent = len(daemon.tips()), len(provider.requests)
    for word in ("START", "HELP", "STOP"):
        said = fields | {"MessageSid": "SM" + secrets.token_hex(16), "Body": word, "OptOutType": word}
        assert post_twilio(daemon, said) == 200
    assert metric(daemon, "tipwire_senders_opted_out_total") == opted + 2
    assert len(daemon.tips()) == tips and len(provider.requests) == sent


def nowhere_else(daemon, numbers):
    traces = Traces()
    for number in numbers:
        traces.number(number)
    places = {str(file): file.read_bytes() for file in daemon.data.rglob("*") if file.is_file()}
    places |= {"log": daemon.log_text().encode(), "metrics": daemon.metrics().encode(),
               "tips": json.dumps(daemon.tips()).encode()}
    for place, data in places.items():
        assert not traces.found_in(data), (place, traces.found_in(data))


def main():
    numbers = [f"+7701{n:07}" for n in (5318008, 2718281, 3141592, 1618033, 4669201, 5772156, 6931471, 8675309, 4242424, 9081726)]
    providers = {name: Provider(row[2]) for name, row in KINDS.items()}
    phones = Provider(answer(201, {"sid": "SM1"}))
    for one in [*providers.values(), phones]:
        one.__enter__()
    with Sink() as sink:
        instance = Instance(sink, settings={("[server]", "public_url"): f'"{PUBLIC}"',
                                            ("[delivery]", "retry_delay_min"): '"1s"'})
        instance.write_secret("reply.secret", "pass word")
        instance.write_secret("twilio.secret", TWILIO_TOKEN)
        for name, (path, more, _answer, _looks) in KINDS.items():
            instance.config.write_text(instance.config.read_text() + source(name, name, providers[name], path, more))
        instance.config.write_text(instance.config.read_text() + source(
            "phones", "twilio", phones, "/m", f'receipts_url = "{PUBLIC}/hooks/phones", ',
            'kind = "twilio"\nsecret = { file = "twilio.secret" }'))
        with instance as daemon:
            every_kind(daemon, providers, numbers)
            twilio, good = providers["twilio"], KINDS["twilio"][2]
            throttled(daemon, twilio, good, numbers[6])
            refused(daemon, twilio, good, numbers[7])
            opted_out(daemon, twilio, good, numbers[8])
            receipts(daemon, phones, numbers[9])
            nowhere_else(daemon, numbers)
            daemon.verify_audit()
            assert daemon.stop() == 0
            for number in numbers:
                assert number[1:] not in daemon.log_text()


if __name__ == "__main__":
    main()
