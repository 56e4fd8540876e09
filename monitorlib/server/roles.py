"""Which groups of an organisation's sign-on may do what: one TOML file, read each time somebody begins.

```toml
analisten = ["monitor-analisten"]        # groups that get JupyterLab on the workspace, inside the wall

[gespreksleiders]                        # group = the teams whose meetings it leads
"monitor-team-oost" = ["Team Oost"]
"monitor-regio-noord" = ["Team Noord", "Team Haven"]
```
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text


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
