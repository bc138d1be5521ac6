# SPDX-License-Identifier: Apache-2.0
"""Words that must not stand in the source, where they may stand after all, and what to write instead."""

import dataclasses
import re

from cpp import code_only, without_comments
from finding import Finding

PRODUCT = ("routing/", "storage/", "config/", "gateway/")
EDGES = ("gateway/app/", "gateway/crypto/", "config/")  # where the real clock, chance and environment live
UNPRINTABLE = "PhoneNumber|InboundMessage|PeerAddress|TipText|TipCode|Secret|SecretString|SecretKey|MessageBody"


@dataclasses.dataclass(frozen=True)
class Ban:
    pattern: str
    instead: str
    within: tuple = PRODUCT   # folders it holds in
    allowed: tuple = ()       # files and folders it does not hold in
    strings: bool = False     # looks into string literals too


CPP = [
    Ban(r"\b(system|high_resolution)_clock::now\b", "ask the Clock port", PRODUCT + ("tests/sim/",), EDGES),
    # Deadlines of sockets are Asio's, and so on its clock.
    Ban(r"\bsteady_clock::now\b", "ask the Clock port", PRODUCT + ("tests/sim/",),
        # There: a stopwatch for a metric, and for the simulation's own report.
        EDGES + ("gateway/http/", "storage/sqlite/group_commit.cpp", "tests/sim/main.cpp")),
    Ban(r"\b(steady|system|high_resolution)_timer\b", "await Clock::sleep_for",
        PRODUCT + ("tests/sim/",), EDGES + ("gateway/http/",)),
    Ban(r"\brandom_device\b|\bmt19937(_64)?\b|(?<![\w.>:])s?rand\s*\(", "ask the Random port",
        PRODUCT, EDGES),
    Ban(r"\b(secure_)?getenv\b", "read it in config and pass the value", PRODUCT, EDGES),
    Ban(r"\bthis_thread::sleep_(for|until)\b|\b(u|nano)sleep\s*\(|(?<![\w.>:])sleep\s*\(",
        "await Clock::sleep_for; a test never sleeps, it waits for the thing itself", PRODUCT + ("tests/",),
        ("tests/unit/gateway/http/",)),  # there peers on real sockets are slow on purpose
    Ban(r"\bdetached\b", "TaskGroup::spawn: a detached coroutine swallows its exception", PRODUCT + ("tests/",)),
    # With asio::deferred it is part of a group that the caller awaits.
    Ban(r"\bco_spawn\s*\((?![^;]*\bdeferred\b)", "TaskGroup::spawn: it logs, counts, cancels and drains", PRODUCT,
        ("routing/port/task_group.cpp", "gateway/app/")),
    Ban(r"\bio(_context)?_?(\.|->)stop\s*\(\)", "stop in order and let run() return: stop() destroys frames too late"),
    Ban(r"\basync_read(_some|_header)?\s*\([^;]*\bparser_?\.get\s*\(\)",
        "read into the parser: with parser.get() the body limit is ignored"),
    Ban(r"(?<![\w])memcmp\s*\(", "CRYPTO_memcmp for anything secret, operator== for the rest"),
    Ban(r"\b\w*(signature|digest|hmac|secret|token|mac)\w*(\(\))?\s*[=!]="
        r"(?!\s*(nullptr|nullopt|std::nullopt|\d|\w+(\.|::)(end|npos)|\"))",
        "CRYPTO_memcmp: comparing secrets must not tell by its time where they differ", ("gateway/crypto/",)),
    Ban(r"(?<!static_)(?<!\w)assert\s*\(", "TIPWIRE_ASSERT: it stays on in release"),
    Ban(r"\b(printf|fprintf|puts|cout|cerr|print|format|format_to|info|warn|error)\s*\([^;\n]*\breveal\s*\(",
        "a secret is never printed", PRODUCT + ("tests/",)),
    Ban(rf"operator<<\s*\([^)]*\b({UNPRINTABLE})\b|formatter<[^>]*\b({UNPRINTABLE})\b",
        "this type cannot be printed, on purpose", PRODUCT + ("tests/",)),
    Ban(r"\bsetlocale\b", "pass the language as a value: the locale belongs to the whole process"),
    Ban(r"\busing\s+namespace\s+std\b(?!::(\w+::)*\w*literals)", "name what is used", PRODUCT + ("tests/",)),
    Ban(r"\bstd::(cout|cerr|clog)\b|(?<![\w])f?printf\s*\(|\bfputs\s*\(", "the EventLog port", PRODUCT,
        ("gateway/app/", "routing/domain/assert.cpp")),
    Ban(r"\bstd::(mutex|recursive_mutex|shared_mutex)\b", "an object belongs to one thread; hand work over instead",
        ("routing/", "gateway/http/", "gateway/sms/", "gateway/delivery/", "gateway/console/")),
]

# Who may open what cannot be printed (Secret, TipText, PhoneNumber). Each line is a place where the clear bytes are
# used up at once: sealed, signed, compared, or written to the one who may read them.
REVEAL = (
    "routing/domain/secret.hpp",            # where Secret is defined
    "routing/domain/tip_text.hpp",          # ... and TipText
    "routing/domain/phone_number.hpp",      # ... and PhoneNumber
    "routing/domain/phone_number.cpp",
    "routing/domain/normalise.cpp",         # cleans the text before anything is kept
    "routing/domain/redaction.cpp",         # masks the sender's number in it
    "routing/domain/command.cpp",           # reads STATUS and the code
    "routing/domain/message_body.cpp",      # packs the text for sealing
    "routing/flow/intake.cpp",              # number and text on their way into the vault
    "routing/flow/intake_commands.cpp",     # looks a code up that stands in the text
    "routing/flow/part_joiner.cpp",         # a part on its way into the vault, and back to be joined
    "routing/flow/opt_out.cpp",             # a provider's id on its way into the vault
    "routing/flow/follow_up.cpp",           # what a contact reported, on its way into the vault
    "routing/flow/tip_reader.cpp",          # opens a stored text for the operator and the contact
    "routing/flow/media_sealing.cpp",       # pictures on their way into the vault and out of it
    "routing/flow/media_work.cpp",          # ... and a provider's address to the fetcher
    "gateway/media/fetcher.cpp",            # asks that address, with the source's secret
    "gateway/media/helper_cleaner.cpp",     # hands a picture to the cleaner
    "gateway/media/link_page.cpp",          # hands a cleaned one to a contact or operator
    "gateway/media/links.cpp",              # derives the key of links
    "gateway/crypto/",                      # keys go into OpenSSL
    "gateway/app/",                         # wiring: keys into the vault, secrets into verifiers
    "config/",                              # reads secrets
    "gateway/sms/profile.cpp",              # compares a shared secret with what a provider sent
    "gateway/sms/verifiers.cpp",            # a blank secret is refused
    "gateway/sms/proof_forms.cpp",          # secrets into HMAC keys
    "gateway/sms/shared_secret_proof.cpp",  # hashes it, to compare
    "gateway/sms/sorted_fields_proof.cpp",  # hashes it after the fields, as Vonage does
    "gateway/sms/mt_sender.cpp",            # fills number and password into the provider's request
    "gateway/pager/snpp_session.cpp",       # compares the password of LOGI
    "gateway/pager/wctp.cpp",               # looks whether id and text are there and how long
    "gateway/pager/wctp_hook.cpp",          # compares sender and code
    "gateway/delivery/snpp_call.cpp",       # writes the password of LOGI for the paging terminal
    "gateway/sms/reply_budget.cpp",         # looks at the prefix, counts under a keyed hash
    "gateway/console/access.cpp",           # compares a bearer token with what a client sent
    "gateway/console/tip_json.cpp",         # writes the text for the operator
    "gateway/delivery/notice_json.cpp",     # writes the text for the police contact
    "tests/",
)

# Everywhere, in comments too. The words are put together so that this file does not hold them.
ANYWHERE = [
    Ban(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b", "finish it, or file an issue and leave no mark", ("",)),
    Ban(r"/wo" r"rk/|/ro" r"ot/|/ho" r"me/\w|/Us" r"ers/\w", "a path of one machine: make it relative, or configurable", ("",)),
]

TEMPLATES = (".html", ".mustache", ".tmpl", ".hpp", ".cpp")
TEXT = (".cpp", ".hpp", ".py", ".sh", ".md", ".toml", ".cmake", ".txt", ".html", ".js", ".mjs", ".service", ".conf", "")


def _starts(path, places):
    return any(path.startswith(place) for place in places)


def _apply(ban, path, code):
    if not _starts(path, ban.within) or _starts(path, ban.allowed):
        return
    for match in re.finditer(ban.pattern, code):
        word = " ".join(match[0].split())
        yield Finding(path, code.count("\n", 0, match.start()) + 1, "words", f"'{word}': {ban.instead}")


def _check_cpp(path, text):
    code = code_only(text)
    for ban in CPP:
        yield from _apply(ban, path, code)
    yield from _apply(Ban(r"(\.|->)reveal\s*\(", "only the places in REVEAL of tests/tidy/words.py open a secret",
                          PRODUCT, REVEAL), path, code)


def check(tree):
    for path, text in tree.items():
        if path.endswith((".cpp", ".hpp")):
            yield from _check_cpp(path, text)
        if path.endswith(TEMPLATES):
            shown = without_comments(text) if path.endswith((".cpp", ".hpp")) else text
            yield from _apply(Ban(r"\{\{\{\s*[A-Za-z_][^}]*\}\}\}", "write {{x}}: three braces do not escape", ("",)), path, shown)
        for ban in ANYWHERE:
            yield from _apply(ban, path, text)
