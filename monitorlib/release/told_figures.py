"""The figures of a release as a plain table for an analyst's own card, and what of it a card may hold."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from monitorlib.disclosure.cards import added
from monitorlib.foundation.errors import UserError, choose_from
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text
from monitorlib.measurements import measurement_version
from monitorlib.release.assemble import team_content
from monitorlib.release.before import version_before
from monitorlib.release.proposals import RUN_VARIABLE, read_proposal
from monitorlib.released import CardRow, Content, Row, View
from monitorlib.wording import CLASSES
from monitorlib.workspace import Workspace

COLUMNS = [
    *("view", "instrument", "rater", "leefgebied", "label"),
    *("n", "class", "word", "count", "share", "mean_shift"),
]
LINE_COLUMNS = ["label", "n", "class", "word", "count", "share", "mean_shift"]
_TYPES = {"n": "Int64", "count": "Int64", "share": "float64", "mean_shift": "float64"}


def released_figures(
    workspace: Workspace, team: str, period: str, language: str = DEFAULT_LANGUAGE
) -> pd.DataFrame:
    """What the team will see of its shifts, one row a leefgebied and class: all that an own card may rest on.

    `view` (instrument/rater), `instrument`, `rater`, `leefgebied` (code), `label`, `n` (residents, missing below
    the minimum group), `class` (as in disclosure.rules) and `word` (in the language), `count`, `share` (0..1) and
    `mean_shift`; what is hidden is missing. From what notebook 4 proposed of the present data, else worked out
    anew.

    Parameters
    ----------
    workspace : Workspace
        As `open_workspace` gives it.
    team : str
        The team, as the export names it.
    period : str
        The id of the period: 2025.
    language : {"nl", "en"}
        The language of the words.

    Returns
    -------
    pandas.DataFrame
        A row a leefgebied and class that is shown.

    Raises
    ------
    UserError
        A team or period that is not there.

    Examples
    --------
    >>> import monitorlib as ml
    >>> figures = ml.released_figures(ml.open_workspace("demo"), "Demo-Oost", "2025", "en")
    >>> zrm = figures[figures["view"] == "zrm-2017/professional"]
    >>> zrm[["leefgebied", "class", "n", "count"]].head(3).values.tolist()
    [['financien', 'improved', 69, 47], ['financien', 'unchanged', 69, 19], ['financien', 'deteriorated', 69, 3]]
    """
    return figures_of(_proposed(workspace, team, period), language)


def _proposed(workspace: Workspace, team: str, period: str) -> Content:
    version = measurement_version(workspace)
    try:
        content = read_proposal(workspace, team, period, os.environ.get(RUN_VARIABLE))
        if content.data_version == version:
            return content
    except UserError:
        pass  # nobody proposed anything yet
    chosen = workspace.settings().period(period, team)
    before = version_before(workspace, team, chosen)
    return team_content(workspace, team, chosen, version, before_version=before)


def figures_of(content: Content, language: str) -> pd.DataFrame:
    """As `released_figures`, of a content that is at hand."""
    lines = [
        line
        for view in content.views
        if view.kind == "shifts"
        for row in view.rows
        for line in _lines(view, row, language)
    ]
    return pd.DataFrame(lines, columns=COLUMNS).astype(_TYPES)


def _lines(view: View, row: Row, language: str) -> Iterator[dict[str, Any]]:
    place = {
        "view": f"{view.instrument}/{view.rater}",
        "instrument": view.instrument,
        "rater": view.rater,
        "leefgebied": row.leefgebied,
        "label": row.label[language],
        "n": row.n,
        "mean_shift": row.mean_shift,
    }
    for name, count in classes_of(row.counts):
        yield place | _told(name, count, row.n, language)


def classes_of(counts: dict[str, int] | None) -> list[tuple[str | None, int | None]]:
    """Each class with its count; one line without either where only n is told."""
    return [*counts.items()] if counts else [(None, None)]


def _told(name: str | None, count: int | None, n: int | None, language: str) -> dict[str, Any]:
    word = CLASSES[name][language] if name else None
    share = None if count is None or n is None else count / n
    return {"class": name, "word": word, "count": count, "share": share}


def card_rows(
    figures: pd.DataFrame, groups: Mapping[str, Sequence[str]] | None = None
) -> tuple[CardRow, ...]:
    """The lines of a card's table: each leefgebied of `figures`, or each of `groups` (label → codes) added up.

    UserError, all problems at once: columns that are no figures of a release, more than one view, a leefgebied
    without all of its classes, a group with an unknown leefgebied.
    """
    problems = [*_problems(figures)]
    if problems:
        raise UserError(problems, _NEXT)
    single = {row.parts[0]: row for row in _single_rows(figures)}
    if groups is None:
        return tuple(single.values())
    unknown = [*_unknown(groups, list(single))]
    if unknown:
        raise UserError(unknown, _NEXT)
    grouped = (
        _together(label, [single[code] for code in dict.fromkeys(codes)]) for label, codes in groups.items()
    )
    return tuple(row for row in grouped if row is not None)


def _problems(figures: pd.DataFrame) -> Iterator[Text]:
    lacking = [name for name in COLUMNS if name not in figures.columns]
    if lacking:
        names = ", ".join(lacking)
        yield Text(f"De cijfers missen kolom {names}.", f"The figures lack column {names}.")
        return
    views = figures["view"].unique()
    if len(views) > 1:
        known = ", ".join(views)
        yield Text(
            f"Er staan meer blikken door elkaar ({known}); kies er één: cijfers[cijfers['view'] == '{views[0]}'].",
            f"Several views are mixed ({known}); choose one: cijfers[cijfers['view'] == '{views[0]}'].",
        )
        return
    for code, own in figures.groupby("leefgebied", sort=False):
        if own["count"].notna().any() and own["count"].sum() != own["n"].iloc[0]:
            yield Text(
                f"{code}: laat alle klassen staan, en kies pas in het plaatje.",
                f"{code}: keep all classes, and choose in the picture only.",
            )


def _single_rows(figures: pd.DataFrame) -> Iterator[CardRow]:
    for code, own in figures.groupby("leefgebied", sort=False):
        first = own.iloc[0]
        told = own[own["count"].notna()]
        yield CardRow(
            instrument=str(first["instrument"]),
            rater=str(first["rater"]),
            label=Text(str(first["label"]), str(first["label"])),
            parts=(str(code),),
            n=_whole(first["n"]),
            counts={str(name): int(n) for name, n in zip(told["class"], told["count"], strict=True)} or None,
            mean_shift=None if pd.isna(first["mean_shift"]) else float(first["mean_shift"]),
        )


def _whole(number: Any) -> int | None:
    return None if pd.isna(number) else int(number)


def _unknown(groups: Mapping[str, Sequence[str]], known: list[str]) -> Iterator[Text]:
    """An unknown leefgebied in a group, with the one that was meant; none where there are no figures at all."""
    for label, codes in groups.items():
        for code in codes if known else ():
            if code not in known:
                meant = choose_from(code, known)
                yield Text(
                    f"Groep {label}: leefgebied '{code}' staat niet in de cijfers. {meant.nl}",
                    f"Group {label}: life domain '{code}' is not in the figures. {meant.en}",
                )


def _together(label: str, rows: list[CardRow]) -> CardRow | None:
    """The rows added up; those without a number are left out, and a row alone keeps its mean."""
    told = [row for row in rows if row.n is not None] or rows[:1]
    if not told:
        return None
    first, name = told[0], Text(label, label)
    if len(told) == 1:
        return CardRow(
            first.instrument, first.rater, name, first.parts, first.n, first.counts, first.mean_shift
        )
    parts = tuple(part for row in told for part in row.parts)
    n = sum(row.n or 0 for row in told)
    return CardRow(first.instrument, first.rater, name, parts, n, added([row.counts for row in told]))


def as_lines(rows: tuple[CardRow, ...], language: str) -> pd.DataFrame:
    """The lines of a card as a table to draw from: a row a line and class, columns LINE_COLUMNS."""
    lines = [
        {"label": row.label[language], "n": row.n, "mean_shift": row.mean_shift}
        | _told(name, count, row.n, language)
        for row in rows
        for name, count in classes_of(row.counts)
    ]
    return pd.DataFrame(lines, columns=LINE_COLUMNS).astype(_TYPES)


_NEXT = Text(
    "Begin bij cijfers = ml.released_figures(werkmap, team, period) en kies daar rijen uit.",
    "Begin with cijfers = ml.released_figures(werkmap, team, period) and choose rows of it.",
)
