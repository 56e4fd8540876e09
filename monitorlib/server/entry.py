"""How somebody gets in: made by the process that starts the server, and handed over by standard input.

Not in the environment, which kernels inherit, and not on the command line, which all accounts on the computer
may read.
"""

import json
import secrets
import sys
import time
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from monitorlib.server.codes import new_phone_code, new_token

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
