"""What leaves the room: released content brought under a stricter profile. Tells nothing that is not released."""

from dataclasses import replace

from monitorlib.disclosure.coarse import mean_beside
from monitorlib.disclosure.export import coarsen
from monitorlib.disclosure.few import as_shifts
from monitorlib.disclosure.rules import ANSWERS, Profile
from monitorlib.release.words import worded
from monitorlib.released import Content, Row, View

_ANSWER_OF = {name: answer for answer, name in ANSWERS.items()}


def coarser_content(content: Content, profile: Profile, audience: str) -> Content:
    """The content for readers outside the team: without checks, start scores, own cards and what is told of all
    leefgebieden together."""
    views = tuple(coarser_view(view, profile, content.margin) for view in content.views)
    return replace(content, views=views, audience=audience, cards=())


def coarser_view(view: View, profile: Profile, margin: float) -> View:
    """Every row under the profile, with the words that follow from it.

    Who was measured once is told only where they are nobody or k.
    """
    rows = tuple(coarser_row(row, profile) for row in view.rows)
    all_of_them, again = view.n_measured, view.n_again
    measured = None
    if all_of_them is None or again is None or again < profile.min_residents:
        again = None
    elif not 0 < all_of_them - again < profile.k:
        measured = all_of_them
    coarser = replace(
        view,
        rows=rows,
        n_measured=measured,
        n_again=again,
        blocks=view.blocks if any(row.blocks for row in rows) else (),
        cohesion=None,
    )
    return worded(coarser, margin)


def coarser_row(row: Row, profile: Profile) -> Row:
    """The finest table of these released counts that the profile allows, with what may stand beside it but its
    word.

    A class that it hides is told of nothing further: beside the team's statement that could fix a count.
    """
    bare = replace(row, blocks=None, checks=(), could_improve=None, start=None, few=None)
    if row.n is None or row.n < profile.min_residents:
        return replace(
            bare, n=None, counts=None, interval=None, mean_shift=None, p_class=None, verdict="too_few"
        )
    blocks = {code: as_shifts(counts) or {} for code, counts in (row.blocks or {}).items()} or None
    table = coarsen(as_shifts(row.counts), blocks, profile)
    mean = None if row.mean_shift is None else mean_beside(table, row.mean_shift, row.n, profile)
    answers = row.counts is not None and not {*row.counts}.isdisjoint(ANSWERS)
    counts = _named(table.counts, answers)
    parts = (
        {code: _named(part, answers) or {} for code, part in zip(row.blocks or (), table.blocks, strict=True)}
        if table.blocks
        else None
    )
    interval = row.interval if counts is not None and tuple(counts) == tuple(row.counts or ()) else None
    return replace(bare, counts=counts, blocks=parts, interval=interval, mean_shift=mean, p_class=None)


def _named(counts: dict[str, int] | None, answers: bool) -> dict[str, int] | None:
    """The classes back under the names of the view."""
    if counts is None or not answers:
        return counts
    return {_ANSWER_OF[name]: count for name, count in counts.items()}
