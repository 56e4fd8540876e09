"""How somebody gets in: words made afresh at each start, and the names by which this computer is known.

Made by the process that starts the server, and handed over by standard input: not in the environment, which
kernels inherit, and not on the command line, which all accounts on the computer may read. Words are easy to type,
and compared in constant time.
"""

import hmac
import ipaddress
import json
import re
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

import psutil

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else
TOKEN_LETTERS = 20  # 99 bits
PHONE_LETTERS = 6  # typed by hand by everybody in the room; wrong ones are counted (access.py)
_GROUP = 5


def new_token() -> str:
    """A word for a link, in groups so that it can be typed."""
    return spelled("".join(secrets.choice(LETTERS) for _ in range(TOKEN_LETTERS)))


def new_phone_code() -> str:
    """A short word for everybody in the room."""
    return "".join(secrets.choice(LETTERS) for _ in range(PHONE_LETTERS))


def spelled(code: str) -> str:
    """Four groups of five letters."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def plain(typed: str) -> str:
    """What was typed without what does not count: capitals, spaces and hyphens."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())


def same(typed: str, code: str) -> bool:
    """Whether this is the code, in a time that does not depend on how much of it is right; never an empty one."""
    return bool(code) and hmac.compare_digest(plain(typed).encode(), plain(code).encode())


LOOPBACK_NAME = "localhost"
_AGAIN_SECONDS = 5.0  # a laptop that changes networks gets other numbers
_VIRTUAL = re.compile(
    r"^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|tun|tap|utun|zt|tailscale)", re.IGNORECASE
)


def plain_host(host: str) -> str:
    """A Host header without its port, in small letters: "[::1]:8790" is "::1"."""
    name = re.sub(r":\d+$", "", host.strip().lower())
    return name[1:-1] if name.startswith("[") and name.endswith("]") else name


def is_loopback(host: str) -> bool:
    """Whether a plain host is this computer itself, as only this computer calls it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == LOOPBACK_NAME


class OwnHosts:
    """The numbers and the name of this computer in its network."""

    def __init__(self) -> None:
        self._known: frozenset[str] = frozenset()
        self._looked = -_AGAIN_SECONDS

    def __contains__(self, host: str) -> bool:
        if time.monotonic() >= self._looked + _AGAIN_SECONDS:
            self._known, self._looked = frozenset(_own()), time.monotonic()
        return host in self._known


def _own() -> Iterator[str]:
    name = socket.gethostname().lower()
    yield from (name, f"{name.split('.')[0]}.local")
    yield from (number for _card, number in _numbers())


def _numbers() -> Iterator[tuple[str, str]]:
    """Network cards that are on, with their numbers."""
    states = psutil.net_if_stats()
    for card, addresses in psutil.net_if_addrs().items():
        for each in addresses:
            if each.family in (socket.AF_INET, socket.AF_INET6) and (card not in states or states[card].isup):
                yield card, each.address.split("%")[0].lower()


def room_numbers() -> list[str]:
    """The numbers (IPv4) at which others in the room may find this computer, the likeliest first."""
    found = [(card, ipaddress.ip_address(number)) for card, number in _numbers() if "." in number]
    useful = [(card, each) for card, each in found if not (each.is_loopback or each.is_link_local)]
    ordered = sorted(useful, key=lambda pair: (bool(_VIRTUAL.match(pair[0])), not pair[1].is_private))
    return [str(each) for _card, each in ordered]


FOLLOWING_PATH, PHONES_PATH = "meekijken", "meedoen"


@dataclass(frozen=True)
class Entry:
    """How somebody gets in. Empty words open nothing; an entry without words is one that nobody passes.

    `hosts` are names beside this computer's own loopback; `room`: also its own numbers and name in the network.
    `address` is where a proxy serves us (https://…/base/), `proxies` whose X-Forwarded headers are believed.
    `password` is a hash (passwords.py). `idle_seconds` without a sign of life end a sign-in; 0: they do not.
    `once` opens the meeting one time, in the first minutes after `made`: a browser is started with it, and how a
    browser was started other accounts can read. `hub`: what a JupyterHub handed to this server (hub.py).
    """

    secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    meeting: str = field(default="", repr=False)
    once: str = field(default="", repr=False)
    made: float = field(default_factory=time.time)
    following: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    idle_seconds: int = 0
    bind: str = "127.0.0.1"
    room: bool = False
    hosts: tuple[str, ...] = ()
    address: str = ""
    proxies: tuple[str, ...] = ()
    hub: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def for_this_computer(cls, phones: bool = False) -> "Entry":
        """A link with a token, for this computer alone; with a code for phones where a proxy leads them here."""
        phone = new_phone_code() if phones else ""
        return cls(meeting=new_token(), once=new_token(), following=new_token(), phone=phone)

    @classmethod
    def for_the_room(cls) -> "Entry":
        """The same for whoever is in the room's network, and a code for phones."""
        words = {name: new_token() for name in ("meeting", "once", "following")} | {"phone": new_phone_code()}
        return cls(**words, bind="0.0.0.0", room=True)

    @property
    def base_url(self) -> str:
        """The path before every address of ours: "/", or "/teams/" behind a proxy."""
        path = self.hub.get("prefix") or urlsplit(self.address).path
        return f"/{path.strip('/')}/".replace("//", "/")

    @property
    def by_link(self) -> bool:
        """Whether a token opens the meeting; else a password or a hub does."""
        return bool(self.meeting)

    def to_json(self) -> str:
        """One line, to be written to the server's standard input."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Entry":
        """What a line says; an entry that nobody passes for an empty one."""
        told = json.loads(line) if line.strip() else {}
        return cls(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
        )


def handed_entry() -> Entry:
    """What stands on this process's standard input."""
    return Entry.from_json(sys.stdin.readline() if sys.stdin is not None else "")
