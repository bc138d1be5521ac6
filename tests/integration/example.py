# SPDX-License-Identifier: Apache-2.0
"""The files under docs/examples, run as they stand but for places: what the guide prints is what the tests run."""

import os
import pathlib
import signal
import subprocess
import tempfile

from harness import BINARY, ROOT, SLOWNESS

EXAMPLES = ROOT / "docs/examples/modems"

# A source for messages that come over the admin socket.
SOURCE = """
[[source]]
name = "modem"
kind = "generic"
secret = { file = "modem.secret" }
languages = ["ru", "kk", "en"]
"""


def add_source(instance, name="modem"):
    instance.write_secret(f"{name}.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    instance.config.write_text(instance.config.read_text() + SOURCE.replace("modem", name))


class Place:
    """A folder that goes with the test, with a `tipwire` on the PATH that belongs to the instance."""

    def __init__(self, instance):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tipwire-modem-"))
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "tipwire").symlink_to(BINARY)
        self.environment = os.environ | {"PATH": f"{bin_folder}:{os.environ['PATH']}",
                                         "TIPWIRE_CONFIG": str(instance.config)}

    def file(self, name, *changes, mode=0o644):
        """An example with each (old, new) replaced; a change that does not apply is an error."""
        text = (EXAMPLES / name).read_text()
        for old, new in changes:
            assert old in text, f"{name} has no {old!r}"
            text = text.replace(old, str(new))
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)
        return path

    def start(self, *command, **more):
        # setpriv: it dies with the test, even if ctest kills the test for its time.
        return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *map(str, command)], env=self.environment,
                                start_new_session=True, **more)

    def run(self, *command, **more):
        return subprocess.run(list(map(str, command)), env=self.environment, timeout=60 * SLOWNESS,
                              capture_output=True, **more)


def end(process):
    """Ends what start() started, with its children."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
    except ProcessLookupError:
        pass
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def files_in(folder):
    return sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file() and not path.is_symlink())
