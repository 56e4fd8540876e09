"""Import profiles: what was once told about an export, in a TOML file, used again for the same header."""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Words
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path

from monitorlib.errors import UserError
from monitorlib.intake.atomic import write_whole
from monitorlib.intake.questions import FILL_IN, is_open
from monitorlib.intake.tools import tools
from monitorlib.intake.words import plain
from monitorlib.tables import MISSING_REASONS
from monitorlib.texts import Text

_KINDS = {
    "header": str,
    "tool": str,
    "instrument": str,
    "source": str,
    "partial": bool,
    "sheet": str,
    "team": str,
    "wijk": str,
    "rater": str,
    "date": str,
    "client": (str, list),
    "pattern": str,
    "refused": (int, float),
    "columns": dict,
    "dates": dict,
    "moments": dict,
    "missing": dict,
    "labels": dict,
    "join": dict,
    "postcode_wijk": dict,
}
DATE_FORMS = (  # or a strptime format
    "day-month",
    "month-day",
    "swapped",
    "excel-1900",
    "excel-1904",
    "spss",
    "stata",
    "unix",
    "unix-ms",
)
CONSTANTS = ("team", "wijk", "rater", "date")
ROW = "row"  # `client = "row"`: each row is a person


@dataclass(frozen=True)
class Profile:
    """What is known of an export beforehand; every part may be left out.

    Parameters
    ----------
    columns : column name to field (recognition.Guess).
    instrument, source : the instrument's id; the name of the registration system.
    partial : accepts an export without some of the instrument's leefgebieden.
    header : the mark of the header that the profile was made for (`header_mark`): an export with the same
        one gets the profile without being asked again.
    tool : the tool that made the export (tools.tools): its columns are known, and those that a file does not
        have are left alone.
    sheet : the sheet of a workbook that is meant.
    team, wijk, rater, date : what every row has (the date as jjjj-mm-dd) where no column tells it.
    client : the columns that together number a person, or "row" where each row is a person, or one column
        where the same number in two teams is one person.
    pattern : how the columns of a wide export are named: "{leefgebied} meting {moment}".
    refused : the share of refused rows (0-1) above which an import stops.
    dates : column to its form (DATE_FORMS, or a strptime format).
    moments : the word of a moment in the file to its day (jjjj-mm-dd) or to the column with its day.
    missing : reason (tables.MISSING_REASONS) to further codes of the file.
    labels : word in the file to score.
    join : `key` and `parent`, the columns that join two sheets or files.
    postcode_wijk : the beginning of a postcode to the wijk.

    A column with field `age_band` (a birth date) becomes the age band, one with field `postcode` the wijk
    that `postcode_wijk` gives for it ("3511" or "3511AB"); the birth date and the postcode are not kept.
    """

    columns: Words[str, str] = field(default_factory=dict)
    instrument: str | None = None
    source: str | None = None
    partial: bool = False
    header: str | None = None
    tool: str | None = None
    sheet: str | None = None
    team: str | None = None
    wijk: str | None = None
    rater: str | None = None
    date: str | None = None
    client: str | tuple[str, ...] | None = None
    pattern: str | None = None
    refused: float | None = None
    dates: Words[str, str] = field(default_factory=dict)
    moments: Words[str, str] = field(default_factory=dict)
    missing: Words[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Words[str, float] = field(default_factory=dict)
    join: Words[str, str] = field(default_factory=dict)
    postcode_wijk: Words[str, str] = field(default_factory=dict)

    def named(self) -> tuple[str, ...]:
        """Every column that the profile names, in the order it does."""
        client = (self.client,) if isinstance(self.client, str) else self.client or ()
        several = (*self.columns, *client, *self.dates, *self.join.values())
        return tuple(dict.fromkeys(name for name in several if name != ROW))

    def of_any_file(self) -> "Profile":
        """What holds for every file with this header, without what holds for one: its team, its days, its sheet.

        Two teams may deliver files with the same columns: what was told of one is not true of the other.
        """
        days = {word: value for word, value in self.moments.items() if not _is_day(value)}
        return replace(self, **dict.fromkeys((*CONSTANTS, "sheet")), moments=days)

    def with_answers(self, *fragments: Words[str, object]) -> "Profile":
        """This profile with what answers add (questions.Answer.profile); a later one goes before."""
        told = self
        for fragment in fragments:
            added = {
                name: {**getattr(told, name), **value} if isinstance(value, Words) else value
                for name, value in fragment.items()
            }
            told = replace(told, **added)
        return told


AnyProfile = Profile | Words[str, str] | str | Path | None  # what callers have: see as_profile


def header_mark(columns: Iterable[str]) -> str:
    """A mark of a header: the same for the same column names, in whatever order and spelling."""
    names = "\0".join(sorted(plain(column) for column in columns))
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def profile_for(columns: Iterable[str], folder: Path) -> Profile | None:
    """The profile in `folder` that was made for this header, or None; answers go before another."""
    mark = header_mark(columns)
    answered = answers_file(folder, mark)
    if answered.exists():
        return read_profile(answered)
    return next((profile for profile in all_profiles(folder) if profile.header == mark), None)


def answers_file(folder: Path, mark: str) -> Path:
    """Where answers about a header are kept; they go before a profile with another name."""
    return folder / f"{mark}.toml"


def all_profiles(folder: Path) -> tuple[Profile, ...]:
    """The profiles in a folder, by name."""
    return tuple(read_profile(path) for path in sorted(folder.glob("*.toml")))


def as_profile(profile: AnyProfile) -> Profile:
    """A profile from what callers have: none, a mapping of columns to fields, or a file."""
    if profile is None:
        return Profile()
    if isinstance(profile, Profile):
        return profile
    if isinstance(profile, str | Path):
        return Profile(tool=str(profile)) if _is_tool(profile) else read_profile(profile)
    return Profile(columns=dict(profile))


def _is_tool(name: str | Path) -> bool:
    """Whether a profile is named by its tool; a file of that name goes before."""
    return str(name) in tools() and not Path(name).exists()


def read_profile(path: str | Path) -> Profile:
    """Read a profile; a UserError tells everything that is wrong with the file."""
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(
            Text(f"{path.name}: dit profiel bestaat niet.", f"{path.name}: this profile does not exist."),
            Text(
                f"Geef een bestand, of een meegeleverd profiel: {', '.join(tools())}.",
                f"Name a file, or a shipped profile: {', '.join(tools())}.",
            ),
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise UserError(
            Text(f"{path.name}: geen geldig TOML-bestand.", f"{path.name}: no valid TOML.")
        ) from None
    content = _days_as_text(content)
    problems = list(profile_problems(content))
    if problems:
        raise UserError([Text(f"{path.name}: {p.nl}", f"{path.name}: {p.en}") for p in problems])
    return _profile(content)


def _days_as_text(content: dict) -> dict:
    """TOML has days of its own; a profile has them as text."""
    return {
        name: _days_as_text(value)
        if isinstance(value, dict)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in content.items()
    }


def _profile(content: dict) -> Profile:
    told = dict(content)
    if isinstance(told.get("client"), list):
        told["client"] = tuple(told["client"])
    if "missing" in told:
        told["missing"] = {reason: tuple(codes) for reason, codes in told["missing"].items()}
    if "labels" in told:
        told["labels"] = {word: float(score) for word, score in told["labels"].items()}
    return Profile(**told)


def profile_problems(content: Words[str, object]) -> Iterator[Text]:
    """What is wrong with the content of a profile, or with a part of one."""
    sound = {}
    for name, value in content.items():
        if name not in _KINDS:
            yield Text(f"'{name}' is onbekend.", f"'{name}' is unknown.")
        elif not isinstance(value, _KINDS[name]) or (isinstance(value, bool) and name != "partial"):
            yield Text(f"'{name}' heeft een andere vorm.", f"'{name}' has another form.")
        else:
            sound[name] = value
    for part, rule, nl, en in _RULES:
        for name, value in sound.get(part, {}).items():
            if not rule(name, value):
                yield Text(f"[{part}] '{name}': {nl}.", f"[{part}] '{name}': {en}.")
    yield from _wrong_values(sound)
    yield from _not_filled_in(sound)


def _not_filled_in(sound: dict) -> Iterator[Text]:
    """A word of a draft that only the person knows is not yet one."""
    for name, value in sound.items():
        if any(is_open(word) for part in _parts(value) for word in (part if isinstance(part, list) else [part])):
            yield Text(f"'{name}' is nog niet ingevuld.", f"'{name}' has not been filled in yet.")


def _parts(value: object) -> list:
    return [*value, *value.values()] if isinstance(value, dict) else [value]


_RULES = (  # part, what each entry must be, and the words when it is not
    ("columns", lambda _, f: isinstance(f, str) and is_field(f), "onbekend veld", "unknown field"),
    ("dates", lambda _, form: is_date_form(form), "onbekende datumvorm", "unknown form of a date"),
    ("moments", lambda _, v: isinstance(v, str), "geen dag of kolom", "no day or column"),
    (
        "missing",
        lambda reason, v: reason in MISSING_REASONS and _are_texts(v),
        "onbekende reden",
        "unknown reason",
    ),
    ("labels", lambda _, v: _is_number(v), "geen score", "no score"),
    ("join", lambda name, v: name in ("key", "parent") and isinstance(v, str), "geen kolom", "no column"),
    ("postcode_wijk", lambda _, v: isinstance(v, str), "geen wijk", "no wijk"),
)


def _wrong_values(sound: dict) -> Iterator[Text]:
    if not _are_texts(sound.get("client", [])) and not isinstance(sound.get("client"), str):
        yield Text("'client' noemt geen kolommen.", "'client' names no columns.")
    if "date" in sound and not (_is_day(sound["date"]) or sound["date"] == FILL_IN):
        yield Text("'date' is geen dag zoals 2025-03-01.", "'date' is no day such as 2025-03-01.")
    if sound.get("tool", next(iter(tools()))) not in tools():
        known = ", ".join(tools())
        yield Text(f"'tool' is onbekend (wel: {known}).", f"'tool' is unknown (these are: {known}).")
    if not 0 <= sound.get("refused", 0) <= 1:
        yield Text("'refused' ligt niet tussen 0 en 1.", "'refused' does not lie between 0 and 1.")
    if "{leefgebied}" not in sound.get("pattern", "{leefgebied}"):
        yield Text("'pattern' heeft geen {leefgebied}.", "'pattern' has no {leefgebied}.")


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_date_form(form: object) -> bool:
    """Whether a word names the form of a column of dates: one of DATE_FORMS, or a strptime format."""
    return isinstance(form, str) and (form in DATE_FORMS or form.count("%") >= 3)


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
        "moment",
        "ignored",
        "age_band",
        "postcode",
    ) or text.startswith("date@")


def write_profile(path: str | Path, profile: Profile) -> None:
    """Write a profile, whole or not at all; the folder is made where there is none."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    write_whole(Path(path), "\n".join(profile_lines(profile)) + "\n")


def profile_lines(profile: Profile) -> list[str]:
    """A profile as lines of TOML, without what it leaves open."""
    told = profile_parts(profile)
    plain_ones = {name: value for name, value in told.items() if not isinstance(value, Words)}
    lines = [f"{name} = {toml_value(value)}" for name, value in plain_ones.items()]
    for name in [name for name in told if name not in plain_ones]:
        lines += ["", f"[{name}]"]
        lines += [f"{toml_value(key)} = {toml_value(value)}" for key, value in told[name].items()]
    return lines


def profile_parts(profile: Profile) -> dict[str, object]:
    """What a profile tells, by key, in the order of a file: single values first."""
    told = {part.name: getattr(profile, part.name) for part in fields(profile)}
    told = {name: value for name, value in told.items() if value not in (None, False) and value != {}}
    return dict(sorted(told.items(), key=lambda part: isinstance(part[1], Words)))


def toml_value(value: object) -> str:
    """A text, number, truth or list of them as TOML spells it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, str):
        return _quoted(value)
    return "[" + ", ".join(toml_value(item) for item in value) + "]"


def _quoted(text: str) -> str:
    """A TOML string of one line."""
    special = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(special.get(c, c if c.isprintable() else f"\\u{ord(c):04x}") for c in text) + '"'
