"""Files of our own that are no export: a key, a profile, an instrument, settings, a release, refusals."""

import re
import tomllib

from monitorlib.foundation.texts import Text
from monitorlib.intake.profile_rules import KEYS
from monitorlib.intake.rejects import COLUMNS

_LARGEST = 500_000  # bytes of a TOML file of ours
_KEY = re.compile(r'\s*soort\s*=\s*"monitorlib')  # also of one that is damaged further on
_RELEASE = re.compile(r'\{\s*"checksum"\s*:\s*"[^"]*"\s*,\s*"release"\s*:')
_INSTRUMENT = {"better_is", "leefgebied", "scale"}
_SETTINGS = {"organisatie", "voor_wie", "minimum_groep", "marge", "vrijgave", "periode", "sessielog"}

_EXPORT = Text("Geef de export van het registratiesysteem op", "Name the export of the registration system")
_OF_OURS = {
    "key": (
        Text("een sleutel van monitor, geen export", "a key of monitor, no export"),
        Text(f"{_EXPORT.nl}; de sleutel hoort achter --key.", f"{_EXPORT.en}; the key belongs behind --key."),
    ),
    "profile": (
        Text("een profiel van monitor, geen export", "a profile of monitor, no export"),
        Text(
            f"{_EXPORT.nl}; het profiel hoort achter --profile.",
            f"{_EXPORT.en}; use --profile for this file.",
        ),
    ),
    "instrument": (
        Text("een instrument van monitor, geen export", "an instrument of monitor, no export"),
        Text(
            f"{_EXPORT.nl}; dit bestand hoort in de map instruments van de werkmap.",
            f"{_EXPORT.en}; this file belongs in the folder instruments of the workspace.",
        ),
    ),
    "settings": (
        Text("een workspace.toml van monitor, geen export", "a workspace.toml of monitor, no export"),
        Text(f"{_EXPORT.nl}.", f"{_EXPORT.en}."),
    ),
    "toml": (
        Text("een TOML-bestand, geen export", "a TOML file, no export"),
        Text(f"{_EXPORT.nl}.", f"{_EXPORT.en}."),
    ),
    "release": (
        Text("een vrijgave van monitor, geen export", "a release of monitor, no export"),
        Text(f"{_EXPORT.nl}.", f"{_EXPORT.en}."),
    ),
    "rejects": (
        Text(
            "een lijst van geweigerde rijen van monitor, geen export",
            "a list of monitor's refused rows, no export",
        ),
        Text(f"{_EXPORT.nl}.", f"{_EXPORT.en}."),
    ),
}


def own_file(data: bytes) -> tuple[Text, Text] | None:
    """What a file of ours is and what to do, by what stands in it and never by its name; None for any other."""
    kind = _kind(data)
    return None if kind is None else _OF_OURS[kind]


def _kind(data: bytes) -> str | None:
    head = data[:4000].decode("utf-8-sig", "replace")
    if _KEY.match(head):
        return "key"
    if _RELEASE.match(head):
        return "release"
    if head.startswith(";".join(COLUMNS)):
        return "rejects"
    names = _names_in_toml(data)
    if not names:
        return None
    if len(names & _INSTRUMENT) > 1:
        return "instrument"
    if names & _SETTINGS:
        return "settings"
    return "profile" if names & set(KEYS) else "toml"


def _names_in_toml(data: bytes) -> set[str]:
    """The keys of a file that is TOML as a whole; none of any other."""
    if len(data) > _LARGEST:
        return set()
    try:
        return set(tomllib.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return set()
