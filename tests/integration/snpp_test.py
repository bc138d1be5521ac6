#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pages by SNPP: recorded sessions, real sendpage and Net::SNPP, a power cut after the answer, and the daemon as client."""

import json
import pathlib
import shutil
import socket
import socketserver
import subprocess
import threading
import unittest

import harness

CORPUS = pathlib.Path(__file__).resolve().parents[1] / "corpus/snpp"
INDEX = json.loads((CORPUS / "index.json").read_text())
CONNECTIONS_MAX = 64  # SnppServerLimits
SECONDS = 10 * harness.SLOWNESS


class Pager:
    """One connection to the daemon's SNPP server."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self._lines = self._socket.makefile("rb")
        self.greeting = self.reply()

    def reply(self):
        return self._lines.readline().decode().rstrip("\r\n")

    def send(self, data):
        self._socket.sendall(data)

    def say(self, line):
        self.send(line.encode() + b"\r\n")
        return self.reply()

    def close(self):
        self._lines.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()


def replay(port, session):
    """All that the client sent, at once; the codes of all replies until the daemon has closed or has nothing to say."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
    connection.sendall(session)
    connection.shutdown(socket.SHUT_WR)
    with connection, connection.makefile("rb") as lines:
        return [line[:3].decode() for line in lines]


def with_source(daemon, port, more="", name="pager"):
    daemon.config.write_text(daemon.config.read_text() + f"""
[[source]]
name = "{name}"
kind = "snpp"
listen = "127.0.0.1:{port}"
line = {json.dumps(INDEX["pagers"])}
{more}
""")


def sendpage(port, *arguments, stdin=None, pager="5551234"):
    return subprocess.run(["sendpage", "-h", f"127.0.0.1:{port}", "-p", pager, *arguments], capture_output=True,
                          input=stdin, timeout=SECONDS)


class SnppServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.port, cls.guarded = harness.free_ports(2)
        cls.daemon = harness.Instance()
        cls.daemon.write_secret("page.secret", "open-sesame")
        with_source(cls.daemon, cls.port)
        with_source(cls.daemon, cls.guarded, 'secret = { file = "page.secret" }\nuser = "desk"', "guarded")
        cls.daemon.start()
        cls.addClassCleanup(cls.daemon.__exit__, None, None, None)

    def setUp(self):
        self.before = len(self.daemon.tips())

    def texts(self):
        """Of the tips of this test."""
        tips = self.daemon.tips()
        new = tips[:len(tips) - self.before]  # the latest come first
        return sorted(message["text"] for tip in new for message in tip["messages"])

    def test_recorded_sessions_give_their_pages_and_replies(self):
        expected = []
        for session in INDEX["sessions"]:
            with self.subTest(session["file"]):
                codes = replay(self.port, (CORPUS / session["file"]).read_bytes())
                for code, wanted in zip(codes, session.get("codes", codes), strict=True):
                    self.assertIn(code, wanted.split("|"))
                expected += [page["text"] for page in session["pages"]]
                self.assertEqual(self.texts(), sorted(expected))

    def test_a_page_is_a_tip_of_the_channel_pager_without_receipt(self):
        with Pager(self.port) as pager:
            pager.say("PAGE 5551234")
            pager.say("MESS a page")
            job = pager.say("SEND")
        tip = self.daemon.tips()[0]
        self.assertEqual((tip["channel"], tip["source"]), ("pager", "pager"))
        self.assertEqual(job, f"250 Message Sent Successfully; jobid: {tip['id']}")
        self.assertNotIn(tip["code"], job)

    def test_a_page_without_a_message_is_kept(self):
        self.assertEqual(replay(self.port, b"PAGE 5551234\r\nSEND\r\n"), ["220", "250", "250"])
        self.assertEqual(self.texts(), [""])

    def test_a_session_that_ends_before_send_leaves_nothing(self):
        replay(self.port, b"PAGE 5551234\r\nMESS never sent\r\n")
        replay(self.port, b"PAGE 5551234\r\nDATA\r\nhalf a te")
        self.assertEqual(self.texts(), [])

    @unittest.skipUnless(shutil.which("sendpage"), "hylafax-client is not installed")
    def test_sendpage(self):
        self.assertEqual(sendpage(self.port, "two men with bolt cutters").returncode, 0)
        words = "one\n.two\n..three\nлист\n"
        self.assertEqual(sendpage(self.port, stdin=words.encode()).returncode, 0)
        self.assertEqual(self.texts(), sorted(["two men with bolt cutters", words.rstrip("\n")]))
        self.assertNotEqual(sendpage(self.port, "x", pager="999").returncode, 0)

    @unittest.skipIf(subprocess.run(["perl", "-MNet::SNPP", "-e", "1"], capture_output=True).returncode,
                     "libnet-snpp-perl is not installed")
    def test_net_snpp(self):
        program = """
            my $snpp = Net::SNPP->new("127.0.0.1", Port => $ARGV[0], Timeout => 10) or die "connect";
            $snpp->send(Pager => ["5551234"], Message => "from perl", Alert => 1, Hold => time + 3600) or die "send";
            $snpp->pager_id("5550001") or die "page";
            $snpp->data("line one\\n", ".line two\\n") or die "data";
            $snpp->send() or die "send again";
            defined $snpp->help or die "help";
            $snpp->quit;
        """
        done = subprocess.run(["perl", "-MNet::SNPP", "-e", program, str(self.port)], capture_output=True,
                              timeout=SECONDS, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.texts(), ["from perl", "line one\n.line two"])

    def test_a_password_guards_a_source(self):
        with Pager(self.guarded) as pager:
            self.assertTrue(pager.say("PAGE 5551234").startswith("550"))
            self.assertTrue(pager.say("LOGI desk wrong").startswith("550"))
            self.assertTrue(pager.say("LOGI other open-sesame").startswith("550"))
            self.assertTrue(pager.say("LOGI desk still-wrong").startswith("421"))
        page = b"LOGI desk open-sesame\r\nPAGE 5551234\r\nMESS let in\r\nSEND\r\n"
        self.assertEqual(replay(self.guarded, page), ["220", "250", "250", "250", "250"])
        self.assertEqual(self.texts(), ["let in"])

    def test_too_many_connections_are_told_so(self):
        pagers = []
        try:
            while (one := Pager(self.port)).greeting.startswith("220"):
                pagers.append(one)
                self.assertLessEqual(len(pagers), CONNECTIONS_MAX)
            with one:
                self.assertTrue(one.greeting.startswith("421"), one.greeting)
            # Those of the test before may take a moment to go.
            self.assertGreater(len(pagers), CONNECTIONS_MAX - 8)
        finally:
            for one in pagers:
                one.close()
        # Places come back as connections go.
        def free():
            with Pager(self.port) as one:
                return one.greeting.startswith("220")
        harness.wait_until(free, 5, "a free place")

    def test_the_log_names_no_caller_and_no_text(self):
        replay(self.port, b"LOGI paul-the-porter\r\nCALL 77015550199\r\nPAGE 5551234\r\nMESS a canary sings\r\nSEND\r\n")
        log = self.daemon.log_text()
        for word in ("paul-the-porter", "77015550199", "canary", "5551234"):
            self.assertNotIn(word, log)


class SnppDaemon(unittest.TestCase):
    def setUp(self):
        self.port, = harness.free_ports(1)

    def test_a_page_that_was_answered_survives_a_power_cut(self):
        daemon = harness.Instance()
        with_source(daemon, self.port)
        with daemon:
            with Pager(self.port) as pager:
                pager.say("PAGE 5551234")
                pager.say("MESS kept")
                self.assertTrue(pager.say("SEND").startswith("250"))
                daemon.kill()
            daemon.start()
            self.assertEqual(daemon.stored_texts(), ["kept"])
            daemon.verify_audit()

    def test_sessions_hear_goodbye_when_the_daemon_stops(self):
        daemon = harness.Instance()
        with_source(daemon, self.port)
        with daemon, Pager(self.port) as idle:
            idle.say("PAGE 5551234")
            self.assertEqual(daemon.stop(), 0)
            self.assertTrue(idle.reply().startswith("421"))

    def test_an_open_listener_needs_peers_or_a_password(self):
        daemon = harness.Instance()
        with_source(daemon, self.port)
        open_to_all = daemon.config.read_text().replace(f"127.0.0.1:{self.port}", f"0.0.0.0:{self.port}")
        daemon.config.write_text(open_to_all)
        self.addCleanup(daemon.__exit__, None, None, None)
        done = daemon.cli("check")
        self.assertEqual(done.returncode, 2)
        self.assertIn("name those that may connect in 'peers'", done.stdout + done.stderr)
        daemon.config.write_text(open_to_all + 'peers = ["192.0.2.10", "198.51.100.0/24"]\n')
        done = daemon.cli("check")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        # Loopback is not among them now: closed without a word.
        daemon.start()
        with Pager(self.port) as pager:
            self.assertEqual(pager.greeting, "")


class Terminal:
    """A paging terminal, as strict as Net::SNPP's own: one page, in order, one line each."""

    def __init__(self):
        outer = self
        self.pages, self.lines = [], []
        self.answers = {}  # of a command, instead of 250
        self.lock = threading.Lock()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(b"220 terminal\r\n")
                pager = text = None
                for line in self.rfile:
                    line = line.decode().removesuffix("\r\n")
                    with outer.lock:
                        outer.lines.append(line)
                    command, _, rest = line.partition(" ")
                    reply = outer.answers.get(command, "250 ok")
                    if command == "PAGE":
                        pager = rest
                    elif command == "MESS" and pager:
                        text = rest
                    elif command == "SEND" and text is not None:
                        if reply[:3] in ("250", "860", "960"):
                            with outer.lock:
                                outer.pages.append((pager, text))
                    elif command == "QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    elif command != "LOGI":
                        reply = "503 what"
                    self.wfile.write(reply.encode() + b"\r\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()


def with_duty_officer(daemon, port):
    daemon.write_secret("terminal.secret", "4412")
    daemon.config.write_text(daemon.config.read_text() + f"""
[[contact]]
name = "duty-officer"
reference_prefix = "DUTY"
channels = [ {{ kind = "snpp", url = "snpp://127.0.0.1:{port}", pager = "77", user = "tipwire", secret = {{ file = "terminal.secret" }} }} ]

[[route]]
to = ["city-police", "duty-officer"]
""")
    daemon.set("[delivery]", "retry_delay_min", '"1s"')


class SnppClient(unittest.TestCase):
    def test_the_duty_officer_is_paged_with_the_reference_and_nothing_of_the_tip(self):
        with Terminal() as terminal, harness.Sink() as sink:
            daemon = harness.Instance(sink)
            with_duty_officer(daemon, terminal.port)
            with daemon:
                self.assertEqual(daemon.send("behind the garages, Malysheva 51")[0], 200)
                harness.wait_until(lambda: terminal.pages, 10, "the page")
                pager, text = terminal.pages[0]
                self.assertEqual(pager, "77")
                self.assertRegex(text, r"^DUTY-000001 new, acknowledge by \d{4}-\d\d-\d\dT\d\d:\d\dZ$")
                self.assertIn("LOGI tipwire 4412", terminal.lines)
                self.assertNotIn("Malysheva", "\n".join(terminal.lines))
                self.assertEqual(sink.texts() or sink.wait_for(1) and sink.texts(), ["behind the garages, Malysheva 51"])

                done = daemon.cli("contacts", "test", "duty-officer")
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertEqual(terminal.pages[-1], ("77", "Test, nothing need be done"))
                # Reports need the secret of a webhook, and a paged contact has none.
                self.assertEqual(daemon.update("DUTY-000001", state="acknowledged")[0], 403)

    def test_a_page_is_tried_until_the_terminal_takes_it(self):
        with Terminal() as terminal, harness.Sink() as sink:
            terminal.answers["SEND"] = "554 try later"
            daemon = harness.Instance(sink)
            with_duty_officer(daemon, terminal.port)
            with daemon:
                self.assertEqual(daemon.send("x")[0], 200)
                harness.wait_until(lambda: terminal.lines.count("SEND") >= 2, 15, "a second attempt")
                self.assertEqual(terminal.pages, [])
                terminal.answers["SEND"] = "960 11 123456 Message Queued"
                harness.wait_until(lambda: terminal.pages, 15, "the page")
                self.assertTrue(terminal.pages[0][1].startswith("DUTY-000001 new"))

    def test_in_test_mode_no_other_machine_is_paged(self):
        daemon = harness.Instance()
        self.addCleanup(daemon.__exit__, None, None, None)
        with_duty_officer(daemon, 444)
        daemon.config.write_text(daemon.config.read_text().replace("snpp://127.0.0.1:444", "snpp://192.0.2.1:444"))
        done = daemon.cli("check")
        self.assertEqual(done.returncode, 2)
        self.assertIn("test_mode is on", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
