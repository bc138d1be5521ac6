# SPDX-License-Identifier: Apache-2.0
"""SMPP centre -> Debian's Kannel -> tipwire -> signed webhook -> npm standardwebhooks, and the receipt and status back.

Once with Kannel joining the parts of long messages, once with tipwire doing it: the tips are the same."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from harness import Instance, free_ports, wait_until
from peer import Peer

LINE = "77700"
CONFIGURATION = """
group = core
admin-port = {admin}
admin-password = x
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
smsbox-port = {box}
smsbox-interface = "127.0.0.1"
admin-interface = "127.0.0.1"
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
store-type = spool
store-location = {folder}/spool
log-level = 3
sms-combine-concatenated-mo = {joins}
sms-combine-concatenated-mo-timeout = 2

group = smsc
smsc = smpp
smsc-id = centre
host = 127.0.0.1
port = {smpp}
transceiver-mode = true
smsc-username = kannel
smsc-password = kannel
system-type = ""
source-addr-ton = 1
source-addr-npi = 1
dest-addr-ton = 1
dest-addr-npi = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = "127.0.0.1"
log-level = 3
http-request-retry = 100
http-queue-delay = 1
mo-recode = {recode}

group = sendsms-user
username = tipwire
password = {password}
concatenation = true
max-messages = 10

group = sms-service
keyword = default
catch-all = true
max-messages = 0
omit-empty = true
send-sender = true
concatenation = true
post-url = "http://127.0.0.1:{public}/hooks/kannel/{token}?id=%I&ts=%T&coding=%c&charset=%C&udh=%u&to=%P&smsc=%i"
"""


class Kannel:
    """bearerbox and smsbox with a folder of their own; they run as nobody if the test is root's."""

    def __init__(self, **values):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tipwire-kannel-"))
        (self.folder / "spool").mkdir()
        self.file = self.folder / "kannel.conf"
        self.file.write_text(CONFIGURATION.format(folder=self.folder, **values))
        self.boxes = []

    def _start(self, box):
        log = open(self.folder / f"{box}.log", "ab")
        self.boxes.append(subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", shutil.which(box) or f"/usr/sbin/{box}", "-v", "3", str(self.file)],
            stdout=log, stderr=log, cwd=self.folder))
        log.close()

    def start_bearerbox(self):
        self._start("bearerbox")

    def start_smsbox(self):
        self._start("smsbox")

    def logs(self):
        return "".join(file.read_text(errors="replace") for file in self.folder.glob("*.log"))

    def __enter__(self):
        return self

    def __exit__(self, error, *_rest):
        for box in reversed(self.boxes):
            box.terminate()
        for box in self.boxes:
            try:
                box.wait(10)
            except subprocess.TimeoutExpired:
                box.kill()
        if error is not None:
            print(self.logs()[-3000:])
        shutil.rmtree(self.folder, ignore_errors=True)


def configure(instance, token, password, sendsms_port):
    instance.write_secret("kannel-hook.secret", token)
    instance.write_secret("kannel.secret", password)
    source = f"""
[[source]]
name = "kannel"
kind = "kannel"
secret = {{ file = "kannel-hook.secret" }}
line = "{LINE}"
languages = ["ru", "kk", "en"]
reply = {{ kind = "kannel", url = "http://127.0.0.1:{sendsms_port}/cgi-bin/sendsms", user = "tipwire", secret = {{ file = "kannel.secret" }} }}
"""
    instance.config.write_text(instance.config.read_text() + source)


WHOLE = {
    "77010000001": "A dead drop behind house 12, second bench",
    "77010000002": "Возле школы №5 продают закладки",
    "77010000003": "Әкімдік жанында қызыл көлік тұр, ғимарат артында",
    "77010000004": "Снова здесь 🚗💨 у подъезда 👨‍👩‍👧",
    "77010000005": "",
}
PARTS = ["Часть первая: серая машина стоит каждый вечер. ", "Часть вторая: двое выходят к подросткам. ",
         "Часть третья: номер пятьсот двенадцать."]
OTHER_PARTS = ["На рынке у третьего ряда ", "с утра до обеда продают ", "таблетки без рецепта."]
LACKING = "77010000010"
# (sender, the parts' numbers as the centre delivers them, the parts), all with one reference
IN_PARTS = [("77010000006", (2, 3, 1), PARTS), ("77010000007", (3, 1, 2), OTHER_PARTS),
            ("77010000008", (1, 1, 3, 3, 2, 2), PARTS), (LACKING, (3, 1), OTHER_PARTS)]


def code_in(text):
    found = re.search(r"\d{4} \d{4} \d{4} \d{4}", text)
    assert found, f"no code in {text!r}"
    return found[0]


def last_to(centre, sender):
    return [one["text"] for one in centre.of("submitted") if one["to"].lstrip("+") == sender]


def deliver_in_parts(centre, joins):
    """The senders' parts interleaved, as centres do it: out of order, some again, one never."""
    for turn in range(max(len(numbers) for _sender, numbers, _parts in IN_PARTS)):
        for sender, numbers, parts in IN_PARTS:
            # Kannel takes what comes again after the last part for a new message, and nobody can tell.
            if turn < len(numbers) - (joins == "true" and numbers[-1] == numbers[-2]):
                centre.tell(**{"from": sender, "to": LINE, "text": parts[numbers[turn] - 1], "reference": 7,
                               "number": numbers[turn], "total": len(parts)})


def text_of(sender, parts):
    return f"{parts[0]} […] {parts[2]}" if sender == LACKING else "".join(parts)


def check_what_is_incomplete(contact, daemon):
    """One message is marked, for the contact and for operators; the others are not."""
    lacking = text_of(LACKING, OTHER_PARTS)
    told = [message for one in contact.of("delivery") for message in one["body"]["data"]["messages"]]
    shown = [message for tip in daemon.tips() for message in tip["messages"]]
    for messages in (told, shown):
        marked = [(message["text"], message["incomplete"]) for message in messages if "incomplete" in message]
        assert marked == [(lacking, True)], marked


def one_way(recode, joins):
    smpp, admin, box, sendsms, contact_port = free_ports(5)
    token, password = "kn-" + os.urandom(12).hex(), os.urandom(12).hex()
    instance = Instance(settings={("[intake]", "part_wait"): '"3s"'})
    instance.config.write_text(re.sub(r"127\.0\.0\.1:\d+/tips", f"127.0.0.1:{contact_port}/tips",
                                      instance.config.read_text()))
    configure(instance, token, password, sendsms)
    secret = instance.secret("city-police.secret")
    values = {"smpp": smpp, "admin": admin, "box": box, "sendsms": sendsms, "public": instance.public_port,
              "token": token, "password": password, "recode": recode, "joins": joins}
    with Peer("smpp_centre", smpp) as centre, Peer("contact", contact_port, secret) as contact, \
            Kannel(**values) as kannel, instance as daemon:
        centre.wait("listening")
        contact.wait("listening")
        kannel.start_bearerbox()
        centre.wait("bound")
        kannel.start_smsbox()

        for sender, text in WHOLE.items():
            centre.tell(**{"from": sender, "to": LINE, "text": text})
        deliver_in_parts(centre, joins)
        expected = sorted([*WHOLE.values(), *(text_of(sender, parts) for sender, _numbers, parts in IN_PARTS)])

        contact.wait("delivery", len(expected), seconds=60)
        told = sorted(message["text"] for one in contact.of("delivery") for message in one["body"]["data"]["messages"])
        assert told == expected, f"{told} instead of {expected}"
        assert not contact.of("forged")
        assert sorted(daemon.stored_texts()) == expected
        check_what_is_incomplete(contact, daemon)

        # The receipt comes back as submit_sm, to the one who wrote, from the line he wrote to.
        wait_until(lambda: len(centre.of("submitted")) >= len(expected), 60, "a receipt for each")
        for sender in [*WHOLE, *(sender for sender, _numbers, _parts in IN_PARTS)]:
            receipts = last_to(centre, sender)
            assert len(receipts) == 1, f"{sender} got {receipts}"
        assert {one["from"].lstrip("+") for one in centre.of("submitted")} == {LINE}

        # The contact acknowledges; the citizen asks with the code, from another phone, and hears it.
        code = code_in(last_to(centre, "77010000002")[0])
        delivery = next(one["body"]["data"] for one in contact.of("delivery")
                        if one["body"]["data"]["messages"][0]["text"] == WHOLE["77010000002"])
        contact.tell(url=delivery["links"]["updates"].replace(
            re.match(r"https?://[^/]+", delivery["links"]["updates"])[0], f"http://127.0.0.1:{daemon.public_port}"),
            body={"state": "acknowledged"})
        assert contact.wait("reported")[0]["status"] == 200
        centre.tell(**{"from": "77010000099", "to": LINE, "text": code})
        answer = wait_until(lambda: last_to(centre, "77010000099"), 30, "the status")[0]
        assert answer == daemon.cli("status", code).stdout.strip(), answer
        assert "подтвердил" in answer, answer

        # A wrong code and an unknown one sound the same.
        centre.tell(**{"from": "77010000098", "to": LINE, "text": "СТАТУС 1234 5678 9012 3450"})
        centre.tell(**{"from": "77010000097", "to": LINE, "text": "СТАТУС 0000 0000 0000 0000"})
        wrong = wait_until(lambda: last_to(centre, "77010000098"), 30, "an answer")
        unknown = wait_until(lambda: last_to(centre, "77010000097"), 30, "an answer")
        assert wrong == unknown, (wrong, unknown)

        # The code adds to the tip, and withdraws it.
        centre.tell(**{"from": "77010000096", "to": LINE, "text": f"{code} машина теперь белая"})
        wait_until(lambda: [one for one in contact.of("delivery") if one["body"]["type"] == "tip.message"], 30,
                   "the addition reaches the contact")
        centre.tell(**{"from": "77010000095", "to": LINE, "text": f"ОТМЕНИТЬ {code}"})
        gone = wait_until(lambda: [one for one in contact.of("delivery") if one["body"]["type"] == "tip.withdrawn"],
                          30, "the withdrawal reaches the contact")[0]
        assert gone["body"]["data"]["reference"] == delivery["reference"]
        daemon.verify_audit()


if __name__ == "__main__":
    for recode, joins in (("true", "true"), ("false", "false")):
        one_way(recode, joins)
        print(f"mo-recode = {recode}, sms-combine-concatenated-mo = {joins}: ok")
