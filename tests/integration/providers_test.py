# SPDX-License-Identifier: Apache-2.0
"""A provider added by a file beside the configuration, as the guide says; and `providers list`, `show` and `try`."""

import json
import re

from harness import Instance, ROOT

GUIDE = ROOT / "docs/adding-an-sms-provider.md"
EXAMPLE = ROOT / "docs/examples/providers/textmagic.toml"
CORPUS = ROOT / "tests/corpus/sms"


def guides_request():
    """The request that the guide prints in its second step."""
    found = re.search(r"```\n(POST /hooks/tm/.*?)\n```", GUIDE.read_text(), re.S)
    return found.group(1) + "\n"


def tries(instance):
    request = instance.folder / "request.http"
    request.write_text(guides_request())
    (instance.folder / "good").write_text("a-long-secret\n")
    (instance.folder / "other").write_text("another\n")

    blind = instance.cli("providers", "try", "textmagic", str(request))
    assert blind.returncode == 0, blind.stderr
    for line in ("proof: NOT CHECKED: no secret was given", "present, 11 digits, +7…", "Tip through Textmagic",
                 "2026-01-01T00:00:00Z", "answer: 200, no body"):
        assert line in blind.stdout, blind.stdout
    assert "7010000001" not in blind.stdout
    assert "proof: holds" in instance.cli("providers", "try", "textmagic", str(request), "--secret-file",
                                          str(instance.folder / "good")).stdout
    forged = instance.cli("providers", "try", "textmagic", str(request), "--secret-file",
                          str(instance.folder / "other"), "--json")
    assert forged.returncode == 1 and json.loads(forged.stdout)["status"] == 403, forged.stdout

    telnyx = json.loads((CORPUS / "telnyx/expected.json").read_text())
    signed = instance.cli("providers", "try", "telnyx", str(CORPUS / "telnyx/telnyx-mms.http"), "--public-key",
                          telnyx["source"]["public_key"], "--at", str(telnyx["now"]))
    assert signed.returncode == 0 and "proof: holds" in signed.stdout, signed.stdout
    assert "image/jpeg, https://media.example.net/tx/1.jpg" in signed.stdout, signed.stdout

    broken = instance.folder / "broken.http"
    broken.write_text("POST /hooks/x HTTP/1.1\nno colon\n\n")
    wrong = instance.cli("providers", "try", "textmagic", str(broken))
    assert wrong.returncode == 2 and "broken.http:2: " in wrong.stderr, wrong.stderr
    absent = instance.cli("providers", "try", "textmagick", str(request))
    assert absent.returncode == 2 and "did you mean 'textmagic'" in absent.stderr, absent.stderr


def lists(instance):
    items = {item["name"]: item for item in instance.json("providers", "list")["items"]}
    assert items["textmagic"]["from"] == "own" and items["twilio"]["from"] == "shipped", items
    assert items["kannel"]["replies"] and "Ed25519" in items["telnyx"]["proof"]
    assert "template" not in items
    shown = instance.cli("providers", "show", "textmagic")
    assert shown.stdout == f"# {instance.folder}/providers/textmagic.toml\n" + EXAMPLE.read_text()
    assert instance.cli("providers", "show", "nobody").returncode == 1


def main():
    instance = Instance()
    own = instance.folder / "providers"
    own.mkdir()
    profile = own / "textmagic.toml"
    profile.write_text(EXAMPLE.read_text().replace('text = ["text"]', 'txt = ["text"]'))
    instance.write_secret("tm.secret", "a-long-secret")
    instance.config.write_text(instance.config.read_text() + """
[[source]]
name = "tm"
kind = "textmagic"
secret = { file = "tm.secret" }
""")
    line = next(at for at, text in enumerate(profile.read_text().splitlines(), 1) if text.startswith("txt"))
    for arguments in (["check"], ["providers", "try", "textmagic", "nothing.http"], ["providers", "list"]):
        done = instance.cli(*arguments)
        assert done.returncode == 2, done.stdout
        assert f"textmagic.toml:{line}: unknown key 'txt' in [fields]" in done.stderr, done.stderr

    profile.write_text(EXAMPLE.read_text())
    assert instance.cli("check").returncode == 0, instance.cli("check").stderr
    tries(instance)
    lists(instance)
    head, body = guides_request().rstrip("\n").split("\n\n")
    path = head.split(" ")[1]
    headers = dict(line.split(": ", 1) for line in head.split("\n")[1:])
    with instance as daemon:
        for _ in range(2):
            assert daemon.request("POST", path, body.encode(), headers)[0] == 200
        assert daemon.request("POST", path + "x", body.encode(), headers)[0] == 403
        assert daemon.stored_texts() == ["Tip through Textmagic"], daemon.stored_texts()


if __name__ == "__main__":
    main()
