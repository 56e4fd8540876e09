"""The file workspace.toml: what a new one holds, what each setting must be, and what is wrong with one."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.workspace.settings import (
    EXPORT_LIMITS,
    LOWEST_K,
    LOWEST_M,
    LOWEST_MIN_RESIDENTS,
    MARGIN,
    MIN_RESIDENTS,
    SETTLES_AFTER,
    TEAM_LIMITS,
    Limits,
    Period,
    Settings,
)

SETTINGS_FILE = "workspace.toml"
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

# Groepen binnen het team (blokken) kiest u vooraf, voordat jullie de cijfers zien: wijk, of een kenmerk.
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

# Perioden kiest u vooraf, voordat jullie de cijfers zien. Ze mogen elkaar niet overlappen.
# Zonder [[periode]] is elk kalenderjaar een periode.
# [[periode]]
# id = "2025"
# label = { nl = "2025", en = "2025" }
# van = 2025-01-01
# tot_en_met = 2025-12-31
# teams = ["Team Oost"]      # weglaten: voor alle teams
"""
MEND = Text(f"Verbeter {SETTINGS_FILE} en probeer het opnieuw.", f"Mend {SETTINGS_FILE} and try again.")


def settings_in(content: dict[str, Any]) -> Settings:
    """The settings of a file in which `setting_problems` found nothing."""
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


def setting_problems(content: dict[str, Any]) -> Iterator[Text]:
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
