"""What a release holds, field by field. Standard library only."""

from dataclasses import dataclass

from monitorlib.foundation.texts import Text
from monitorlib.workspace import TEAM_LIMITS

SCHEMA = 6
MAY_LEAVE = "export"  # in the manifest's audit
# there too, and only in memory
OUTDATED = "of an older schema"  # what rested on others' rows was left out
REWORDED = "with the words of now"  # its pictures have those of then


@dataclass(frozen=True)
class Interval:
    """An estimate and its 95% interval, as shares of the group (-1..1 for net improved, 0..1 for a share)."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Check:
    """What one explanation says of one leefgebied, coarse: no count and no interval from rows.

    `answer` is supports, contradicts or cannot_say; `strength` is weak, moderate or strong, or None with
    cannot_say. `takes_away` is the part of the mean shift that this explanation accounts for, in scale points
    with one decimal (positive is better, like `mean_shift`), or None. The texts are the check's own.
    """

    check: str
    label: Text
    answer: str
    strength: str | None
    flagged: bool
    takes_away: float | None
    sentence: Text
    question: Text
    what_it_cannot_say: Text


@dataclass(frozen=True)
class Block:
    """A group of residents chosen before outcomes were seen; a filter on the screen is a union of blocks."""

    code: str
    label: Text


@dataclass(frozen=True)
class Row:
    """What is told of one leefgebied.

    `n` is the number of residents in the table, or None below the minimum group. `counts` is the one table that
    the disclosure ladder allowed (its classes are named in disclosure.rules), or None for "only n". `verdict`,
    `p_class` and `interval` follow from what the view shows (release/words.py): a grade of evidence or what may
    be said of a hidden class; `<.001`, `<.01`, `<.05` or `not`, after adjusting for the number of leefgebieden;
    net improved (Tango) where the three classes are shown, else the share of the first class (Wilson).
    `mean_shift` has one decimal, positive is better. `blocks` holds the same classes a block (they add up to
    `counts`), or None where only the team as a whole may be shown. `could_improve` is the number that did not
    start at the best score (or too near to it to leave the class `unchanged`), or None. `checks` are the
    explanations. `start` are the scores at the start of all who were measured, also once: neighbouring levels,
    the worst first, named like "1-2"; None where they may not be told. They make a larger group than `n`. `few`
    are classes that hold at most so many residents, beside a table that hides a class (disclosure/coarse.py), or
    None. Which residents' rows stand behind each field: release/fields_of.py.
    """

    leefgebied: str
    label: Text
    n: int | None
    counts: dict[str, int] | None
    interval: Interval | None
    mean_shift: float | None
    p_class: str | None
    verdict: str
    could_improve: int | None = None
    blocks: dict[str, dict[str, int]] | None = None
    checks: tuple[Check, ...] = ()
    start: dict[str, int] | None = None
    few: dict[str, int] | None = None


@dataclass(frozen=True)
class View:
    """One instrument as seen by one rater. `kind` is `shifts` (changes of pairs) or `answers` (shares of a simple
    question, or of own goals reached). `scale` is the worst and the best score where scores are whole levels.
    Changes of at most `unchanged_within` scale points are in the class `unchanged` (0: no difference at all);
    `unchanged_source` tells where that border comes from.

    `n_measured` residents were measured in the period, `n_again` of them at least twice; both None where
    they would single somebody out. `cohesion`: the leefgebieden of a resident move together at most so far (0..1,
    1 is as one), or None where that may not be told; the answer of all leefgebieden together follows from it and
    from the rows (disclosure.words.together).
    """

    instrument: str
    label: Text
    citation: str
    rater: str
    kind: str
    n_measured: int | None
    n_again: int | None
    rows: tuple[Row, ...]
    blocks: tuple[Block, ...] = ()
    scale: tuple[float, float] | None = None
    unchanged_within: float = 0.0
    unchanged_source: Text | None = None
    cohesion: float | None = None


@dataclass(frozen=True)
class Figure:
    """A picture of one view in one language: its file name, the SHA-256 of the file, and its alt text."""

    instrument: str
    rater: str
    language: str
    file: str
    sha256: str
    alt: str


@dataclass(frozen=True)
class ReleasedPeriod:
    """The period: its id and label, first and last day as ISO dates."""

    id: str
    label: Text
    start: str
    end: str


@dataclass(frozen=True)
class CardChoice:
    """What a reader may choose on an own card: its name, and the values on offer, the first one first."""

    name: str
    label: Text
    values: tuple[str, ...]


@dataclass(frozen=True)
class CardRow:
    """A line of an own card's table: some leefgebieden (`parts`, codes) of one view together.

    All of it follows from the rows of that view: with one part it is that row's `n`, `counts` and `mean_shift`;
    with more the sums, of residents × leefgebieden, and no mean. Parts that show no number are left out; without
    any `n` is None. `counts` has the finest classes that all parts show, or None.
    """

    instrument: str
    rater: str
    label: Text
    parts: tuple[str, ...]
    n: int | None
    counts: dict[str, int] | None
    mean_shift: float | None = None


@dataclass(frozen=True)
class CardVariant:
    """The table of a card at one value of each of its choices, in their order."""

    values: tuple[str, ...]
    rows: tuple[CardRow, ...]


@dataclass(frozen=True)
class Card:
    """What an analyst's own notebook shows the team at one step, made from this release alone.

    `name`: that of the notebook; `step`: the step of the meeting; one variant for all choices together.
    """

    name: str
    title: Text
    text: Text
    step: str
    choices: tuple[CardChoice, ...]
    variants: tuple[CardVariant, ...]


@dataclass(frozen=True)
class CardPicture:
    """The picture of a variant (its place in the card) in one language, as `Figure` is of a view."""

    card: str
    variant: int
    language: str
    file: str
    sha256: str
    alt: str


@dataclass(frozen=True)
class Content:
    """What notebook 4 proposes: everything about the team that may be shown, before pictures and manifest.

    `k` and `m`: the smallest block and the smallest cell that were allowed, `reason` why they are below the
    usual ("" when not). `blocks_by`: the column by which the team was parted into blocks. `before_version`: the
    version of the data from which the period before was released, where an explanation looks back on it. `cards`
    are those of the workspace's own notebooks; the door makes them, a proposal has none.
    """

    team: str
    period: ReleasedPeriod
    organisation: str
    purpose: tuple[str, ...]
    notice: Text | None
    min_residents: int
    margin: float
    data_version: int
    seed: int
    views: tuple[View, ...]
    audience: str = "team"
    k: int = TEAM_LIMITS.k
    m: int = TEAM_LIMITS.m
    reason: str = ""
    blocks_by: str | None = None
    before_version: int | None = None
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Reference:
    """A release of another team that was looked at: the hash in its folder's name, its period and its number.

    No name, and no checksum: whoever guesses at hidden counts could try them on it. That a release is what it was
    says the ledger inside the wall (release/history.py).
    """

    team: str
    period: str
    number: int


@dataclass(frozen=True)
class Manifest:
    """Where the numbers came from: versions and hashes, and what the audit of this release said.

    `references`: what other teams had released, and might leave the room, when this was made.
    """

    number: int
    created: str
    code: str
    notebooks: str
    audit: tuple[str, ...]
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Release:
    """One released file: the content, its pictures, its manifest."""

    schema: int
    content: Content
    figures: tuple[Figure, ...]
    manifest: Manifest
    card_pictures: tuple[CardPicture, ...] = ()

    @property
    def may_leave(self) -> bool:
        """Whether the export profile allows it beside all that left before, as the door found."""
        return MAY_LEAVE in self.manifest.audit

    @property
    def outdated(self) -> bool:
        """Whether an older schema made it, which told more than may be told now; that is left out."""
        return OUTDATED in self.manifest.audit

    @property
    def reworded(self) -> bool:
        """Whether an older schema made it: its words are worked out anew from what it shows."""
        return REWORDED in self.manifest.audit

    def figure(self, view: View, language: str) -> Figure | None:
        """The picture of this view in this language, if there is one."""
        for figure in self.figures:
            if (figure.instrument, figure.rater, figure.language) == (view.instrument, view.rater, language):
                return figure
        return None

    def card_picture(self, card: Card, variant: int, language: str) -> CardPicture | None:
        """The picture of a variant of an own card in this language, if there is one."""
        wanted = (card.name, variant, language)
        found = (each for each in self.card_pictures if (each.card, each.variant, each.language) == wanted)
        return next(found, None)
