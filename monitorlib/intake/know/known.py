"""What is known of an export before it is opened: instruments, names that profiles give, what is a column name."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as Words
from dataclasses import dataclass, field, replace
from functools import cached_property

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.know.column_names import PERHAPS
from monitorlib.intake.know.fields import guess_by_name, is_stored
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.leefgebied_names import is_surely_one
from monitorlib.intake.know.leefgebied_words import Vocabulary, vocabulary_of
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.know.tools import marking_names
from monitorlib.intake.know.words import is_known, plain

# --- what a profile calls the leefgebieden

NONE = "ignored"  # `leefgebieden."Totaal" = "ignored"`: the rows with this word are refused


def with_told_names(instruments: Instruments, profile: Profile, lenient: bool = False) -> Instruments:
    """The instruments with the names that a profile gives to their leefgebieden.

    The instrument that the profile names gets them; without one, every instrument that has the leefgebied. A
    UserError tells the leefgebieden that none has, unless `lenient`: then the profile may be about another file.
    """
    told = {word: area for word, area in profile.leefgebieden.items() if area != NONE}
    if not told:
        return instruments
    meant = {profile.instrument} if profile.instrument in instruments else set(instruments)
    known = {name for id in meant for name in _own_names(instruments[id])}
    unknown = [area for area in dict.fromkeys(told.values()) if plain(area) not in known]
    if unknown and not lenient:
        raise _unknown(unknown, instruments, meant)
    return {id: _named(i, told) if id in meant else i for id, i in instruments.items()}


def _own_names(instrument: Instrument) -> Iterator[str]:
    return (name for area in instrument.leefgebieden for name in _names(area))


def _names(area: Leefgebied) -> tuple[str, ...]:
    return plain(area.label.nl), plain(area.label.en), plain(area.code)


def _named(instrument: Instrument, told: Words[str, str]) -> Instrument:
    """An instrument with these names; a word that named another leefgebied of it names that no longer."""
    mine = {plain(word): area for word, area in told.items() if plain(area) in set(_own_names(instrument))}
    if not mine:
        return instrument
    return replace(instrument, leefgebieden=tuple(_renamed(a, mine, told) for a in instrument.leefgebieden))


def _renamed(area: Leefgebied, mine: Words[str, str], told: Words[str, str]) -> Leefgebied:
    added = [word for word, its in told.items() if plain(its) in _names(area)]
    kept = [alias for alias in area.aliases if plain(alias) not in mine]
    return replace(area, aliases=tuple(dict.fromkeys((*kept, *added))))


def _unknown(areas: list[str], instruments: Instruments, meant: set[str | None]) -> UserError:
    shown = ", ".join(f"'{safe_name(area)}'" for area in areas)
    step = None
    if len(meant) == 1:
        nl, en = (
            ", ".join(area.label[language] for id in meant for area in instruments[id].leefgebieden)
            for language in ("nl", "en")
        )
        step = Text(f"Kies uit: {nl}.", f"Choose from: {en}.")
    return UserError(
        Text(
            f"[leefgebieden] in het profiel: {shown} is geen leefgebied van een instrument.",
            f"[leefgebieden] in the profile: {shown} is no leefgebied of an instrument.",
        ),
        step,
    )


# --- what is a column name

# by which survey tools join a repeat to its form (KoboToolbox, ODK): said exactly so, never by chance
KEYS = frozenset(
    ("_index", "_parent_index", "_submission__id", "_submission__uuid", "_uuid", "KEY", "PARENT_KEY")
)
LONGEST = 60  # signs; a longer cell is a sentence
MOST_WORDS = 8


_PLACES = {"{leefgebied}": r"(?P<area>.+?)", "{moment}": r"(?P<moment>.+?)"}


def matched(pattern: str, column: str) -> tuple[str, str] | None:
    """The leefgebied and the moment that a column has by a pattern ("" where it has no moment), or None."""
    parts = re.split(r"(\{leefgebied\}|\{moment\})", pattern)
    form = "".join(_PLACES.get(part, re.escape(part).replace(r"\ ", r"\s+")) for part in parts)
    found = re.fullmatch(form, column.strip(), re.IGNORECASE)
    return None if found is None else (found["area"], found.groupdict().get("moment") or "")


@dataclass(frozen=True)
class Known:
    """The instruments, the one that is meant, and the profiles that may be about this export.

    `profiles` holds one profile where it was given, else all of the workspace.
    """

    instruments: Instruments = field(default_factory=dict)
    instrument: str | None = None
    profiles: tuple[Profile, ...] = ()

    def is_name(self, cell: str) -> bool:
        """Whether a cell is a column name: by the vocabulary, a profile, or as a leefgebied.

        A leefgebied may be cut off or misspelt, with a moment or another word beside it.
        """
        if cell not in self._seen:
            self._seen[cell] = self._is_name(cell)
        return self._seen[cell]

    def _is_name(self, cell: str) -> bool:
        bare = plain(cell)
        if not bare:
            return False
        if self._fits_a_pattern(cell):
            return True
        if bare in self._told or is_known(cell) or cell.strip() in KEYS or _of_a_tool(cell):
            return True
        if len(cell) > LONGEST or bare.count(" ") >= MOST_WORDS or not any(c.isalpha() for c in bare):
            return False
        guess = guess_by_name(cell) if len(bare) > 4 else None
        return (guess is not None and is_stored(guess.field.removeprefix(PERHAPS))) or self.is_area(cell)

    def is_area(self, cell: str) -> bool:
        """Whether a cell names a leefgebied, with or without a moment or a word such as "score" beside it."""
        return is_surely_one(cell, self._areas)

    def _fits_a_pattern(self, cell: str) -> bool:
        matches = (matched(profile.pattern, cell) for profile in self.profiles if profile.pattern)
        return any(match is not None and self.is_area(match[0]) for match in matches)

    @cached_property
    def _seen(self) -> dict[str, bool]:
        return {}

    def is_told(self, cell: str) -> bool:
        """Whether a profile names this column."""
        return plain(cell) in self._told

    @cached_property
    def _told(self) -> frozenset[str]:
        return frozenset(plain(name) for profile in self.profiles for name in profile.named())

    @cached_property
    def _areas(self) -> Vocabulary:
        return vocabulary_of(self._meant)

    @cached_property
    def _meant(self) -> Instruments:
        told = {self.instrument, *(profile.instrument for profile in self.profiles)} & set(self.instruments)
        return {id: self.instruments[id] for id in sorted(told)} or self.instruments


def _of_a_tool(cell: str) -> bool:
    """Whether a survey tool adds a column of this name to every export."""
    return " ".join(cell.casefold().split()) in marking_names()
