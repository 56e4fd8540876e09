"""Import profiles: what was once told about an export, in a TOML file, used again for the same header."""

import hashlib
import os
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as Words
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from monitorlib.foundation.errors import UserError, where_wrong
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.profile_rules import CONSTANTS, ROW, is_day, profile_problems
from monitorlib.intake.know.questions import profile_lines
from monitorlib.intake.know.tools import tools
from monitorlib.intake.know.words import plain

# --- a file that is the old one or the new one


def write_whole(path: Path, content: str) -> None:
    """Write beside the place and then put it there: the file is the old or the new one, never a half."""
    aside = path.with_name(f".{path.name}.part")
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    aside.replace(path)


# --- profiles


@dataclass(frozen=True)
class Profile:
    """What is known of an export beforehand; every part may be left out.

    Parameters
    ----------
    columns : column name to field (fields.Guess).
    instrument, source : the instrument's id; the name of the registration system.
    partial : accepts an export without some of the instrument's leefgebieden.
    header : the mark of the header that the profile was made for (`header_mark`): an export with the same
        one gets the profile without being asked again.
    tool : the tool that made the export (tools.tools): its columns are known, and those that a file does not
        have are left alone.
    sheet : the sheet of a workbook that is meant.
    team, wijk, rater, date : what every row has (the date as jjjj-mm-dd) where no column tells it.
    team_was : the team that the workspace has for these residents and days; by this delivery they are of another.
    client : the columns that together number a person, or "row" where each row is a person, or one column
        where the same number in two teams is one person.
    pattern : how the columns of a wide export are named: "{leefgebied} meting {moment}".
    refused : the share of refused rows (0-1) above which an import stops.
    dates : column to its form (DATE_FORMS, or a strptime format).
    moments : the word of a moment in the file to its day (jjjj-mm-dd) or to the column with its day.
    missing : reason (tables.MISSING_REASONS) to further codes of the file.
    labels : word in the file to score.
    leefgebieden : word in the file to the leefgebied that it means, or "ignored" (known.NONE).
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
    team_was: str | None = None
    client: str | tuple[str, ...] | None = None
    pattern: str | None = None
    refused: float | None = None
    dates: Words[str, str] = field(default_factory=dict)
    moments: Words[str, str] = field(default_factory=dict)
    missing: Words[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Words[str, float] = field(default_factory=dict)
    leefgebieden: Words[str, str] = field(default_factory=dict)
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
        days = {word: value for word, value in self.moments.items() if not is_day(value)}
        return replace(self, **dict.fromkeys((*CONSTANTS, "team_was", "sheet")), moments=days)

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


NO_PROFILE = Profile()  # nothing is told of the file

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
        return NO_PROFILE
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
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UserError(
            Text(f"{path.name}: dit profiel bestaat niet.", f"{path.name}: this profile does not exist."),
            Text(
                f"Geef een bestand, of een meegeleverd profiel: {', '.join(tools())}.",
                f"Name a file, or a shipped profile: {', '.join(tools())}.",
            ),
        ) from None
    except OSError:
        raise UserError(Text(f"{path.name}: niet te openen.", f"{path.name}: cannot be opened.")) from None
    except (ValueError, RecursionError) as error:
        where = where_wrong(error)
        raise UserError(
            Text(
                f"{path.name}: geen geldig TOML-bestand{where.nl}.", f"{path.name}: no valid TOML{where.en}."
            ),
            Text(
                "Staan de aanhalingstekens en de = goed?",
                "Are the quotation marks and the = where they belong?",
            ),
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


def write_profile(path: str | Path, profile: Profile) -> None:
    """Write a profile, whole or not at all; the folder is made where there is none."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    write_whole(Path(path), "\n".join(profile_lines(profile)) + "\n")
