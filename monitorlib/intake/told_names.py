"""What a profile calls the leefgebieden: "W&O" becomes one more name of "Werk & opleiding"."""

from collections.abc import Iterator
from collections.abc import Mapping as Words
from dataclasses import replace

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, Leefgebied
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.profiles import Profile
from monitorlib.intake.words import plain

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
