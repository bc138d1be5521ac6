#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The systemd unit: valid, as little exposed as promised, and with the lines that privacy hangs on."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNIT = ROOT / "systemd/tipwire.service"
EXPOSURE_MAX = 16  # tenths, as --threshold takes them


def analyze(*arguments):
    done = subprocess.run(["systemd-analyze", "--no-pager", *arguments], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def settings():
    """(section, key) -> the values given, in order."""
    found, section = {}, None
    for line in UNIT.read_text().splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            section = match[1]
        elif match := re.fullmatch(r"(\w+)=(.*)", line):
            found.setdefault((section, match[1]), []).append(match[2])
    return found


class UnitFile(unittest.TestCase):
    def test_systemd_accepts_every_line(self):
        with tempfile.TemporaryDirectory() as folder:
            unit = pathlib.Path(folder, "tipwire.service")
            # systemd looks for the programs; here the binary is in the build tree and kill may be missing.
            true = shutil.which("true")
            binary = os.environ.get("TIPWIRE_BIN", true)
            unit.write_text(UNIT.read_text().replace("/usr/bin/tipwire", binary).replace("/bin/kill", true))
            status, said = analyze("verify", "--man=no", str(unit))
        about_us = [line for line in said.splitlines() if "tipwire" in line]
        self.assertEqual([], about_us)
        self.assertEqual(0, status, said)

    def test_the_exposure_stays_within_its_bound(self):
        status, said = analyze("security", "--offline=true", f"--threshold={EXPOSURE_MAX}", str(UNIT))
        self.assertEqual(0, status, said[-300:])
        self.assertRegex(said, r"Overall exposure level for tipwire\.service: [01]\.\d")

    def test_each_line_that_hardens_is_there(self):
        found = settings()
        for key, value in {
                "Type": "notify", "NotifyAccess": "main", "User": "tipwire", "Group": "tipwire",
                "ExecStartPre": "/usr/bin/tipwire check", "ExecStart": "/usr/bin/tipwire serve",
                "StateDirectory": "tipwire", "StateDirectoryMode": "0710", "RuntimeDirectory": "tipwire",
                "UMask": "0077", "LimitCORE": "0", "MemorySwapMax": "0", "CapabilityBoundingSet": "",
                "AmbientCapabilities": "", "NoNewPrivileges": "yes", "RestrictSUIDSGID": "yes", "RemoveIPC": "yes",
                "KeyringMode": "private", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
                "PrivateDevices": "yes", "DevicePolicy": "closed", "PrivateMounts": "yes", "ProtectProc": "invisible",
                "ProcSubset": "pid", "ProtectClock": "yes", "ProtectHostname": "yes", "ProtectKernelLogs": "yes",
                "ProtectKernelModules": "yes", "ProtectKernelTunables": "yes", "ProtectControlGroups": "yes",
                "RestrictNamespaces": "yes", "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
                "SystemCallArchitectures": "native", "MemoryDenyWriteExecute": "yes", "LockPersonality": "yes",
                "RestrictRealtime": "yes"}.items():
            with self.subTest(key=key):
                self.assertEqual([value], found.get(("Service", key)))
        allowed, refused = found[("Service", "SystemCallFilter")]
        self.assertEqual("@system-service seccomp", allowed)
        for group in ("@privileged", "@resources", "@debug", "@mount", "@swap", "@reboot", "@module", "@raw-io"):
            self.assertIn(group, refused)

    def test_the_watchdog_and_the_stop_leave_room_to_drain(self):
        found = settings()
        self.assertIn(("Service", "WatchdogSec"), found)
        self.assertGreaterEqual(int(found[("Service", "TimeoutStopSec")][0].rstrip("s")), 15)

    def test_a_wrong_configuration_is_not_tried_again(self):
        self.assertEqual(["2"], settings()[("Service", "RestartPreventExitStatus")])

    def test_the_user_and_the_folders_are_declared(self):
        for tool, name in (("systemd-sysusers", "sysusers"), ("systemd-tmpfiles", "tmpfiles")):
            file = ROOT / f"systemd/tipwire.{name}.conf"
            self.assertIn("tipwire", file.read_text())
            if tool == "systemd-sysusers" and shutil.which(tool):
                done = subprocess.run([tool, "--dry-run", str(file)], capture_output=True, text=True, timeout=60)
                self.assertEqual(0, done.returncode, done.stderr)
        folders = (ROOT / "systemd/tipwire.tmpfiles.conf").read_text()
        self.assertRegex(folders, r"d /etc/tipwire +0750 root +tipwire")
        self.assertRegex(folders, r"d /var/lib/tipwire +0710 tipwire +tipwire")


if __name__ == "__main__":
    unittest.main()
