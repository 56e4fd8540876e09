"""Whether the trail is whole, held against what else knows where it ended; and each of its lines in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitorlib.foundation.texts import Text, counted
from monitorlib.trail import lines
from monitorlib.trail.lines import FIRST, GAP, TRAIL_FILE, Line, hash_of, line_in, read_head, trail_folder
from monitorlib.workspace import Workspace


@dataclass(frozen=True)
class Witness:
    """Where the trail ended when something else was made: what that is, and the end as one word."""

    who: Text
    end: str


@dataclass(frozen=True)
class Checked:
    """How many lines there are, what is wrong with them, and whether the last one is half (that mends itself)."""

    lines: int
    problems: tuple[Text, ...]
    half: bool


def read_lines(workspace: Workspace) -> list[Line | None]:
    """Every whole line, None for one that is none of ours."""
    return [line_in(each) for each in _whole(workspace)[0]]


def noted(workspace: Workspace, what: str) -> list[Line]:
    """The lines of one kind, the oldest first."""
    return [line for line in read_lines(workspace) if line is not None and line.what == what]


def checked(workspace: Workspace, witnesses: Iterable[Witness] = ()) -> Checked:
    """The trail held against itself, and against what others say of it."""
    lines, half = _whole(workspace)
    found = [*_in_the_chain(lines), *_at_the_end(workspace, lines)]
    for each in witnesses:
        found += _against(each, lines)
    return Checked(len(lines), tuple(found), half)


def _whole(workspace: Workspace) -> tuple[list[bytes], bool]:
    file = trail_folder(workspace) / TRAIL_FILE
    if not file.is_file():
        return [], False
    *lines, rest = file.read_bytes().split(b"\n")
    return lines, bool(rest)


def _in_the_chain(lines: list[bytes]) -> Iterator[Text]:
    before = FIRST
    for number, content in enumerate(lines, start=1):
        line = line_in(content)
        if line is None:
            yield _UNREADABLE.fill(number=number)
        elif line.before != before:
            yield _BROKEN.fill(number=number)
        elif line.n != number:
            yield _MISPLACED.fill(number=number, found=line.n)
        elif line.what == GAP:
            yield _GONE_BEFORE.fill(number=number, at=line.at)
        before = hash_of(content)


def _at_the_end(workspace: Workspace, lines: list[bytes]) -> Iterator[Text]:
    head = read_head(workspace)
    if head is None:
        if lines:
            yield _NO_END
    elif head.n > len(lines):
        yield _CUT.fill(expected=head.n, found=counted(len(lines), *_LINES))
    elif head.n > 0 and hash_of(lines[head.n - 1]) != head.hash:
        yield _CHANGED.fill(number=head.n, who=_THE_END)


def _against(witness: Witness, lines: list[bytes]) -> Iterator[Text]:
    number, _, told = witness.end.partition(":")
    n = int(number) if number.isdecimal() else 0
    if n > len(lines):
        yield _CUT_BY.fill(who=witness.who, expected=n, found=counted(len(lines), *_LINES))
    elif n and hash_of(lines[n - 1]) != told:
        yield _CHANGED.fill(number=n, who=witness.who)


_UNREADABLE = Text(
    "regel {number} is geen regel van de werkbank", "line {number} is no line of the workbench"
)
_BROKEN = Text(
    "regel {number} sluit niet aan: de regel ervoor is veranderd, of er is iets weg, bij of verplaatst",
    "line {number} does not follow on: the line before was changed, or something is gone, added or moved",
)
_MISPLACED = Text("op plaats {number} staat regel {found}", "in place {number} stands line {found}")
_GONE_BEFORE = Text(
    "voor regel {number} zijn regels verdwenen of veranderd (gemerkt op {at})",
    "before line {number} lines are gone or changed (found at {at})",
)
_NO_END = Text(
    "trail/einde.json ontbreekt of is niet leesbaar", "trail/einde.json is missing or not readable"
)
_LINES = (
    Text("er is {n} regel", "there is {n} line"),
    Text("er zijn {n} regels", "there are {n} lines"),
)
_CUT = Text(
    "{found}, en er waren er {expected}: de laatste zijn weg",
    "{found}, and there were {expected}: the last ones are gone",
)
_CUT_BY = Text(
    "{found}, en volgens {who} waren er minstens {expected}",
    "{found}, and by {who} there were at least {expected}",
)
_CHANGED = Text("regel {number} is veranderd, volgens {who}", "line {number} was changed, by {who}")
_THE_END = Text("trail/einde.json", "trail/einde.json")


def told(line: Line) -> Text:
    """A few words about what was done."""
    about = {name: value for name, value in line.about.items() if value != ""}
    if "files" in about:
        about["files"] = counted(about["files"], *_FILES)
    return (_WITHOUT if "team" in lines.MAY_HOLD[line.what] and "team" not in about else _WORDS)[
        line.what
    ].fill(**{"period": _ALL_PERIODS, "page": "", "format": "", "audience": "", **about})


_FILES = Text("{n} bestand", "{n} file"), Text("{n} bestanden", "{n} files")
_ALL_PERIODS = Text("alle perioden", "all periods")
_WORDS = {
    lines.OPENED: Text("opende het scherm ({page}) voor {team}", "opened the screen ({page}) for {team}"),
    lines.RELEASED: Text(
        "gaf {team}, {period} vrij (nummer {number})", "released {team}, {period} (number {number})"
    ),
    lines.WITHDREW: Text(
        "trok {team}, {period} in (nummer {number})", "withdrew {team}, {period} (number {number})"
    ),
    lines.EXPORTED: Text(
        "schreef de tabellen van {team}, {period} ({format})",
        "wrote the tables of {team}, {period} ({format})",
    ),
    lines.REPORTED: Text(
        "schreef het verslag van {team}, {period} ({format}, voor: {audience})",
        "wrote the report of {team}, {period} ({format}, for: {audience})",
    ),
    lines.CASELOAD: Text(
        "maakte een blad van een eigen caseload bij {team}, {period}",
        "made the page of an own caseload at {team}, {period}",
    ),
    lines.IMPORTED: Text("las {files} in (versie {version})", "imported {files} (version {version})"),
    lines.UNDID: Text(
        "draaide de import van versie {version} terug", "undid the import of version {version}"
    ),
    lines.FORGOT: Text("liet een inwoner vergeten", "had a resident forgotten"),
    lines.RESIDENT_PAGE: Text("maakte een blad van een inwoner", "made a resident's page"),
    lines.RESIDENT_DATA: Text("gaf een inwoner inzage", "gave a resident what is stored"),
    lines.BACKED_UP: Text(
        "maakte reservekopie {mark} (versie {version})", "made backup {mark} (version {version})"
    ),
    lines.RESTORED: Text(
        "zette reservekopie {mark} terug, die tot regel {line} ging",
        "restored backup {mark}, which went up to line {line}",
    ),
    lines.MENDED: Text(
        "een halve regel van een gestopte computer is weggehaald",
        "a half line of a stopped computer was taken off",
    ),
    lines.GAP: Text(
        "LET OP: er waren {expected} regels en er stonden er {found}",
        "NOTE: there were {expected} lines and {found} stood there",
    ),
}
_WITHOUT = {
    **_WORDS,
    lines.OPENED: Text("opende het scherm ({page})", "opened the screen ({page})"),
    lines.REPORTED: Text(
        "schreef het verslag van elk team ({format}, voor: {audience})",
        "wrote the report of every team ({format}, for: {audience})",
    ),
}
