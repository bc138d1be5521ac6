#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hostile HTTP: each attack gets its one answer; meanwhile good requests are fast, afterwards the daemon is small."""

import json
import re
import socket
import threading
import time
import unittest

from harness import SLOWNESS, Instance, Sink, allow_many_files, random_number, wait_until

MEMORY_MAX_KIB = 64 * 1024  # more than before the attack
GOOD_MAX = 2                # seconds a good request may take meanwhile
CLOSED_MAX = 32             # seconds until a slow peer is cut off: 30 and a little

MIB = 1024 * 1024
POST = "POST /hooks/sms HTTP/1.1\r\n"
HOST = "Host: tips.example.org\r\n"
JSON = "Content-Type: application/json\r\n"


def request(*lines, start=POST, body=b"", end="\r\n"):
    return (start + HOST + "".join(line + "\r\n" for line in lines) + end).encode("latin-1") + body


# What a proxy in front might read otherwise than we do. On any doubt: 400, and the connection is closed.
SMUGGLING = {
    "length and chunked": request("Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"),
    "chunked and length": request("Transfer-Encoding: chunked", "Content-Length: 4", body=b"0\r\n\r\n"),
    "two lengths": request("Content-Length: 4", "Content-Length: 5", body=b"abcde"),
    "the same length twice": request("Content-Length: 4", "Content-Length: 4", body=b"abcd"),
    "a list of lengths": request("Content-Length: 4, 4", body=b"abcd"),
    "a signed length": request("Content-Length: +4", body=b"abcd"),
    "a negative length": request("Content-Length: -1"),
    "a hexadecimal length": request("Content-Length: 0x4", body=b"abcd"),
    "a length beyond 64 bits": request("Content-Length: 18446744073709551617", body=b"a"),
    "an empty length": request("Content-Length: "),
    "a length in words": request("Content-Length: four"),
    "another coding": request("Transfer-Encoding: gzip", body=b"x"),
    "a coding before chunked": request("Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"),
    "a coding after chunked": request("Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n"),
    "chunked with a prefix": request("Transfer-Encoding: xchunked", body=b"0\r\n\r\n"),
    "chunked with a control character": request("Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n"),
    "chunked twice": request("Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "chunked in HTTP/1.0": request("Transfer-Encoding: chunked", start="POST /hooks/sms HTTP/1.0\r\n", body=b"0\r\n\r\n"),
    "a blank before the colon": request("Content-Length : 4", body=b"abcd"),
    "a folded line": request("X-A: 1", " Content-Length: 4", body=b"abcd"),
    "a header without a colon": request("Content-Length 4", body=b"abcd"),
    "a header without a name": request(": 4", body=b"abcd"),
    "a NUL in a header": request("X-A: a\x00b"),
    "line feeds alone": (POST + HOST).replace("\r", "").encode() + b"Content-Length: 0\n\n",
    "a carriage return alone": request("X-A: 1\rContent-Length: 4", body=b"abcd"),
    "an empty line in front": b"\r\n" + request("Content-Length: 0"),
    "a chunk size that is none": request("Transfer-Encoding: chunked", body=b"zz\r\nabc\r\n0\r\n\r\n"),
    "a signed chunk size": request("Transfer-Encoding: chunked", body=b"+3\r\nabc\r\n0\r\n\r\n"),
    "a chunk longer than its size": request("Transfer-Encoding: chunked", body=b"2\r\nabc\r\n0\r\n\r\n"),
    "a chunk that ends in a line feed": request("Transfer-Encoding: chunked", body=b"3\nabc\n0\n\n"),
    "no host": (POST + "Content-Length: 0\r\n\r\n").encode(),
    "two hosts": request("Host: evil.example.org", "Content-Length: 0"),
    "a host with a path": (POST + "Host: a/b\r\nContent-Length: 0\r\n\r\n").encode(),
    "a host with a user": (POST + "Host: me@a\r\nContent-Length: 0\r\n\r\n").encode(),
    "an empty host": (POST + "Host: \r\nContent-Length: 0\r\n\r\n").encode(),
    "a whole URL as target": request("Content-Length: 0", start="POST http://evil.example.org/hooks/sms HTTP/1.1\r\n"),
    "a target without a slash": request("Content-Length: 0", start="POST hooks/sms HTTP/1.1\r\n"),
    "a blank in the target": request("Content-Length: 0", start="POST /hooks/sms x HTTP/1.1\r\n"),
    "a control character in the target": request("Content-Length: 0", start="POST /hooks/\x01 HTTP/1.1\r\n"),
    "a word for a version": request("Content-Length: 0", start="POST /hooks/sms HTTPS/1\r\n"),
    "no version": request("Content-Length: 0", start="POST /hooks/sms\r\n"),
    "TLS to a plain port": bytes.fromhex("16030100a5010000a10303") + b"\x00" * 100,
}

# (bytes, the answer)
OTHERS = {
    "an unknown method": (request("Content-Length: 0", start="BREW /hooks/sms HTTP/1.1\r\n"), 501),
    "CONNECT": (request(start="CONNECT a:443 HTTP/1.1\r\n"), 501),
    "TRACE": (request(start="TRACE /hooks/sms HTTP/1.1\r\n"), 501),
    "a method of another endpoint": (request("Content-Length: 0", start="DELETE /hooks/sms HTTP/1.1\r\n"), 405),
    "HTTP/2 by prior knowledge": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "HTTP/3.0": (request(start="GET / HTTP/3.0\r\n"), 505),
    "a compressed body": (request("Content-Encoding: gzip", "Content-Length: 4", body=b"abcd"), 415),
    "an expectation": (request("Expect: 200-ok", "Content-Length: 4", body=b"abcd"), 417),
    "a body announced too large": (request(f"Content-Length: {MIB + 1}"), 413),
    "a body announced immense": (request("Content-Length: 9999999999999"), 413),
    "100-continue for a body too large": (request("Expect: 100-continue", f"Content-Length: {MIB + 1}"), 413),
    "a body too large in chunks": (request("Transfer-Encoding: chunked",
                                           body=b"10000\r\n" + b"a" * 65536 + b"\r\n" + (b"10000\r\n" + b"a" * 65536 + b"\r\n") * 16), 413),
    "a chunk announced immense": (request("Transfer-Encoding: chunked", body=b"7fffffff\r\n" + b"a" * 100), 413),
    "a chunk size beyond 64 bits": (request("Transfer-Encoding: chunked", body=b"1" + b"0" * 16 + b"\r\nabc\r\n"), 413),
    "a head too large": (request("X-A: " + "a" * 17000), 431),
    "a target too large": (request(start="GET /" + "a" * 17000 + " HTTP/1.1\r\n"), 431),
    "too many headers": (request(*(f"X-{n}: 1" for n in range(70))), 431),
    "a head that never ends": (POST.encode() + HOST.encode() + b"X-A: a\r\n" * 5000, 431),
    "an unknown path": (request(start="GET /nothing HTTP/1.1\r\n"), 404),
    "an unknown source": (request(JSON.strip(), "Content-Length: 2", start="POST /hooks/other HTTP/1.1\r\n", body=b"{}"), 404),
    "a path that climbs": (request(start="GET /hooks/../../etc/passwd HTTP/1.1\r\n"), 404),
    "an escaped path that climbs": (request(start="GET /hooks/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1\r\n"), 404),
    "a percent without digits": (request("Content-Length: 0", start="POST /hooks/%zz HTTP/1.1\r\n"), 404),
    "a percent cut short": (request("Content-Length: 0", start="POST /hooks/sm% HTTP/1.1\r\n"), 404),
    "an escaped NUL": (request("Content-Length: 0", start="POST /hooks/sms%00 HTTP/1.1\r\n"), 404),
    "overlong UTF-8": (request("Content-Length: 0", start="POST /hooks/%c0%af HTTP/1.1\r\n"), 404),
    "an unsigned message": (request(JSON.strip(), "Content-Length: 2", body=b"{}"), 403),
}


class Connection:
    """A socket that reads one answer."""

    def __init__(self, daemon):
        self.socket = socket.create_connection(("127.0.0.1", daemon.public_port), timeout=15 * SLOWNESS)

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # the daemon has answered and closed already

    def answer(self):
        """(status or 0, all bytes until the end of the answer or the connection)"""
        data = b""
        try:
            while not self._complete(data):
                piece = self.socket.recv(65536)
                if not piece:
                    break
                data += piece
        except OSError:
            pass
        match = re.match(rb"HTTP/1\.1 (\d{3}) ", data)
        return (int(match[1]) if match else 0), data

    @staticmethod
    def _complete(data):
        head, end, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        return bool(end) and length is not None and len(body) >= int(length[1])

    def closed_by_peer(self):
        """True if the end comes, and nothing more than that."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False

    def close(self):
        self.socket.close()


class HostileHttp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files_max = allow_many_files()
        cls.sink = Sink().__enter__()
        cls.daemon = Instance(cls.sink)
        cls.daemon.__enter__()
        for number in range(50):  # the memory that good traffic takes comes first
            cls.daemon.send(f"warm {number}")

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)
        cls.sink.__exit__(None, None, None)

    def setUp(self):
        self.before = self.daemon.resident_kib()

    def tearDown(self):
        self.assertTrue(self.daemon.alive(), "the daemon died")
        self.good_request()
        self.assertLess(self.daemon.resident_kib() - self.before, MEMORY_MAX_KIB * SLOWNESS)

    def good_request(self):
        begin = time.monotonic()
        self.assertEqual(200, self.daemon.send("A good message", random_number())[0])
        self.assertLess(time.monotonic() - begin, GOOD_MAX * SLOWNESS)

    def exchange(self, data):
        connection = Connection(self.daemon)
        self.addCleanup(connection.close)
        connection.send(data)
        status, answer = connection.answer()
        return status, answer, connection

    def test_smuggling_is_refused_and_the_connection_closed(self):
        for name, data in SMUGGLING.items():
            with self.subTest(name):
                status, answer, connection = self.exchange(data)
                self.assertEqual(400, status, answer[:200])
                self.assertEqual(1, answer.count(b"HTTP/1.1 "), "one answer, not two")
                self.assertTrue(connection.closed_by_peer())

    def test_each_other_attack_has_its_answer(self):
        for name, (data, expected) in OTHERS.items():
            with self.subTest(name):
                status, answer, _connection = self.exchange(data)
                self.assertEqual(expected, status, answer[:200])
                self.assertNotIn(b"evil.example.org", answer)

    def test_a_body_of_exactly_the_limit_is_read(self):
        body = b'{"id":"' + b"a" * (MIB - 9) + b'"}'
        self.assertEqual(MIB, len(body))
        status, _answer, _connection = self.exchange(request(JSON.strip(), f"Content-Length: {MIB}", body=body))
        self.assertEqual(403, status)  # read, and then not believed

    def test_malformed_json_that_is_signed_is_unreadable(self):
        for name, body in {
                "cut": b'{"id":"1","text":"a', "a list": b"[]", "nothing": b"", "a number": b"1",
                "bottomless": b'{"a":' * 5000 + b"1" + b"}" * 5000, "no id": b'{"from":"+79990000000","text":"a"}',
                "an id that is a list": b'{"id":[],"from":"+79990000000","text":"a"}'}.items():
            with self.subTest(name):
                signed, headers = self.daemon.signed(body, "malformed-" + name.replace(" ", "-"))
                self.assertEqual(400, self.daemon.request("POST", "/hooks/sms", signed, headers)[0])

    def test_bad_encodings_lose_nothing_else(self):
        for name, text, stored in [
                ("nul", b"before\\u0000after", None), ("bad-byte", b"before \xff after", "before � after"),
                ("overlong", b"before \xc0\xaf after", None), ("surrogate", b"before \xed\xa0\x80 after", None),
                ("lone-escape", b"before \\ud800 after", None)]:
            with self.subTest(name):
                body = json.dumps({"id": "encoding-" + name, "from": random_number(), "to": "002", "text": "@"}).encode()
                signed, headers = self.daemon.signed(body.replace(b"@", text), "encoding-" + name)
                self.assertEqual(200, self.daemon.request("POST", "/hooks/sms", signed, headers)[0])
                texts = self.daemon.stored_texts()
                if stored is not None:
                    self.assertIn(stored, texts)
                found = [one for one in texts if one.startswith("before") and "after" in one]
                self.assertTrue(found)
                for one in found:
                    self.assertNotIn("\0", one)
                    one.encode()  # well-formed

    def test_slow_peers_are_cut_off_while_good_ones_are_served(self):
        heads = [Connection(self.daemon) for _ in range(100)]
        bodies = [Connection(self.daemon) for _ in range(100)]
        for connection in bodies:
            connection.send(request(JSON.strip(), "Content-Length: 1000"))
        begin, open_ones = time.monotonic(), heads + bodies
        drip = iter((POST + HOST + "X-A: " + "a" * 1000).encode())
        while open_ones and time.monotonic() - begin < CLOSED_MAX * SLOWNESS:
            byte = bytes([next(drip)])
            open_ones = [one for one in open_ones if not self.ended(one, byte)]
            self.good_request()
            time.sleep(0.3)
        self.assertEqual(0, len(open_ones), "still open")
        for connection in heads + bodies:
            connection.close()

    @staticmethod
    def ended(connection, byte):
        """Sends one more byte, and tells whether the daemon has closed."""
        try:
            connection.socket.settimeout(0)
            connection.socket.send(byte)
            while True:
                if connection.socket.recv(4096) == b"":
                    return True
        except BlockingIOError:
            return False
        except OSError:
            return True

    def test_ten_thousand_connections(self):
        # The daemon inherits our limit of files, and takes 10,000 connections at once; some stay free for good ones.
        count = min(9500, self.files_max - 1000)
        self.assertGreater(count, 500, "this machine allows too few open files")
        connections = []
        try:
            for number in range(count):
                connection = Connection(self.daemon)
                connections.append(connection)
                if number % 2:
                    connection.send(b"POST /hooks")
                if number % 1000 == 0:
                    self.good_request()
            self.good_request()
            self.assertLess(self.daemon.resident_kib() - self.before, MEMORY_MAX_KIB * SLOWNESS)
        finally:
            for connection in connections:
                connection.close()
        wait_until(lambda: self.daemon.send("After the flood")[0] == 200, 10, "a good request after the flood")

    def test_large_bodies_all_at_once_stay_bounded(self):
        statuses, peak = [], [0]
        body = b"a" * (MIB - 1)
        data = request(JSON.strip(), f"Content-Length: {MIB}", body=body)  # one byte short: all are held

        def attack():
            connection = Connection(self.daemon)
            connection.send(data)
            peak[0] = max(peak[0], self.daemon.resident_kib())
            connection.send(b"a")
            statuses.append(connection.answer()[0])
            connection.close()
        workers = [threading.Thread(target=attack) for _ in range(200)]
        for worker in workers:
            worker.start()
        self.good_request()
        for worker in workers:
            worker.join(60)
        self.assertLessEqual(set(statuses), {403, 503, 0})
        self.assertIn(403, statuses)
        self.assertLess(peak[0] - self.before, MEMORY_MAX_KIB * SLOWNESS)


if __name__ == "__main__":
    unittest.main()
