"""`monitor serve`: the meeting for whoever knows the password, on a server behind a proxy that does TLS."""

import hashlib
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typer

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.workspace import Workspace

HELP = Text(
    "Bied het gesprek aan op een server, met een wachtwoord.",
    "Serve the meeting on a server, with a password.",
)
DEFAULT_PORT = 8800
IDLE_MINUTES = 60
_ADDRESS, _IP = Text("ADRES", "ADDRESS"), "IP"
_HELP = {
    "--address": Text(
        "Het adres waarop mensen de site openen, van de proxy: https://monitor.example.nl/teams/.",
        "The address at which people open the site, the proxy's: https://monitor.example.nl/teams/.",
    ),
    "--set-password": Text(
        "Vraag een nieuw wachtwoord, bewaar het, en stop.", "Ask for a new password, keep it, and stop."
    ),
    "--password-file": Text(
        "Waar het wachtwoord staat (versleuteld). Zonder: bij uw eigen instellingen.",
        "Where the password is (hashed). Without: with your own settings.",
    ),
    "--team": Text(
        "Alleen dit team; mag vaker. Zonder: alle.", "This team only; may be repeated. Without: all."
    ),
    "--idle-minutes": Text(
        "Na zoveel minuten zonder gebruik afmelden.", "Sign people out after so many minutes without use."
    ),
    "--trusted-proxy": Text(
        "Het IP-adres of netwerk van de proxy, van wie X-Forwarded-headers geloofd worden. Zonder: deze computer.",
        "The proxy's IP address or network, whose X-Forwarded headers are believed. Without: this computer.",
    ),
    "--bind": Text("Het IP-adres waarop de server luistert.", "The IP address on which the server listens."),
    "--phones": Text("Laat telefoons meedoen.", "Let phones take part."),
}


@dataclass(frozen=True)
class _Serving:
    """What is asked of `serve`."""

    workspace: Path
    address: str = ""
    port: int = DEFAULT_PORT
    bind: str = "127.0.0.1"
    team: list[str] | None = None
    trusted_proxy: list[str] | None = None
    idle_minutes: int = IDLE_MINUTES
    phones: bool = False
    password_file: Path | None = None
    set_password: bool = False


def serve_command(say: Speaker) -> Callable[..., None]:
    """The command, speaking the language of `say`."""

    def explained(name: str, wants: Text | str | None = None, **more: Any) -> Any:
        return options.option(say, name, _HELP[name], wants, **more)

    described = {
        "workspace": options.workspace(say),
        "address": explained("--address", _ADDRESS),
        "port": options.port(say),
        "bind": explained("--bind", _IP),
        "team": options.team(say, _HELP["--team"]),
        "trusted_proxy": explained("--trusted-proxy", _IP),
        "idle_minutes": explained("--idle-minutes", options.NUMBER, min=1),
        "phones": explained("--phones"),
        "password_file": explained("--password-file", options.FILE),
        "set_password": explained("--set-password"),
    }
    return options.taking(_Serving, described, partial(_start, say))


def _start(say: Speaker, asked: _Serving) -> None:
    place = Workspace.open(asked.workspace)
    file = _outside(place, asked.password_file or _default_file(place))
    if asked.set_password:
        _ask_for_password(say, file)
    else:
        _serve(say, place, asked.port, _entry(file, asked), tuple(asked.team) if asked.team else None)


def _serve(say: Speaker, place: Workspace, port: int, entry, teams: tuple[str, ...] | None) -> None:
    from monitorlib.server.viewer import Viewer, refuse_used_port
    from monitorlib.sessions import SessionLog

    refuse_what_cannot_be_shown(place, teams)
    refuse_used_port(port)
    SessionLog(place.session_log).let_go()  # its tables are brought up to date here
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Viewer(place, port, language=say.language, entry=entry, teams=teams) as viewer:
        say(
            Text("Het gesprek staat klaar op {address}", "The meeting is ready at {address}"),
            address=viewer.place,
        )
        if entry.phone:
            say(Text("Telefoons: {phones}", "Phones: {phones}"), phones=viewer.phones_address)
        viewer.wait(say)


def refuse_what_cannot_be_shown(place: Workspace, teams: tuple[str, ...] | None) -> None:
    """A UserError where nothing was released, of a team that is named or at all."""
    from monitorlib.release.keys import releases_of
    from monitorlib.release.read import released_teams
    from monitorlib.release.sealing import nothing_of, refuse_unsealed

    for team in teams or (None,):
        refuse_unsealed(place, team)
    known = [each.team for each in released_teams(releases_of(place))]
    missing = [team for team in teams or () if team not in known]
    if missing or not known:
        raise nothing_of(place, missing[0] if missing else "", known)


def _entry(file: Path, asked: _Serving):
    from monitorlib.server.entry import Entry, new_phone_code
    from monitorlib.server.passwords import read_password

    return Entry(
        password=read_password(file),
        phone=new_phone_code() if asked.phones else "",
        idle_seconds=60 * asked.idle_minutes,
        bind=_number(asked.bind),
        address=_address(asked.address),
        proxies=tuple(_network(proxy) for proxy in asked.trusted_proxy or ("127.0.0.1", "::1")),
    )


def _address(told: str) -> str:
    parts = urlsplit(told)
    if told and (
        parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment
    ):
        raise UserError(
            Text(f"'{told}' is geen adres.", f"'{told}' is no address."),
            Text("Bijvoorbeeld: https://monitor.example.nl/", "For example: https://monitor.example.nl/"),
        )
    return told


def _network(told: str) -> str:
    import ipaddress

    try:
        return str(ipaddress.ip_network(told, strict=False))
    except ValueError:
        raise UserError(
            Text(f"'{told}' is geen nummer of netwerk.", f"'{told}' is no number or network."),
            Text("Bijvoorbeeld: 127.0.0.1 of 10.0.0.0/8", "For example: 127.0.0.1 or 10.0.0.0/8"),
        ) from None


def _number(told: str) -> str:
    return _network(told).split("/")[0]


def _default_file(place: Workspace) -> Path:
    """A file of this user for this workspace, beside no data."""
    from platformdirs import user_config_path

    mark = hashlib.sha256(str(place.path.resolve()).encode()).hexdigest()[:12]
    return user_config_path("monitorlib") / "serve" / f"wachtwoord-{mark}.toml"


def _outside(place: Workspace, file: Path) -> Path:
    """The file, refused where viewers may read or where it would be published with the rest."""
    if file.resolve().is_relative_to(place.release.resolve()):
        raise UserError(
            Text(
                "Het wachtwoord hoort niet bij de vrijgaven.",
                "The password does not belong with the releases.",
            ),
            Text("Kies een ander bestand: --password-file.", "Choose another file: --password-file."),
        )
    return file


def _ask_for_password(say: Speaker, file: Path) -> None:
    from monitorlib.server.passwords import write_password

    question, again = (Text("Nieuw wachtwoord", "New password"), Text("Nog een keer", "Once more"))
    password = (
        typer.prompt(
            question[say.language], hide_input=True, confirmation_prompt=again[say.language], err=True
        )
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
    write_password(file, password)
    say(
        Text(
            "Het wachtwoord is bewaard in {file}. Start monitor serve opnieuw: dan geldt het voor iedereen.",
            "The password is kept in {file}. Start monitor serve again: then it holds for everybody.",
        ),
        file=file,
    )
