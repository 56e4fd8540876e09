"""Import profiles: what was once told about an export, in a TOML file, used again for the same header."""

import hashlib
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as Words
from dataclasses import dataclass, field
from pathlib import Path

from monitorlib.errors import UserError
from monitorlib.intake.files import write_whole
from monitorlib.intake.words import plain
from monitorlib.texts import Text

_KINDS = {
    "header": str,
    "instrument": str,
    "source": str,
    "partial": bool,
    "columns": dict,
    "postcode_wijk": dict,
}


@dataclass(frozen=True)
class Profile:
    """What is known of an export beforehand. `columns` maps a column's name to its field.

    `partial` accepts an export without some of the instrument's leefgebieden; `source` is the name of the
    registration system. `header` is the mark of the header that the profile was made for
    (`header_mark`): an export with the same one gets the profile without being asked again.
    A column with field `age_band` (a birth date) becomes the age band, one with field `postcode` the wijk
    that `postcode_wijk` gives for it ("3511" or "3511AB"); the birth date and the postcode are not kept.
    """

    columns: Words[str, str] = field(default_factory=dict)
    instrument: str | None = None
    source: str | None = None
    partial: bool = False
    header: str | None = None
    postcode_wijk: Words[str, str] = field(default_factory=dict)


def header_mark(columns: Iterable[str]) -> str:
    """A mark of a header: the same for the same column names, in whatever order and spelling."""
    names = "\0".join(sorted(plain(column) for column in columns))
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def profile_for(columns: Iterable[str], folder: Path) -> Profile | None:
    """The profile in `folder` that was made for this header, or None; of several the first by name."""
    mark = header_mark(columns)
    found = (read_profile(path) for path in sorted(folder.glob("*.toml")))
    return next((profile for profile in found if profile.header == mark), None)


def as_profile(profile: "Profile | Words[str, str] | str | Path | None") -> Profile:
    """A profile from what callers have: none, a mapping of columns to fields, or a file."""
    if profile is None:
        return Profile()
    if isinstance(profile, Profile):
        return profile
    if isinstance(profile, str | Path):
        return read_profile(profile)
    return Profile(columns=dict(profile))


def read_profile(path: str | Path) -> Profile:
    """Read a profile; a UserError tells everything that is wrong with the file."""
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(
            Text(f"{path.name}: dit profiel bestaat niet.", f"{path.name}: this profile does not exist.")
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise UserError(
            Text(f"{path.name}: geen geldig TOML-bestand.", f"{path.name}: no valid TOML.")
        ) from None
    problems = list(_problems(content))
    if problems:
        raise UserError([Text(f"{path.name}: {p.nl}", f"{path.name}: {p.en}") for p in problems])
    return Profile(**content)


def _problems(content: dict):
    for name, value in content.items():
        if name not in _KINDS:
            yield Text(f"'{name}' is onbekend.", f"'{name}' is unknown.")
        elif not isinstance(value, _KINDS[name]):
            yield Text(f"'{name}' heeft een andere vorm.", f"'{name}' has another form.")
    columns = content.get("columns", {})
    for column, its_field in columns.items() if isinstance(columns, dict) else ():
        if not isinstance(its_field, str) or not is_field(its_field):
            yield Text(f"kolom '{column}': onbekend veld.", f"column '{column}': unknown field.")


def is_field(text: str) -> bool:
    """Whether a word names a field; see recognition.Guess."""
    head, _, rest = text.partition(":")
    plain_fields = ("client", "household", "team", "wijk", "worker", "rater", "instrument", "leefgebied")
    if head == "score" and rest:
        return rest.count("/") == 1
    if head == "kenmerk":
        return rest.isidentifier()
    return text in (
        *plain_fields,
        "score",
        "goal_result",
        "date",
        "ignored",
        "age_band",
        "postcode",
    ) or text.startswith("date@")


def write_profile(path: str | Path, profile: Profile) -> None:
    """Write a profile, whole or not at all; the folder is made where there is none."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f"{name} = {_quoted(getattr(profile, name))}"
        for name in ("header", "instrument", "source")
        if getattr(profile, name) is not None
    ]
    lines += ["partial = true"] if profile.partial else []
    lines += ["", "[columns]"]
    lines += [f"{_quoted(column)} = {_quoted(its_field)}" for column, its_field in profile.columns.items()]
    if profile.postcode_wijk:
        lines += ["", "[postcode_wijk]"]
        lines += [f"{_quoted(code)} = {_quoted(wijk)}" for code, wijk in profile.postcode_wijk.items()]
    write_whole(Path(path), "\n".join(lines) + "\n")


def _quoted(text: str) -> str:
    """A TOML string of one line."""
    special = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(special.get(c, c if c.isprintable() else f"\\u{ord(c):04x}") for c in text) + '"'
