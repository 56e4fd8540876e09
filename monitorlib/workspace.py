"""A workspace: the folder outside the code that holds one organisation's data, and its settings.

Standard library only: the viewer's kernel imports this room.
"""

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from monitorlib.errors import UserError
from monitorlib.texts import LANGUAGES, Text
from monitorlib.toml_faults import where_wrong

MIN_RESIDENTS = 10  # decision 6: nothing is shown of a smaller group
LOWEST_MIN_RESIDENTS = 10
LOWEST_K, LOWEST_M = 5, 2  # decision 30: the floor of a block and of a cell, whatever the reason
SETTLES_AFTER = 30  # days after a period until it is released: by then most of it is registered (decision 77)
MARGIN = 0.15  # decision 7: a net share within ±15% is no relevant shift

SETTINGS_FILE = "workspace.toml"
PRIVATE_FOLDER = 0o700
WORKSPACE_VARIABLE = "MONITOR_WORKSPACE"
# the address that phones open (https://…/meedoen?code=…), for the projector; empty: no phones on offer
PHONES_VARIABLE = "MONITOR_PHONES"
ROOM_LETTERS = 8  # of a meeting's name, in the address of a QR code: enough to tell two meetings apart
NEW_SETTINGS = """\
# Instellingen van deze werkmap. Een regel met # ervoor is uitleg.
organisatie = ""
# waarom jullie monitoren: inzicht, leren, verbeteren, verantwoorden
doel = ["leren", "verbeteren"]
# voor wie: inwoner, professional, organisatie, financier
voor_wie = ["inwoner", "professional"]
# van een kleinere groep wordt niets getoond (10 of meer)
minimum_groep = 10
# zoveel vooruit min achteruit (als deel van de groep) vinden jullie het verschil niet van belang
marge = 0.15
taal = "nl"

# Groepen binnen het team (blokken) kies je vooraf, voordat jullie de cijfers zien: wijk, of een kenmerk.
# [vrijgave]
# blokken = "wijk"
# teams = ["Team Oost"]        # weglaten: voor alle teams
# afgerond_na = 30             # zoveel dagen na het einde van een periode komen de cijfers
# andere_teams = true          # andere teams als stippen zonder naam naast het eigen team
# Strenger mag altijd. Minder streng alleen met een reden, en nooit onder groep 5 en aantal 2:
# [vrijgave.team]
# kleinste_groep = 5         # een blok, en wat twee vrijgaven samen onderscheiden
# kleinste_aantal = 3        # elk getoond aantal
# [vrijgave.export]          # alles wat de kamer verlaat: bestanden, andere teams, gemeente
# kleinste_groep = 10
# kleinste_aantal = 5
# reden = ""

# Perioden kies je vooraf, voordat jullie de cijfers zien. Ze mogen elkaar niet overlappen.
# Zonder [[periode]] is elk kalenderjaar een periode.
# [[periode]]
# id = "2025"
# label = { nl = "2025", en = "2025" }
# van = 2025-01-01
# tot_en_met = 2025-12-31
# teams = ["Team Oost"]      # weglaten: voor alle teams
"""


@dataclass(frozen=True)
class Period:
    """A window of measurement dates, both days included, chosen before the figures are seen.

    `teams` limits a period to some teams; empty means every team.
    """

    id: str
    label: Text
    start: date
    end: date
    teams: tuple[str, ...] = ()

    def overlaps(self, other: "Period") -> bool:
        """Whether one day lies in both periods."""
        return self.start <= other.end and other.start <= self.end

    def settled_on(self, days: int) -> date:
        """The first day on which the period counts as complete, `days` after its end."""
        return self.end + timedelta(days=days + 1)


def calendar_year(year: int) -> Period:
    """The period of one calendar year."""
    return Period(str(year), Text(str(year), str(year)), date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True)
class Limits:
    """How small a block (`k`) and a cell (`m`) may be, and the written reason where that is below the usual."""

    k: int
    m: int
    reason: str = ""


TEAM_LIMITS, EXPORT_LIMITS = Limits(5, 3), Limits(10, 5)  # decision 30


@dataclass(frozen=True)
class Settings:
    """What an organisation decided beforehand; see NEW_SETTINGS for the words in the file.

    `notice` is a sentence that stands above every page, e.g. that the data are invented. `blocks_by` names the
    column (wijk or a kenmerk) by which a team may be looked at in blocks; None is the team as a whole.
    `blocks_for` limits that to some teams; empty means every team. `other_teams`: whether a team sees the other
    teams beside itself, without names. `settles_after`: how many days after its end a period is complete.
    """

    organisation: str = ""
    purpose: tuple[str, ...] = ("leren", "verbeteren")
    for_whom: tuple[str, ...] = ("inwoner", "professional")
    min_residents: int = MIN_RESIDENTS
    margin: float = MARGIN
    language: str = "nl"
    notice: Text | None = None
    periods: tuple[Period, ...] = ()
    blocks_by: str | None = None
    blocks_for: tuple[str, ...] = ()
    team_limits: Limits = TEAM_LIMITS
    export_limits: Limits = EXPORT_LIMITS
    other_teams: bool = False
    settles_after: int = SETTLES_AFTER

    def settled_on(self, period: Period) -> date:
        """The first day on which a period may be released."""
        return period.settled_on(self.settles_after)

    def running(self, team: str, today: date) -> tuple[Period, ...]:
        """The periods of a team that have begun and are not complete yet, the earliest first."""
        last_years = (calendar_year(today.year - 1), calendar_year(today.year))
        offered = self.periods_of(team) if self.periods else last_years
        begun = [period for period in offered if period.start <= today < self.settled_on(period)]
        return tuple(sorted(begun, key=lambda period: period.start))

    def periods_of(self, team: str) -> tuple[Period, ...]:
        """The periods that were chosen for this team; empty where the settings name none at all."""
        return tuple(period for period in self.periods if not period.teams or team in period.teams)

    def blocks_of(self, team: str) -> str | None:
        """The column by which this team is parted into blocks, or None."""
        return self.blocks_by if not self.blocks_for or team in self.blocks_for else None

    def period(self, id: str, team: str) -> Period:
        """The period with this id for this team; without chosen periods, a calendar year like "2025"."""
        for period in self.periods_of(team):
            if period.id == id:
                return period
        if not self.periods and re.fullmatch(r"(19|20)\d\d", id):
            return calendar_year(int(id))
        known = ", ".join(period.id for period in self.periods_of(team)) or "2025"
        raise UserError(
            Text(f"Team '{team}' heeft geen periode '{id}'.", f"Team '{team}' has no period '{id}'."),
            Text(f"Kies uit: {known}.", f"Choose from: {known}."),
        )


@dataclass(frozen=True)
class Workspace:
    """The places in a workspace. Only `intake`, `measurements` and `runs` may look inside the wall."""

    path: Path

    @classmethod
    def open(cls, path: str | Path) -> "Workspace":
        """The workspace in an existing folder; a UserError says how to begin one."""
        workspace = cls(Path(path))
        if not workspace.settings_file.is_file():
            raise UserError(
                Text(
                    f"'{path}' is geen werkmap: er staat geen {SETTINGS_FILE} in.",
                    f"'{path}' is no workspace: it holds no {SETTINGS_FILE}.",
                ),
                Text(
                    "Begin met: monitor import BESTAND --workspace MAP --key SLEUTEL.",
                    "Begin with: monitor import FILE --workspace DIR --key KEY.",
                ),
            )
        return workspace

    @classmethod
    def create(cls, path: str | Path, settings: str = NEW_SETTINGS) -> "Workspace":
        """The workspace in this folder, made first where there is none; existing settings stay."""
        workspace = cls(Path(path))
        workspace.path.parent.mkdir(parents=True, exist_ok=True)
        made_private(workspace.path)
        if not workspace.settings_file.exists():
            workspace.settings_file.write_text(settings, encoding="utf-8")
        return workspace

    @property
    def settings_file(self) -> Path:
        """`workspace.toml`."""
        return self.path / SETTINGS_FILE

    @property
    def measurements(self) -> Path:
        """The Delta table; inside the wall."""
        return self.path / "measurements"

    @property
    def rejects(self) -> Path:
        """What an import refused; inside the wall."""
        return self.path / "rejects"

    @property
    def runs(self) -> Path:
        """Executed notebooks and proposals for a release; inside the wall."""
        return self.path / "runs"

    @property
    def release(self) -> Path:
        """What has been released: all that a viewer may read."""
        return self.path / "release"

    @property
    def instruments(self) -> Path:
        """The organisation's own instruments."""
        return self.path / "instruments"

    @property
    def profiles(self) -> Path:
        """The organisation's own import profiles."""
        return self.path / "profiles"

    @property
    def session_log(self) -> str | Path:
        """Where the session log is: the database address `sessielog` in the settings, else a SQLite file."""
        return self._content().get("sessielog") or (self.path / "sessions.sqlite").resolve()

    def settings(self) -> Settings:
        """The settings, checked: a UserError tells all that is wrong in the file at once."""
        content = self._content()
        problems = list(_setting_problems(content))
        if problems:
            raise UserError(
                [Text(f"{SETTINGS_FILE}: {p.nl}", f"{SETTINGS_FILE}: {p.en}") for p in problems], MEND
            )
        return Settings(
            organisation=content.get("organisatie", ""),
            purpose=tuple(content.get("doel", Settings.purpose)),
            for_whom=tuple(content.get("voor_wie", Settings.for_whom)),
            min_residents=content.get("minimum_groep", MIN_RESIDENTS),
            margin=content.get("marge", MARGIN),
            language=content.get("taal", "nl"),
            notice=Text(**content["melding"]) if "melding" in content else None,
            periods=tuple(_period(entry) for entry in content.get("periode", [])),
            blocks_by=_column(content.get("vrijgave", {}).get("blokken")),
            blocks_for=tuple(content.get("vrijgave", {}).get("teams", ())),
            team_limits=_limits(content, "team", TEAM_LIMITS),
            export_limits=_limits(content, "export", EXPORT_LIMITS),
            other_teams=content.get("vrijgave", {}).get("andere_teams", False),
            settles_after=content.get("vrijgave", {}).get("afgerond_na", SETTLES_AFTER),
        )

    def _content(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.settings_file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            where = where_wrong(error)
            raise UserError(
                Text(
                    f"{SETTINGS_FILE}: geen geldig TOML-bestand{where.nl}.",
                    f"{SETTINGS_FILE}: no valid TOML{where.en}.",
                ),
                MEND,
            ) from None


def made_private(folder: Path, parents: bool = False) -> Path:
    """The folder, made where it is not there, for its owner only: nobody else comes at the files in it.

    The rights of a folder that is there already stay as they are: somebody may have set them on purpose.
    """
    if parents and not folder.parent.exists():
        made_private(folder.parent, parents=True)
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return folder


MEND = Text(f"Verbeter {SETTINGS_FILE} en probeer het opnieuw.", f"Mend {SETTINGS_FILE} and try again.")


def _period(entry: dict[str, Any]) -> Period:
    label = entry.get("label", {"nl": entry["id"], "en": entry["id"]})
    return Period(
        entry["id"], Text(**label), entry["van"], entry["tot_en_met"], tuple(entry.get("teams", ()))
    )


def _limits(content: dict[str, Any], profile: str, usual: Limits) -> Limits:
    entry = content.get("vrijgave", {}).get(profile, {})
    return Limits(
        entry.get("kleinste_groep", usual.k), entry.get("kleinste_aantal", usual.m), entry.get("reden", "")
    )


def _column(attribute: str | None) -> str | None:
    """The column of MEASUREMENTS that an attribute is kept in: wijk, or kenmerk_ and its name."""
    if attribute is None or attribute == "wijk" or attribute.startswith("kenmerk_"):
        return attribute
    return f"kenmerk_{attribute}"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_both(value: object) -> bool:
    return isinstance(value, dict) and set(value) == set(LANGUAGES) and all(map(_is_text, value.values()))


def _is_day(value: object) -> bool:
    return type(value) is date


# each setting: what it must be, and how to say so
_TEXT = (_is_text, Text('een tekst tussen " " zijn', 'be a text between " "'))
_TEXTS = (_is_texts, Text('een lijst zijn, zoals ["leren"]', 'be a list, like ["leren"]'))
_BOTH = (_is_both, Text("nl en en hebben, elk een tekst", "have nl and en, each a text"))
_DAY = (_is_day, Text("een datum zijn, zoals 2025-01-31", "be a date, like 2025-01-31"))
_SETTINGS = {
    "organisatie": _TEXT,
    "doel": _TEXTS,
    "voor_wie": _TEXTS,
    "minimum_groep": (
        lambda value: type(value) is int and value >= LOWEST_MIN_RESIDENTS,
        Text(
            f"een heel getal van {LOWEST_MIN_RESIDENTS} of meer zijn",
            f"be a whole number of {LOWEST_MIN_RESIDENTS} or more",
        ),
    ),
    "marge": (
        lambda value: type(value) in (int, float) and 0 < value < 1,
        Text("tussen 0 en 1 liggen", "lie between 0 and 1"),
    ),
    "taal": (lambda value: value in LANGUAGES, Text("nl of en zijn", "be nl or en")),
    "melding": _BOTH,
    "sessielog": (
        lambda value: isinstance(value, str) and "://" in value,
        Text("het adres van een database zijn", "be the address of a database"),
    ),
    "vrijgave": (
        lambda value: isinstance(value, dict),
        Text("als [vrijgave] geschreven zijn", "be written as [vrijgave]"),
    ),
    "periode": (
        lambda value: isinstance(value, list) and all(isinstance(each, dict) for each in value),
        Text("als [[periode]] geschreven zijn", "be written as [[periode]]"),
    ),
}
_TABLE = (
    lambda value: isinstance(value, dict),
    Text("als [vrijgave.team] geschreven zijn", "be written as [vrijgave.team]"),
)
_YES = (lambda value: type(value) is bool, Text("true of false zijn", "be true or false"))
_DAYS = (
    lambda value: type(value) is int and 0 <= value <= 366,
    Text("een aantal dagen van 0 tot en met 366 zijn", "be a number of days from 0 to 366"),
)
_RELEASING = {
    "blokken": _TEXT,
    "teams": _TEXTS,
    "andere_teams": _YES,
    "afgerond_na": _DAYS,
    "team": _TABLE,
    "export": _TABLE,
}
_LIMITS = {
    "kleinste_groep": (
        lambda value: type(value) is int and value >= LOWEST_K,
        Text(f"een heel getal van {LOWEST_K} of meer zijn", f"be a whole number of {LOWEST_K} or more"),
    ),
    "kleinste_aantal": (
        lambda value: type(value) is int and value >= LOWEST_M,
        Text(f"een heel getal van {LOWEST_M} of meer zijn", f"be a whole number of {LOWEST_M} or more"),
    ),
    "reden": _TEXT,
}
_PERIOD = {
    "id": (
        lambda value: isinstance(value, str) and re.fullmatch(r"[a-z0-9-]{1,40}", value) is not None,
        Text(
            "uit kleine letters, cijfers en streepjes bestaan",
            "consist of small letters, digits and hyphens",
        ),
    ),
    "van": _DAY,
    "tot_en_met": _DAY,
    "label": _BOTH,
    "teams": _TEXTS,
}
_PERIOD_NEEDS = ("id", "van", "tot_en_met")


def _setting_problems(content: dict[str, Any]) -> Iterator[Text]:
    problems = list(_misfits(content, _SETTINGS))
    yield from problems
    if isinstance(content.get("vrijgave", {}), dict):
        yield from _release_problems(content.get("vrijgave", {}))
    entries = content.get("periode", [])
    if not _SETTINGS["periode"][0](entries):
        return
    sound = []
    for number, entry in enumerate(entries, start=1):
        found = [*_misfits(entry, _PERIOD, _PERIOD_NEEDS)]
        if not found and entry["van"] > entry["tot_en_met"]:
            found.append(Text("van ligt na tot_en_met.", "van lies after tot_en_met."))
        yield from (Text(f"periode {number}: {p.nl}", f"periode {number}: {p.en}") for p in found)
        if not found:
            sound.append(_period(entry))
    yield from _overlaps(sound)


def _release_problems(entry: dict[str, Any]) -> Iterator[Text]:
    """What is wrong in [vrijgave]: below the floor, or below the usual without a written reason."""
    problems = list(_misfits(entry, _RELEASING))
    for profile, usual in (("team", TEAM_LIMITS), ("export", EXPORT_LIMITS)):
        limits = entry.get(profile, {})
        if isinstance(limits, dict):
            found = list(_misfits(limits, _LIMITS))
            chosen = _limits({"vrijgave": entry}, profile, usual)
            if not found and (chosen.k < usual.k or chosen.m < usual.m) and not chosen.reason.strip():
                found.append(_NEEDS_REASON.fill(k=usual.k, m=usual.m))
            problems += [Text(f"{profile}: {p.nl}", f"{profile}: {p.en}") for p in found]
    yield from (Text(f"vrijgave: {p.nl}", f"vrijgave: {p.en}") for p in problems)


_NEEDS_REASON = Text(
    'onder groep {k} of aantal {m} mag alleen met een reden (reden = "...").',
    'below group {k} or count {m} needs a reason (reden = "...").',
)


def _misfits(content: dict[str, Any], known: dict[str, Any], needed: tuple[str, ...] = ()) -> Iterator[Text]:
    for name in needed:
        if name not in content:
            yield Text(f"{name} ontbreekt.", f"{name} is missing.")
    for name, value in content.items():
        if name not in known:
            names = ", ".join(known)
            yield Text(
                f"'{name}' is geen instelling (wel: {names}).", f"'{name}' is no setting (but: {names})."
            )
        elif not known[name][0](value):
            must = known[name][1]
            yield Text(f"{name} moet {must.nl}.", f"{name} must {must.en}.")


def _overlaps(periods: list[Period]) -> Iterator[Text]:
    for position, period in enumerate(periods):
        for other in periods[:position]:
            if period.id == other.id and _share_a_team(period, other):
                yield Text(f"periode {period.id} staat er twee keer.", f"period {period.id} stands twice.")
            elif period.overlaps(other) and _share_a_team(period, other):
                yield Text(
                    f"perioden {other.id} en {period.id} overlappen; dat kan inwoners zichtbaar maken.",
                    f"periods {other.id} and {period.id} overlap; that may expose residents.",
                )


def _share_a_team(one: Period, other: Period) -> bool:
    return not one.teams or not other.teams or bool(set(one.teams) & set(other.teams))


def open_workspace(path: str = "") -> Workspace:
    """The workspace at `path`; without a path the one that MONITOR_WORKSPACE names (set by `monitor lab`).

    Parameters
    ----------
    path : str
        Its folder; where it is left out, what MONITOR_WORKSPACE names.

    Returns
    -------
    Workspace
        Its places and, by `settings()`, its settings.

    Raises
    ------
    UserError
        There is no workspace.

    Examples
    --------
    >>> import monitorlib as ml
    >>> ml.open_workspace("demo").settings().min_residents
    10
    """
    chosen = path or os.environ.get(WORKSPACE_VARIABLE, "")
    if not chosen:
        raise UserError(
            Text("Er is geen werkmap gekozen.", "No workspace was chosen."),
            Text(
                f"Start met 'monitor lab', of zet {WORKSPACE_VARIABLE} op de map.",
                f"Start with 'monitor lab', or set {WORKSPACE_VARIABLE} to the folder.",
            ),
        )
    return Workspace.open(chosen)
