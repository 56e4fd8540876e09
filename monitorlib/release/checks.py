"""What of CHECKS may leave: the answer, how strong, words without numbers, and what it takes away, coarse.

The page and the door (disclosure.conformity) allow them only beside a table that they cannot give back.
"""

import math
from collections.abc import Container, Mapping
from typing import Any

import pandas as pd

from monitorlib.disclosure.rules import Profile, choose_table
from monitorlib.explanations import explanations
from monitorlib.explanations.finding import Explanation
from monitorlib.explanations.notes import overlap_note
from monitorlib.foundation.texts import Text
from monitorlib.released import Check

Place = tuple[str, str, str]
Known = Mapping[str, Explanation]
# its part is a mean of scores of two periods, of whoever is in both: no table of either release was asked for that
WORDS_ONLY = "regression_to_the_mean"


def released_checks(
    checks: pd.DataFrame | None,
    profile: Profile,
    before: Container[Place] = (),
    known: Known | None = None,
) -> dict[Place, tuple[Check, ...]]:
    """The checks of each (instrument, rater, leefgebied), in the order in which a team meets them.

    `checks` is CHECKS of one team (None: nothing was checked). An answer that parts the residents into groups
    leaves only where the table of these groups could itself be shown; else it is `cannot_say`, as it is from what
    can be seen (decision 65). One that looks back on the period before leaves only at the places `before`, where
    that period's release hides no class. `takes_away` has one decimal, and only where the check is flagged and
    the smallest group behind it reaches the minimum: a mean of fewer would tell about them. `known`: ours and the
    workspace's own, name → check. Of an own one less leaves: only beside a table of the groups that it compares,
    and as its fixed words, since nobody but its author knows what else it rests on (decision 108).
    """
    if checks is None or checks.empty:
        return {}
    known = explanations() if known is None else known
    places: dict[Place, list[dict[str, Any]]] = {}
    for row in checks.to_dict("records"):
        place = (str(row["instrument"]), str(row["rater"]), str(row["leefgebied"]))
        places.setdefault(place, []).append(row)
    return {place: _of_one_place(rows, profile, before, known) for place, rows in places.items()}


def _of_one_place(
    rows: list[dict[str, Any]], profile: Profile, before: Container[Place], known: Known
) -> tuple[Check, ...]:
    """Overlap is told last, and only of explanations that both hold on the page: else it would tell that a hidden
    one held."""
    seen = [_as_can_be_seen(row, profile, before, known) for row in rows]
    holds = {row["check"] for row in seen if row["answer"] == "supports"}
    return tuple(
        _check(row, _sentence(row, holds, profile, known), profile.min_residents, known) for row in seen
    )


def _as_can_be_seen(
    row: dict[str, Any], profile: Profile, before: Container[Place], known: Known
) -> dict[str, Any]:
    """The row, without its answer where "this group did otherwise", or did not, could give a small count away."""
    place = (str(row["instrument"]), str(row["rater"]), str(row["leefgebied"]))
    own = row["check"] not in explanations()
    hidden = row["looks_back"] and (own or place not in before) or own and not row["classes"]
    if not hidden and all(
        _could_be_shown(each, profile) for each in (row["classes"], *row["tables"]) if each
    ):
        return _words_alone(row, known) if own else row
    words = _fixed_words(known, row["check"], "cannot_say")
    return {**row, "answer": "cannot_say", "strength": None, "flagged": False, **words}


def _words_alone(row: dict[str, Any], known: Known) -> dict[str, Any]:
    """Of an own explanation: the answer in its fixed words, and nothing that it found besides."""
    bare = {"takes_away": None, "reversal_tables": (), "overlaps": ()}
    return {**row, **bare, **_fixed_words(known, row["check"], row["answer"])}


def _fixed_words(known: Known, name: str, answer: str) -> dict[str, str]:
    told, question = known[name].told[answer], known[name].question
    return {"told": told.nl, "told_en": told.en, "question": question.nl, "question_en": question.en}


def _could_be_shown(groups: tuple[Any, ...], profile: Profile) -> bool:
    """Whether the table of these groups could stand on a page; of one group that table is its classes."""
    table = choose_table(groups, profile)
    return bool(table.blocks if len(groups) > 1 else table.counts)


def _check(row: dict[str, Any], sentence: Text, min_residents: int, known: Known) -> Check:
    return Check(
        check=row["check"],
        label=known[row["check"]].label,
        answer=row["answer"],
        strength=row["strength"] if isinstance(row["strength"], str) else None,
        flagged=bool(row["flagged"]),
        takes_away=_coarse(row, min_residents),
        sentence=sentence,
        question=Text(row["question"], row["question_en"]),
        what_it_cannot_say=Text(row["what_it_cannot_say"], row["what_it_cannot_say_en"]),
    )


def _sentence(row: dict[str, Any], holds: Container[str], profile: Profile, known: Known) -> Text:
    """What is told, with what may be told besides of an explanation that holds on the page."""
    told = [Text(row["told"], row["told_en"])]
    if row["check"] in holds:
        told += [*_reversal(row, profile), *_overlap(row, holds, known)]
    return Text(" ".join(each.nl for each in told), " ".join(each.en for each in told))


def _reversal(row: dict[str, Any], profile: Profile) -> list[Text]:
    """That it turns round in every group leaves only where the tables of all groups could be shown."""
    tables = row["reversal_tables"]
    if not tables or not all(_could_be_shown(each, profile) for each in tables):
        return []
    return [Text(row["reversal"], row["reversal_en"])]


def _overlap(row: dict[str, Any], holds: Container[str], known: Known) -> list[Text]:
    ours = explanations()
    others = [known[name].label for name in row["overlaps"] if name in holds and name in ours]
    return [overlap_note(others)] if others else []


def _coarse(row: dict[str, Any], min_residents: int) -> float | None:
    away, smallest = row["takes_away"], row["n_smallest"]
    known = all(number is not None and not math.isnan(number) for number in (away, smallest))
    if row["check"] == WORDS_ONLY or not (row["flagged"] and known and smallest >= min_residents):
        return None
    return round(float(away), 1) + 0.0
