"""Whether the trail is as it was written: no line changed, gone, added or moved.

The chain tells of every line but the last ones: who cuts the end off leaves a chain that holds. So the end is kept
beside the trail, and each seal and each backup holds where the trail ended when it was made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitorlib.texts import Text, counted
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
