"""What a JupyterHub starts for whom: a facilitator the meeting of the own teams, an analyst JupyterLab.

Which groups of an organisation's sign-on may do what is one TOML file, read each time somebody begins:

```toml
analisten = ["monitor-analisten"]        # groups that get JupyterLab on the workspace, inside the wall

[gespreksleiders]                        # group = the teams whose meetings it leads
"monitor-team-oost" = ["Team Oost"]
"monitor-regio-noord" = ["Team Noord", "Team Haven"]
```

Used by deploy/jupyterhub/jupyterhub_config.py. Each role is an account of this computer (`viewer_account`,
`analyst_account`): that of the viewers may not read inside the wall. Wants `jupyterhub`.
"""

import asyncio
import json
import os
import pwd
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner, set_user_setuid
from tornado.web import HTTPError
from traitlets import Unicode

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.release.keys import releases_of
from monitorlib.release.seal import SEAL_VARIABLE, TEAMS_VARIABLE
from monitorlib.server.hub import LANGUAGE_VARIABLE
from monitorlib.server.opening import to_note
from monitorlib.server.untold import OF_A_LAB, OF_ITS_SHELLS
from monitorlib.workspace import WORKSPACE_VARIABLE, Workspace


@dataclass(frozen=True)
class Role:
    """What somebody may do: look at these teams, or work inside the wall as an analyst; else nothing."""

    teams: tuple[str, ...] = ()
    analyst: bool = False


@dataclass(frozen=True)
class Groups:
    """The groups of analysts, and the teams of each other group."""

    analysts: frozenset[str]
    teams: dict[str, tuple[str, ...]]

    def role(self, groups: Iterable[str]) -> Role:
        """What somebody in these groups may do; an analyst works inside the wall, and needs no page of a team."""
        own = set(groups)
        if own & self.analysts:
            return Role(analyst=True)
        return Role(teams=tuple(sorted({team for group in own for team in self.teams.get(group, ())})))


def read_groups(file: Path) -> Groups:
    """The groups in a file; a UserError names all that is wrong with it."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(
            Text(f"{file} is niet te lezen: {error}.", f"{file} cannot be read: {error}."), _SEE
        ) from None
    analysts, teams = told.get("analisten", []), told.get("gespreksleiders", {})
    wrong = [*_unknown(file, told), *_no_names(file, "analisten", analysts)]
    if isinstance(teams, dict):
        wrong += [fault for group, names in teams.items() for fault in _no_names(file, group, names)]
    else:
        wrong.append(_fault(file, "gespreksleiders"))
    if wrong:
        raise UserError(wrong, _SEE)
    return Groups(frozenset(analysts), {group: tuple(names) for group, names in teams.items()})


def _unknown(file: Path, told: dict) -> list[Text]:
    return [
        Text(f"{file}: '{name}' is hier niet bekend.", f"{file}: '{name}' is not known here.")
        for name in told
        if name not in ("analisten", "gespreksleiders")
    ]


def _no_names(file: Path, name: str, value: object) -> list[Text]:
    right = isinstance(value, list) and all(isinstance(each, str) and each for each in value)
    return [] if right else [_fault(file, name)]


def _fault(file: Path, name: str) -> Text:
    return Text(f"{file}: '{name}' is geen lijst van namen.", f"{file}: '{name}' is no list of names.")


_SEE = Text(
    "Een voorbeeld staat in deploy/jupyterhub/groepen.toml.", "An example is deploy/jupyterhub/groepen.toml."
)


VIEWER = [sys.executable, "-m", "monitorlib.server.hub"]
LAB = [str(Path(sys.executable).with_name("jupyterhub-singleuser")), *OF_A_LAB]
NO_ROLE = Text(
    "U bent nog niet bij een team ingedeeld. Vraag uw beheerder.",
    "You have not been assigned to a team yet. Ask your administrator.",
)
NOT_NOTED = Text(
    "Wie een scherm opent, wordt genoteerd. Dat lukt nu niet, en daarom gaat het niet open. Vraag uw beheerder.",
    "Who opens a screen is noted. That fails now, so it does not open. Ask your administrator.",
)
NOTE = [sys.executable, "-m", "monitorlib.server.opening"]
NOTE_SECONDS = 30  # a run that publishes may hold the trail for a moment
MEETING_PAGE, LAB_PAGE = "teamreflectie", "jupyterlab"


class NotNotedError(HTTPError):
    """What cannot be noted is not done."""

    def __init__(self, language: str) -> None:
        super().__init__(HTTPStatus.SERVICE_UNAVAILABLE, NOT_NOTED[language])
        self.jupyterhub_message = NOT_NOTED[language]


class NoRoleError(HTTPError):
    """Somebody who is in no group of ours begins nothing."""

    def __init__(self, language: str) -> None:
        super().__init__(HTTPStatus.FORBIDDEN, NO_ROLE[language])
        self.jupyterhub_message = NO_ROLE[language]  # what the hub shows


class TeamSpawner(LocalProcessSpawner):
    """Starts what somebody's groups allow, decided anew at each start; nothing can be chosen on a page."""

    workspace = Unicode(help="the workspace whose meetings are held").tag(config=True)
    groups_file = Unicode(help="which groups may do what (roles.py)").tag(config=True)
    language = Unicode("nl", help="of the pages: nl or en").tag(config=True)
    viewer_account = Unicode(help="the account of viewers; empty: the hub's own").tag(config=True)
    analyst_account = Unicode(help="the account of analysts; empty: the hub's own").tag(config=True)
    role = Role()

    async def start(self) -> tuple[str, int]:
        """Begin what this person may do now."""
        try:
            self.role = read_groups(Path(self.groups_file)).role(group.name for group in self.user.groups)
        except UserError as error:
            self.log.error("%s", error.message(self.language))
            self.role = Role()
        if not (self.role.analyst or self.role.teams):
            raise NoRoleError(self.language)
        self.cmd = LAB if self.role.analyst else VIEWER
        self.notebook_dir = self.workspace if self.role.analyst else ""
        await asyncio.to_thread(self.note_opening)
        return await super().start()

    def note_opening(self) -> None:
        """Write in the trail who is about to get what."""
        page = LAB_PAGE if self.role.analyst else MEETING_PAGE
        line = to_note(self.workspace, self.user.name, page, self.role.teams)
        known = {name: os.environ[name] for name in self.env_keep if name in os.environ}  # no word of the hub
        become = set_user_setuid(self.analyst_account, chdir=False) if self.analyst_account else None
        try:
            noted = subprocess.run(
                NOTE,
                input=line,
                text=True,
                capture_output=True,
                timeout=NOTE_SECONDS,
                env=known,
                preexec_fn=become,
            )
            failed = (noted.stderr or f"exit {noted.returncode}") if noted.returncode else ""
        except (OSError, subprocess.SubprocessError) as error:
            failed = str(error)
        if failed:
            self.log.error("not noted, so not opened: %s", failed)
            raise NotNotedError(self.language)

    @property
    def account(self) -> str:
        """Whose process it is."""
        return self.analyst_account if self.role.analyst else self.viewer_account

    def get_env(self) -> dict[str, str]:
        """What the process is told; a viewer's also which teams, and by which key their releases are sealed."""
        env = {**super().get_env(), WORKSPACE_VARIABLE: self.workspace, LANGUAGE_VARIABLE: self.language}
        for name in (TEAMS_VARIABLE, SEAL_VARIABLE):
            env.pop(name, None)
        if self.role.analyst:
            env |= OF_ITS_SHELLS
        else:
            public = releases_of(Workspace(Path(self.workspace))).public or b""
            env |= {TEAMS_VARIABLE: json.dumps(self.role.teams), SEAL_VARIABLE: public.hex()}
        return env

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Name and home of the account, not of somebody with the same name on this computer."""
        found = pwd.getpwnam(self.account) if self.account else pwd.getpwuid(os.getuid())
        return {**env, "USER": found.pw_name, "HOME": found.pw_dir}

    def make_preexec_fn(self, _name: str):
        """Become the account of the role before anything runs."""
        return set_user_setuid(self.account, chdir=False) if self.account else None
