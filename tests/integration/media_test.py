#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pictures from a made-up provider to the contact: fetched from listed hosts only, cleaned of everything that says who made them."""

import base64
import http.server
import json
import os
import pathlib
import shutil
import ssl
import struct
import subprocess
import tempfile
import threading
import unittest
import urllib.parse
import zlib

from harness import Instance, Sink, wait_until
from traces import Traces

# 32 x 24 pixels from libjpeg.
PLAIN_JPEG = base64.b64decode("""
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBD
AQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCAAYACADASIAAhEBAxEB/8QAHwAA
AQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRol
JicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW
19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdh
cRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJma
oqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDy2DS+ny1pwaX0+Wuhg0vp8tacGl9Plr16
2P8AM4suzPbU5+DS+ny1qW+l9PlroLfS+ny1qQaX0+WvMrY/zPu8uzPbUgg0vp8tadvpfT5aKK8atWmfhuXYiempqQaX0+WtS30vp8tFFeXWrTPusuxE9NT/2Q==
""")
HIDDEN = ["CANARY-AUTHOR-Zhanna", "CANARY-GPS-Malysheva", "CANARY-XMP-Ivanova", "CANARY-IPTC-Petrov", "CANARY-COMMENT-77",
          "CANARY-SERIAL-4711", "CANARY-THUMBNAIL"]
MEDIA_ID = "ME-names-the-sender-at-the-provider"


def exiftool(picture, *arguments):
    return subprocess.run(["exiftool", *arguments, "-"], input=picture, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False, timeout=60).stdout


def telling_jpeg():
    """A picture as a phone and three programs leave it: place, author, serial number, and a thumbnail that tells as much."""
    author, gps, xmp, iptc, comment, serial, thumbnail = HIDDEN
    with tempfile.TemporaryDirectory() as folder:
        small = pathlib.Path(folder, "small.jpg")
        small.write_bytes(exiftool(PLAIN_JPEG, f"-Comment={thumbnail}", "-o", "-"))
        return exiftool(PLAIN_JPEG, f"-Artist={author}", f"-GPSAreaInformation={gps}", "-GPSLatitude=56.8389", "-GPSLatitudeRef=N",
                        "-GPSLongitude=60.6057", "-GPSLongitudeRef=E", f"-XMP:Creator={xmp}", f"-IPTC:By-line={iptc}",
                        f"-Comment={comment}", f"-SerialNumber={serial}", f"-ThumbnailImage<={small}", "-Orientation#=6", "-o", "-")


def telling_png():
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + bytes((x * 7 + y) % 256 for x in range(30)) for y in range(10))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, 0))
            + chunk(b"tEXt", b"Author\0" + HIDDEN[0].encode()) + chunk(b"eXIf", b"II*\0" + HIDDEN[1].encode())
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"") + b"PK\x03\x04" + HIDDEN[4].encode())


class Provider:
    """The provider's media host, over TLS, with a certificate for 127.0.0.1 and for no name."""

    def __init__(self, folder):
        certificate = pathlib.Path(folder, "provider.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=provider", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{folder}/provider.key",
                        "-out", str(certificate)], check=True, capture_output=True, timeout=60)
        self.asked = []
        self.pages = {}      # path -> (status, headers, body)
        self.gate = threading.Event()
        self.gate.set()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.asked.append((self.path, dict(self.headers)))
                if self.path.startswith("/late"):
                    outer.gate.wait(60)
                if self.path.startswith("/endless"):
                    return self.endless()
                if self.path.startswith("/slow"):
                    return self.slow()
                status, headers, body = outer.pages.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def endless(self):
                self.send_response(200)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                while True:  # until the daemon has enough
                    self.wfile.write(b"4000\r\n" + PLAIN_JPEG[:200] + b"x" * (0x4000 - 200) + b"\r\n")

            def slow(self):
                self.send_response(200)
                self.send_header("Content-Length", "50000")
                self.end_headers()
                self.wfile.write(PLAIN_JPEG[:10])
                self.wfile.flush()
                outer.gate.wait(3)

            def log_message(self, *_arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_arguments):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, f"{folder}/provider.key")
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.certificate = certificate
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def url(self, path, host="127.0.0.1"):
        return f"https://{host}:{self.port}{path}"

    def put(self, path, body, status=200, **headers):
        self.pages[path] = (status, headers, body)
        return self.url(path)

    def paths(self):
        return [path for path, _headers in self.asked]

    def close(self):
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()


@unittest.skipUnless(shutil.which("exiftool") and shutil.which("openssl"), "needs exiftool and openssl")
class Media(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.provider = Provider(self.folder.name)
        self.addCleanup(self.provider.close)
        os.environ["SSL_CERT_FILE"] = str(self.provider.certificate)
        self.addCleanup(os.environ.pop, "SSL_CERT_FILE")
        self.sink = Sink()
        self.daemon = Instance(self.sink, {
            ("[[source]]", "media_hosts"): f'["127.0.0.1:{self.provider.port}", "localhost:{self.provider.port}"]',
            ("[media]", "bytes_max"): "100000", ("[media]", "fetch_timeout"): '"1s"',
            ("[delivery]", "retry_delay_min"): '"1s"', ("[delivery]", "retry_delay_max"): '"1s"'})

    def send(self, text, *media):
        self.assertEqual(200, self.daemon.send(text, media=list(media))[0])

    def tip(self, text):
        return next(tip for tip in self.daemon.tips() if tip["messages"][0]["text"] == text)

    def settled(self, text):
        """The media of that tip, once nothing more is done with them."""
        def all_done():
            media = self.tip(text)["media"]
            return media and all(one["state"] != "waiting" for one in media) and media
        return wait_until(all_done, 20, f"the media of {text!r}")

    def dead(self, error):
        def found():
            items = self.daemon.json("deliveries", "list", "--dead")["items"]
            return [item for item in items if item["kind"] == "media" and item["last_error"] == error]
        return wait_until(found, 20, f"a dead letter for {error}")

    def told(self, count):
        """The media that the contact can fetch, as it was told of them."""
        def links():
            found = [one for body in self.sink.accepted().values() for one in body["data"].get("media", []) if one["url"]]
            return len(found) >= count and found
        return wait_until(links, 20, f"{count} links")

    def fetch(self, url):
        return self.daemon.request("GET", urllib.parse.urlsplit(url).path)

    def test_a_picture_reaches_the_contact_and_says_nothing_of_its_sender(self):
        traces = Traces()
        for value in [*HIDDEN, MEDIA_ID]:
            traces.text(value)
        jpeg, png = telling_jpeg(), telling_png()
        for value in HIDDEN[:6]:
            self.assertIn(value.encode(), jpeg, "exiftool must have hidden it, else this test says nothing")
        url = self.provider.put(f"/{MEDIA_ID}", jpeg, **{"Content-Type": "text/html", "Set-Cookie": "who=you"})
        with self.sink, self.daemon as daemon:
            self.send("by url", {"url": url, "type": "image/jpeg"})
            self.send("inline", {"data": base64.b64encode(png).decode(), "type": "image/png"})
            self.assertEqual(["cleaned"], [one["state"] for one in self.settled("by url")])
            self.assertEqual(["cleaned"], [one["state"] for one in self.settled("inline")])
            self.assertNotIn("Cookie", self.provider.asked[0][1])
            self.assertNotIn("Authorization", self.provider.asked[0][1])

            seen = {}
            for medium in self.told(2):
                self.assertTrue(medium["cleaned"])
                status, headers, body = self.fetch(medium["url"])
                self.assertEqual(200, status)
                self.assertEqual(medium["bytes"], len(body))
                self.assertEqual(medium["type"], headers["Content-Type"])
                self.assertTrue(headers["Content-Disposition"].startswith("attachment"))
                self.assertEqual(("nosniff", "no-store"), (headers["X-Content-Type-Options"], headers["Cache-Control"]))
                self.assertIn("sandbox", headers["Content-Security-Policy"])
                self.assertEqual([], traces.found_in(body))
                seen[medium["type"]] = json.loads(exiftool(body, "-j", "-G1"))[0]
            self.assertEqual({"image/jpeg", "image/png"}, set(seen))
            self.assertEqual((24, 32), tuple(seen["image/jpeg"][f"File:Image{side}"] for side in ("Width", "Height")),
                             "turned upright")
            for tags in seen.values():
                groups = {name.split(":")[0] for name in tags} - {"SourceFile", "ExifTool", "File", "PNG", "PNG-cHRM", "System",
                                                               "Composite"}
                self.assertEqual(set(), groups, "nothing but the picture")

            self.check_operator(daemon)
            self.check_wrong_links(daemon, self.told(1)[0]["url"])
            self.assertNotIn("/m/", "".join(line for line in daemon.log_text().splitlines() if "{token}" not in line))
            for place in (daemon.log.read_bytes(), *(path.read_bytes() for path in daemon.data.rglob("*") if path.is_file())):
                self.assertEqual([], traces.found_in(place))
                self.assertNotIn(PLAIN_JPEG[200:300], place, "the picture itself in clear")
            for delivery in self.sink.deliveries:
                self.assertEqual([], traces.found_in(delivery["raw"]))
            daemon.verify_audit()

    def check_operator(self, daemon):
        tip = self.tip("by url")
        medium = tip["media"][0]
        file = pathlib.Path(self.folder.name, "picture.jpg")
        self.assertEqual(0, daemon.cli("media", "get", medium["id"], "-o", str(file)).returncode)
        self.assertEqual(medium["bytes"], len(file.read_bytes()))
        self.assertEqual(0o600, file.stat().st_mode & 0o777)
        self.assertNotEqual(0, daemon.cli("media", "get", medium["id"], "-o", str(file)).returncode, "never written over")
        self.assertEqual(1, daemon.cli("media", "get", tip["id"], "-o", str(file) + "2").returncode)
        self.assertIn(medium["id"], daemon.cli("tips", "show", tip["id"]).stdout)
        for path in (f"/v1/media/{medium['id']}", f"/v1/tips/{tip['id']}/media/1"):
            self.assertEqual(401, daemon.admin(path)[0])
            self.assertEqual(404, daemon.request("GET", path)[0], "not on the public listener")

    def check_wrong_links(self, daemon, url):
        token = url.rsplit("/", 1)[1]
        wrong = {daemon.request("GET", "/m/" + bad)[::2] for bad in
                 ("x", token[:-6], token[:-6] + "AAAAAA", token + "AAAA", "A" * 90, "A" * 2000)}
        self.assertEqual({404}, {status for status, _body in wrong})
        self.assertEqual(1, len(wrong), "the same words for every wrong link")
        self.assertEqual((200, b""), daemon.request("HEAD", "/m/" + token)[::2])

    def test_nobody_else_is_asked_and_nothing_else_is_taken(self):
        with Sink() as stranger, self.sink, self.daemon:
            stranger_url = f"http://127.0.0.1:{stranger.port}/secret"
            self.provider.put("/away", b"", 302, Location=stranger_url)
            self.provider.put("/html", b"<html><script>", **{"Content-Type": "image/jpeg"})
            self.provider.put("/broken", PLAIN_JPEG[:60])
            self.send("redirect", {"url": self.provider.url("/away")})
            self.send("unlisted", {"url": f"https://127.0.0.1:{stranger.port}/x"})
            self.send("name", {"url": self.provider.url("/html", "localhost")})
            self.send("large", {"url": self.provider.url("/endless")})
            self.send("type", {"url": self.provider.url("/html")})
            self.send("broken", {"url": self.provider.url("/broken")})
            self.send("sound", {"data": base64.b64encode(b"#!AMR\n" + bytes(50)).decode(), "type": "audio/amr"})

            self.dead("redirect")
            self.dead("host_not_listed")
            for text, state, reason in (("large", "refused", "too_large"), ("type", "refused", "type"),
                                        ("broken", "refused", "unreadable"), ("sound", "uncleaned", None)):
                medium = self.settled(text)[0]
                self.assertEqual((state, reason), (medium["state"], medium.get("reason")), text)
            # The certificate is for the address, not for this name.
            wait_until(lambda: any(item["last_error"] == "certificate" for item in self.daemon.json("deliveries", "list")["items"]),
                       20, "a certificate that does not fit")
            self.assertEqual(0, stranger.forged, "the stranger was asked")

            sound = self.tip("sound")["media"][0]
            out = pathlib.Path(self.folder.name, "sound.amr")
            self.assertEqual(1, self.daemon.cli("media", "get", sound["id"], "-o", str(out)).returncode)
            self.assertEqual(0, self.daemon.cli("media", "get", sound["id"], "-o", str(out), "--uncleaned").returncode)
            self.assertEqual(b"#!AMR\n" + bytes(50), out.read_bytes())
            self.assertFalse(any(one["url"] for body in self.sink.accepted().values() for one in body["data"].get("media", [])))

    def test_a_provider_that_is_slow_holds_up_nothing_and_is_asked_again(self):
        with self.sink, self.daemon:
            self.provider.gate.clear()
            for number in range(3):
                self.send(f"slow {number}", {"url": self.provider.url(f"/slow/{number}")})
            good = self.provider.put("/good", PLAIN_JPEG)
            self.send("good", {"url": good})
            self.assertEqual("cleaned", self.settled("good")[0]["state"])
            wait_until(lambda: self.provider.paths().count("/slow/0") >= 2, 20, "a second try")
            self.assertTrue(all(self.tip(f"slow {number}")["media"][0]["state"] == "waiting" for number in range(3)))

    def test_a_picture_that_was_not_fetched_before_a_crash_is_fetched_after_it(self):
        with self.sink, self.daemon as daemon:
            self.provider.gate.clear()
            self.provider.put("/late", PLAIN_JPEG)
            self.send("late", {"url": self.provider.url("/late")})
            wait_until(lambda: "/late" in self.provider.paths(), 20, "the first try")
            daemon.kill()
            self.provider.gate.set()
            daemon.start()
            self.assertEqual("cleaned", self.settled("late")[0]["state"])
            self.assertEqual(200, self.fetch(self.told(1)[0]["url"])[0])
            daemon.verify_audit()


if __name__ == "__main__":
    unittest.main()
