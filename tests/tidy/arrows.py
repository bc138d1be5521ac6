# SPDX-License-Identifier: Apache-2.0
"""Who may include whom, directly and by any path."""

import posixpath
import re

from cpp import without_comments
from finding import Finding

STANDARD = r"[a-z_]+"                          # <string>
SYSTEM = r"(?:[a-z_]+|(?:sys|netinet|arpa|net)/[a-z_]+)\.h"  # <unistd.h>, <sys/socket.h>
ASIO, BEAST = r"boost/asio/.*", r"boost/beast/.*"
JSON, URL, RESULT = r"boost/json(?:/.*|\.hpp)", r"boost/url/.*", r"boost/(?:system/.*|core/span\.hpp)"
OPENSSL, SQLITE = r"openssl/.*", r"(?:SQLiteCpp/.*|sqlite3\.h)"
INTRUSIVE = r"boost/intrusive/.*"
XML, CLD2, PICTURES = r"pugixml\.hpp", r"cld2/.*", r"(?:jpeglib|png|seccomp)\.h"
FMT, TOML, SYSTEMD = r"fmt/.*", r"toml\+\+/.*", r"systemd/.*"

# Room: (rooms and files of the project it may include, headers of others it may include). The longest room wins.
# A room may always include itself.
ARROWS = {
    "routing/domain": ([], [STANDARD, RESULT]),
    "routing/port": (["routing/domain"], [STANDARD, RESULT, ASIO]),
    "routing/flow": (["routing/domain", "routing/port"], [STANDARD, RESULT, ASIO]),
    "storage": (["routing/domain", "routing/port"], [STANDARD, SYSTEM, RESULT, ASIO, SQLITE, OPENSSL]),
    "config": (["routing/domain"], [STANDARD, SYSTEM, RESULT, TOML, OPENSSL, URL, FMT]),
    "gateway/http": (["routing/domain", "routing/port"],
                     [STANDARD, SYSTEM, RESULT, ASIO, BEAST, JSON, URL, OPENSSL, SYSTEMD, INTRUSIVE]),
    "gateway/crypto": (["routing/domain", "routing/port"], [STANDARD, SYSTEM, RESULT, ASIO, OPENSSL]),
    # An SMS source is a provider profile, and profiles are configuration: the one extra arrow.
    "gateway/sms": (["routing", "gateway/http", "gateway/crypto", "config/provider_profile.hpp",
                     "config/settings.hpp", "config/load.hpp"], [STANDARD, RESULT, ASIO, JSON, URL, OPENSSL]),
    "gateway/pager": (["routing", "gateway/http", "gateway/crypto"], [STANDARD, SYSTEM, RESULT, ASIO, XML]),
    # Which language a text is in, behind a port of routing.
    "gateway/language": (["routing"], [STANDARD, CLD2]),
    # Pictures and sound that came with a message: fetched, cleaned in a process of its own, sealed.
    "gateway/media": (["routing", "gateway/http", "gateway/crypto"], [STANDARD, SYSTEM, RESULT, ASIO, URL]),
    "gateway/media/cleaner": ([], [STANDARD, SYSTEM, PICTURES]),
    "gateway/ivr": (["routing", "gateway/http", "gateway/crypto"], [STANDARD, RESULT, ASIO, JSON, URL]),
    "gateway/sip": (["routing", "gateway/ivr/call_flow.hpp"], [STANDARD, RESULT, ASIO]),
    "gateway/sip/sip_stack.cpp": (["routing", "gateway/sip"], [STANDARD, RESULT, ASIO, r"re/.*|re\.h"]),
    "gateway/delivery": (["routing", "gateway/http", "gateway/crypto"], [STANDARD, RESULT, ASIO, JSON, URL]),
    "gateway/console": (["routing", "gateway/http", "gateway/crypto"], [STANDARD, SYSTEM, RESULT, ASIO, JSON, URL]),
    "gateway/app": (["routing", "storage", "config", "gateway"], [r".*"]),
    "gateway/main.cpp": (["gateway/app"], [STANDARD]),
    "cmake/net": ([], [ASIO, BEAST]),
    "tests": (["routing", "storage", "config", "gateway", "tests"], [r".*"]),
}

# What says who the sender is. No path of includes from these rooms may lead to it.
SENDER = ["routing/domain/phone_number.hpp", "routing/domain/inbound_message.hpp", "routing/port/vault.hpp"]
UNREACHABLE = {room: SENDER for room in ("storage", "gateway/console", "gateway/delivery")}

# Slow to compile, or whole libraries where one header is meant.
UMBRELLAS = {
    "boost/asio.hpp": "include the one header of boost/asio/ that is used",
    "boost/beast.hpp": "include the one header of boost/beast/ that is used, in gateway/http",
}

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.M)


def _in(path, place):
    return path == place or path.startswith(place + "/")


def _room(path):
    return max((room for room in ARROWS if _in(path, room)), key=len, default=None)


def _includes(text):
    """(line, own header or None, header of others or None)"""
    code = without_comments(text)
    for match in _INCLUDE.finditer(code):
        yield code.count("\n", 0, match.start(1) if match[1] else match.start(2)) + 1, match[1], match[2]


def _check_own(tree, path, line, header):
    if header not in tree:
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), header))
        hint = f'write "{beside}"' if beside in tree else "no such file"
        return Finding(path, line, "arrows", f'"{header}": includes start at the root; {hint}')
    room = _room(path)
    allowed = ARROWS[room][0]
    if _in(header, room) or any(_in(header, place) for place in allowed):
        return None
    may = ", ".join(allowed) or "nothing of the project but itself"
    return Finding(path, line, "arrows", f"{room} must not include {header}; it may include {may}")


def _check_foreign(path, line, header):
    if header in UMBRELLAS:
        return Finding(path, line, "arrows", f"<{header}>: {UMBRELLAS[header]}")
    room = _room(path)
    if any(re.fullmatch(pattern, header) for pattern in ARROWS[room][1]):
        return None
    if room.startswith("routing") and re.fullmatch(SYSTEM, header):
        return Finding(path, line, "arrows", f"<{header}>: routing decides; it does not touch the system")
    return Finding(path, line, "arrows", f"{room} must not include <{header}>; the table is in tests/tidy/arrows.py")


def _paths_to(graph, start, target):
    """The shortest path of includes from start to target, or None."""
    seen, queue = {start: None}, [start]
    for path in queue:
        if path == target:
            way = []
            while path is not None:
                way.append(path)
                path = seen[path]
            return way[::-1]
        for following in graph.get(path, []):
            if following not in seen:
                seen[following] = path
                queue.append(following)
    return None


def _check_reach(graph):
    for path in sorted(graph):
        for room, targets in UNREACHABLE.items():
            for target in targets if _in(path, room) else []:
                way = _paths_to(graph, path, target)
                if way:
                    yield Finding(path, 1, "arrows", f"{room} must never see the sender, and reaches it by "
                                  + " -> ".join(way))


def check(tree):
    graph = {}
    for path, text in tree.items():
        if not path.endswith((".cpp", ".hpp")):
            continue
        if _room(path) is None:
            yield Finding(path, 1, "arrows", "no room of the house has this file; see ARROWS in tests/tidy/arrows.py")
            continue
        own = graph.setdefault(path, [])
        for line, header, foreign in _includes(text):
            problem = _check_own(tree, path, line, header) if header else _check_foreign(path, line, foreign)
            if problem:
                yield problem
            if header in tree:
                own.append(header)
    yield from _check_reach(graph)
