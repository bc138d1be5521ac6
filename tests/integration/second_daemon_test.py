#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second daemon on the same data refuses; a lock left behind by a killed one does not hinder."""

import shutil
import subprocess
import unittest

from harness import BINARY, Instance, Sink, free_ports


class SecondDaemon(unittest.TestCase):
    def test_it_refuses_and_the_first_goes_on(self):
        with Sink() as sink, Instance(sink) as daemon:
            # Other ports: it is the data that must be guarded, not the addresses.
            public, admin = free_ports(2)
            text = daemon.config.read_text().replace(f":{daemon.public_port}", f":{public}")
            other = daemon.folder / "second.toml"
            other.write_text(text.replace(f":{daemon.admin_port}", f":{admin}"))
            shutil.copymode(daemon.config, other)

            second = subprocess.run([BINARY, "--config", str(other), "serve"], capture_output=True, text=True, timeout=30)

            self.assertNotEqual(0, second.returncode)
            self.assertRegex((second.stderr + second.stdout).lower(), "another|already|lock|in use")
            self.assertEqual(200, daemon.send("The first still takes tips")[0])
            sink.wait_for(1)
            daemon.verify_audit()

    def test_a_lock_left_behind_does_not_hinder(self):
        with Sink() as sink, Instance(sink) as daemon:
            self.assertEqual(200, daemon.send("Before the power cut")[0])
            daemon.kill()

            daemon.start()

            self.assertEqual(200, daemon.send("After the power cut")[0])
            self.assertEqual({"Before the power cut", "After the power cut"}, set(daemon.stored_texts()))


if __name__ == "__main__":
    unittest.main()
