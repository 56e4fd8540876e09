"""An analyst's own table, asked at the same rules before it is shown to others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from monitorlib.disclosure.coarse import mean_beside
from monitorlib.disclosure.rules import Profile, choose_table, export_profile, team_profile
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text
from monitorlib.release.told_figures import as_lines, card_rows, classes_of
from monitorlib.released import CardRow
from monitorlib.workspace import MIN_RESIDENTS

KEY = ["team", "instrument", "rater", "leefgebied"]
COUNTS = ["n_improved", "n_unchanged", "n_deteriorated"]
PROFILES = {
    "team": team_profile(MIN_RESIDENTS),
    "export": export_profile(MIN_RESIDENTS),
}
_ALSO = ["mean_shift"]
_PEOPLE = {"resident_id", "worker_id"}
_PSEUDONYM = re.compile(r"[0-9a-z]*[0-9a-f]{12,}[0-9a-z]*", re.IGNORECASE)


@dataclass(frozen=True)
class Released:
    """A table that kept the rules: what may be shown to this audience, as plain counts and coarse means.

    It is not published: only the door (`monitor publish`) writes a release, as only the door knows all that
    was released before. `rows` are there where the table follows from the team's release: such a table may stand
    on a card (`release_card`).
    """

    audience: str
    table: pd.DataFrame
    rows: tuple[CardRow, ...] | None = None

    def _repr_html_(self) -> str:
        return self.table.to_html(index=False)


def release_table(
    table: pd.DataFrame,
    audience: str = "team",
    groups: Mapping[str, Sequence[str]] | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Released:
    """The part of an analyst's table that `audience` ("team" or "export") may see, through the same ladder.

    Rows of `ml.released_figures` have passed it already: they come back as a table for a card, each leefgebied by
    itself, or `groups` of them added up (label → codes); `language` is that of its words. See `card_rows`.

    `table` has a row a group: columns of KEY (as many as you have; together they are unique), the whole
    numbers of COUNTS, and `mean_shift` if you like (scale points). The result has the classes that the ladder
    allows a row, one row a class: KEY, n, class, count, mean_shift.

    UserError, all problems at once: free rows (no counts), a text column that is not of KEY, a column of
    people, pseudonyms among the labels, other numbers, two rows for one group (parts of a group can be
    subtracted from each other: let blocks in workspace.toml do that), an unknown audience.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of `released_figures`, or counts a group of your own.
    audience : {"team", "export"}
        For whom.
    groups : mapping of str to sequence of str, optional
        Label → codes that are added up.
    language : {"nl", "en"}
        The language of the words.

    Returns
    -------
    Released
        `table` is what may be seen.

    Raises
    ------
    UserError
        See above; all problems at once.

    Examples
    --------
    >>> import monitorlib as ml
    >>> figures = ml.released_figures(ml.open_workspace("demo"), "Demo-Oost", "2025", "en")
    >>> zrm = figures[figures["view"] == "zrm-2017/professional"]
    >>> home = {"Home": ["huisvesting", "huiselijke_relaties"]}
    >>> ml.release_table(zrm, groups=home, language="en").table["n"].tolist()
    [138, 138, 138]
    """
    if audience == "team" and {"class", "count", "view"} <= set(table.columns):
        rows = card_rows(table, groups)
        return Released(audience, as_lines(rows, language), rows)
    if audience not in PROFILES:
        known = ", ".join(PROFILES)
        raise UserError(
            Text(f"audience: '{audience}' bestaat niet.", f"audience: '{audience}' does not exist."),
            Text(f"Kies uit: {known}.", f"Choose from: {known}."),
        )
    problems = _problems(table)
    if problems:
        raise UserError(problems, _NEXT)
    key = [name for name in KEY if name in table.columns]
    lines = [line for row in table.to_dict("records") for line in _lines(row, key, PROFILES[audience])]
    return Released(audience, pd.DataFrame(lines, columns=[*key, "n", "class", "count", "mean_shift"]))


def _lines(row: dict[str, Any], key: list[str], profile: Profile) -> list[dict[str, Any]]:
    cells = tuple(int(row[name]) for name in COUNTS)
    n, chosen = sum(cells), choose_table([cells], profile)
    shown = mean_beside(chosen, float(row["mean_shift"]), n, profile) if "mean_shift" in row else None
    begin = {name: row[name] for name in key} | {"n": n if n >= profile.min_residents else None}
    counts = classes_of(chosen.counts)
    return [{**begin, "class": name, "count": count, "mean_shift": shown} for name, count in counts]


def _problems(table: pd.DataFrame) -> list[Text]:
    found = []
    names = [str(name) for name in table.columns]
    for name in sorted(_PEOPLE & set(names)):
        found.append(
            Text(
                f"{name}: rijen van mensen mogen niet naar buiten.", f"{name}: rows of people may not leave."
            )
        )
    if set(COUNTS) - set(names):
        wanted = ", ".join(COUNTS)
        found.append(
            Text(
                f"Dit zijn losse rijen; tel ze eerst: {wanted}.",
                f"These are free rows; count them first: {wanted}.",
            )
        )
        return found
    for name in names:
        column = table[name]
        if name in COUNTS and not (pd.api.types.is_integer_dtype(column.dtype) and (column >= 0).all()):
            found.append(Text(f"{name}: geen hele aantallen.", f"{name}: no whole counts."))
        elif name in KEY and column.astype(str).map(lambda value: bool(_PSEUDONYM.fullmatch(value))).any():
            found.append(Text(f"{name}: er staan pseudoniemen in.", f"{name}: it holds pseudonyms."))
        elif name not in {*KEY, *COUNTS, *_ALSO, *_PEOPLE}:
            found.append(
                Text(f"{name}: deze kolom mag niet naar buiten.", f"{name}: this column may not leave.")
            )
    key = [name for name in KEY if name in names]
    if table.duplicated(key).any() if key else len(table) > 1:
        found.append(Text("Een groep staat er vaker dan één keer.", "A group stands more than once."))
    return found


_NEXT = Text(
    "Laat alleen team, instrument, rater, leefgebied, de aantallen en mean_shift staan, één rij per groep.",
    "Keep only team, instrument, rater, leefgebied, the counts and mean_shift, one row a group.",
)
