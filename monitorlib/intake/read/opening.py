"""Opening a file with all that is known beforehand: who asks, the workspace's instruments and its profiles."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path

from monitorlib.instruments import Instruments
from monitorlib.intake.know.known import Known, with_told_names
from monitorlib.intake.know.profiles import AnyProfile, Profile, all_profiles, as_profile, profile_for
from monitorlib.intake.read.parts import Grid, Part, join_by_keys
from monitorlib.intake.read.sources import Export, read_export
from monitorlib.intake.read.text_heads import NoHeaderError

# --- a text of which no column name is known

SEPARATORS = (";", ",", "\t", "|")
_LOOKED_AT = 200_000  # bytes
_ROWS = 200
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?|NA|NaN|")
LEAST_NUMBERS = 2  # columns of numbers below a word: then the first row is no row of the table


def named_by_first_row(path: str | Path) -> Profile | None:
    """A profile that names the cells of the first row, so that it is found as the header; None where it is none.

    A first row with a number above numbers may be somebody's, so that its cells are never told as names.
    """
    with Path(path).open("rb") as file:
        text = file.read(_LOOKED_AT).decode("utf-8-sig", "replace")
    lines = [line for line in text.splitlines() if line.strip()][:_ROWS]
    if len(lines) < LEAST_NUMBERS or "\0" in text:
        return None
    rows = max(
        (list(csv.reader(lines, delimiter=sign)) for sign in SEPARATORS), key=lambda rows: len(rows[0])
    )
    names = [cell.strip() for cell in rows[0] if cell.strip()]
    if len(set(names)) < len(names) or not _is_header(rows[0], rows[1:]):
        return None
    return Profile(columns=dict.fromkeys(names, "ignored"))


def _is_header(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether no cell is a number and the columns of numbers below are two or more."""
    if any(_NUMBER.fullmatch(cell.strip()) for cell in header if cell.strip()):
        return False
    whole = [row for row in rows if len(row) == len(header)]
    columns = [place for place, cell in enumerate(header) if cell.strip()]
    numbers = [c for c in columns if all(_NUMBER.fullmatch(row[c].strip()) for row in whole)]
    return len(whole) > 0.5 * len(rows) and len(numbers) >= LEAST_NUMBERS


# --- files of one delivery that belong together


def join_files(exports: Sequence[Export], known: Known) -> list[Export]:
    """The exports with every repeat joined to its form; the same ones where none refers to another."""
    joined = join_by_keys([_part(n, export) for n, export in enumerate(exports)], known)
    if joined is None:
        return list(exports)
    return [
        replace(
            exports[part.number],
            frame=part.grid.frame,
            notes=part.grid.notes,
            questions=part.grid.questions,
            labels=part.labels,
            missing=part.missing,
        )
        for part in joined
    ]


def _part(number: int, export: Export) -> Part:
    grid = Grid(
        export.frame, export.header_row, export.closing_lines, notes=export.notes, questions=export.questions
    )
    return Part(export.file, grid, number, labels=export.labels, missing=export.missing)


# --- what is told beforehand


@dataclass(frozen=True)
class Beforehand:
    """What is told of the files of a delivery before one is opened.

    Parameters
    ----------
    instruments, instrument : the known ones, and the one that is meant.
    profile : the profile that was given for all files.
    folder : the workspace's profiles, of which the one for a file's header is used where none was given:
        what it tells of columns, not what holds for one file (Profile.of_any_file).
    team : what every row has of a file without a column for it; goes before the profile's.
    answered : file to the profile with the answers that were just given about it; goes before all.
    in_part : only the beginning of a large text is read.
    """

    instruments: Instruments
    instrument: str | None = None
    profile: AnyProfile = None
    folder: Path | None = None
    team: str | None = None
    answered: Mapping[Path, Profile] = field(default_factory=dict)
    in_part: bool = False

    def read(self, path: str | Path) -> Export:
        """One file, read with the sheet and the joins of the profile that holds for it."""
        known = self.known()
        sheet = known.profiles[0].sheet if len(known.profiles) == 1 else None
        try:
            export = read_export(path, sheet, known, self.in_part)
        except NoHeaderError:
            named = named_by_first_row(path)
            if named is None:
                raise
            return read_export(path, sheet, replace(known, profiles=(*known.profiles, named)), self.in_part)
        told = self.profile_of(path, export)
        if (told.sheet or sheet) != sheet or (told.join and told not in known.profiles):
            return read_export(path, told.sheet, replace(known, profiles=(told,)), self.in_part)
        return export

    def profile_of(self, path: str | Path, export: Export) -> Profile:
        """What was just answered, the profile that was given, or the workspace's own one for this header."""
        told = self._profile(Path(path), export)
        is_answered = Path(path) in self.answered and told.team is not None
        return told if self.team is None or is_answered else replace(told, team=self.team)

    def known(self) -> Known:
        """What helps to find a header: the profile that was given, else all of the workspace."""
        if self.profile is not None:
            told = (as_profile(self.profile),)
        else:
            told = () if self.folder is None else all_profiles(self.folder)
        named = reduce(lambda known, one: with_told_names(known, one, lenient=True), told, self.instruments)
        return Known(named, self.instrument, told)

    def _profile(self, path: Path, export: Export) -> Profile:
        if path in self.answered:
            return self.answered[path]
        if self.profile is None and self.folder is not None:
            return as_profile(profile_for(export.columns, self.folder)).of_any_file()
        return as_profile(self.profile)


def path_of(export: Export, read: Sequence[Export], paths: Sequence[str | Path]) -> Path:
    """The file that an export was read from; a joined one has the name of the file that it began as."""
    same = [path for path, one in zip(paths, read, strict=True) if one is export]
    named = [path for path, one in zip(paths, read, strict=True) if one.file == export.file]
    return Path((same or named)[0])
