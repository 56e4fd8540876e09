"""From PAIRS to CHECKS: every check on every leefgebied, and what is left after counting how many were asked.

One promise holds for all checks of a team together: Holm over checks, after step-down within each check.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from monitorlib.analysis.rows import Coded
from monitorlib.analysis.shifts import summarise_shifts
from monitorlib.explanations.family import Family, cohort_of
from monitorlib.explanations.finding import FALSE_FLAGS, Explanation, Finding
from monitorlib.explanations.notes import with_notes
from monitorlib.explanations.registry import explanations, found_by
from monitorlib.explanations.repeats import repeats_of
from monitorlib.explanations.versions import versions_of
from monitorlib.explanations.yardstick import all_teams, others_of, totals_by_start
from monitorlib.foundation.handed_on import answer_to
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text
from monitorlib.instruments import Instruments, instruments_behind
from monitorlib.tables import CHECKS


def adjust_over_checks(p_family: list[np.ndarray]) -> list[np.ndarray]:
    """Adjusted p-values of every check; `p_family`: one array a check, already adjusted over its leefgebieden.

    Checks in order of their smallest p; the first is multiplied by the number of checks that could say anything,
    the next by one less, and never below those before. NaN (nothing tested) stays NaN and does not count.
    """
    said = [i for i, p in enumerate(p_family) if not np.isnan(p).all()]
    order = sorted(said, key=lambda i: np.nanmin(p_family[i]))
    adjusted = [np.full(len(p), np.nan) for p in p_family]
    floor = 0.0
    for place, i in enumerate(order):
        adjusted[i] = np.minimum(np.maximum(p_family[i] * (len(order) - place), floor), 1.0)
        floor = np.nanmin(adjusted[i])
    return adjusted


_GROUP = ["team", "instrument", "rater", "leefgebied"]
FURTHER = [
    "n",
    "n_smallest",
    "classes",
    "tables",
    "looks_back",
    "overlaps",
    "strength",
    "takes_away",
    "remains",
    "what_it_cannot_say",
]
BOTH_LANGUAGES = ["sentence", "question", "what_it_cannot_say", "told"]
_COLUMNS = [
    *_GROUP,
    *(column.name for column in CHECKS.columns if column.name not in _GROUP),
    *FURTHER,
    "told",
    *("reversal", "reversal_en", "reversal_tables"),
    *(f"{name}_en" for name in BOTH_LANGUAGES),
]
STRENGTH_BORDERS = ((0.001, "strong"), (0.01, "moderate"), (1.0, "weak"))
REACHES = ((0.5, "strong"), (0.75, "moderate"), (float("inf"), "weak"))


def explain_shifts(
    pairs: pd.DataFrame,
    measurements: pd.DataFrame | None = None,
    team: str | None = None,
    previous: pd.DataFrame | None = None,
    seed: int = 0,
    language: str = DEFAULT_LANGUAGE,
    instruments: Instruments | None = None,
    everybody: pd.DataFrame | None = None,
    own: Mapping[str, Explanation] | None = None,
    **summary,
) -> pd.DataFrame:
    """CHECKS: a row a leefgebied and check for one team, or for every team in `pairs`.

    `pairs` may hold other teams: they are the yardstick for ceiling and elsewhere. What rests on them stays
    inside the wall; a release is made from pairs of one team (`explain_team`). `everybody` are the TOTALS of all
    teams (`all_teams`), for whoever has pairs of one team only.
    `measurements` tell which version and system was used, and what else was scored of the same residents;
    `previous` are the PAIRS of an earlier period. What a check lacks (fewer than ten pairs, no other teams, no
    worker) makes it answer `cannot_say`, in words.

    `p_value` is of the row alone, `p_adjusted` over all checks × leefgebieden of the team (`chance` and
    `elsewhere` each stand apart); `flagged` when p_adjusted ≤ .07 and the check's own conditions hold. Further
    columns: `takes_away` and `remains` (scale points of the mean shift), `strength`, `classes` (improved, same and
    deteriorated in each group that is compared), `tables` (further ones that it rests on), `looks_back` (on
    the period before too), `overlaps` (other explanations that hold, on nearly the same residents),
    `what_it_cannot_say`, `told` (the sentence without numbers) and the English texts (`*_en`).
    `language="en"` puts English in front.
    `own`: explanations of the workspace, asked and counted beside ours (`own_explanations`).
    `summary` goes to summarise_shifts (margin, min_residents). UserError: as there.

    Parameters
    ----------
    pairs : pandas.DataFrame
        PAIRS of a team, or of more.
    measurements : pandas.DataFrame, optional
        MEASUREMENTS of the same residents.
    team : str, optional
        One team of `pairs`; every team when left out.
    previous : pandas.DataFrame, optional
        PAIRS of an earlier period.
    seed : int
        Of the sign flips: the same seed, the same p.
    language : {"nl", "en"}
        The language of the words.
    instruments : mapping of str to Instrument, optional
        Id → Instrument; when left out the shipped ones with those of the workspace.
    everybody : pandas.DataFrame, optional
        TOTALS of all teams.
    own : mapping of str to Explanation, optional
        Explanations of the workspace.
    **summary
        Goes to `summarise_shifts`.

    Returns
    -------
    pandas.DataFrame
        CHECKS, each with an answer, a sentence and a question.

    Raises
    ------
    UserError
        As for `summarise_shifts`.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> checks = ml.explain_shifts(pairs, language="en")
    >>> sorted(checks["answer"].unique())
    ['cannot_say', 'contradicts', 'supports']
    """
    known = instruments_behind(pairs, instruments)
    teams = sorted(pairs["team"].dropna().astype(str).unique()) if team is None else [team]
    asked = {**explanations(), **(own or {})}
    yard = _yardstick(pairs, everybody)
    rows = [
        row
        for name in teams
        for row in _explain_team(pairs, measurements, name, previous, yard, seed, known, asked, summary)
    ]
    table = pd.DataFrame({name: [row[name] for row in rows] for name in _COLUMNS}).astype({"flagged": bool})
    return table if language == DEFAULT_LANGUAGE else _english_first(table)


def _yardstick(
    pairs: pd.DataFrame, everybody: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """TOTALS of all teams, and of each team in `pairs`; None where one team is all there is."""
    if everybody is None and pairs["team"].nunique() < 2:
        return None
    totals = totals_by_start(pairs)
    return (all_teams(totals) if everybody is None else everybody), totals


def _explain_team(pairs, measurements, team, previous, totals, seed, known, asked, summary) -> list[dict]:
    own = _of_team(pairs, team)
    if own.table.empty:
        return []
    before = None if previous is None else _of_team(previous, team)
    measured = None if measurements is None else Coded(measurements)
    shifts = summarise_shifts(own.table, instruments=known, **summary)
    shifts = shifts[shifts["verdict"] != "not_tested"]
    found = []
    for (id, rater), group in shifts.groupby(["instrument", "rater"], sort=True, observed=True):
        family = _family(own, measured, before, totals, (team, str(id), str(rater)), group, known, seed)
        for check in asked.values():
            found.append((family, str(rater), check, _found(check, family)))
    return _rows(team, found, {name: check.label for name, check in asked.items()})


def _found(check: Explanation, family: Family) -> list[Finding]:
    """What a check finds; asked once where a release and an analyst's notebook look at the same residents."""
    if not check.of_now or explanations().get(check.name) is not check:
        return found_by(check, family)
    return answer_to(("finding", check.name, family.mark_of_now), lambda: found_by(check, family))


def _family(own, measured, before, totals, key, shifts, known, seed) -> Family:
    team, id, rater = key
    areas = tuple(shifts["leefgebied"].astype(str))
    mine = _view(own, id, rater)
    earlier = None if before is None else _view(before, id, rater)
    now = cohort_of(mine, areas)
    return Family(
        instrument=known[id],
        areas=areas,
        shifts=tuple(shifts.to_dict("records")),
        now=now,
        others=None if totals is None else _others(totals, team, id, rater, areas),
        before=None if earlier is None or earlier.empty else cohort_of(earlier, areas),
        versions=versions_of(measured, mine, id),
        repeats=repeats_of(measured, earlier, mine, now.people["resident_id"], areas),
        seed=seed,
    )


def _others(yard: tuple[pd.DataFrame, pd.DataFrame], team: str, *view) -> list | None:
    together, totals = yard
    return others_of(together, totals[totals["team"] == team], *view)


def _of_team(pairs: pd.DataFrame, team: str) -> Coded:
    return Coded(pairs[pairs["team"].astype(str) == team])


def _view(pairs: Coded, instrument: str, rater: str) -> pd.DataFrame:
    return pairs.table[pairs.are("instrument", instrument) & pairs.are("rater", rater)]


def _rows(team: str, found: list, labels: dict[str, Text]) -> list[dict]:
    p = [np.array([f.p_family for f in findings], dtype=float) for *_, findings in found]
    adjusted = [np.full(len(each), np.nan) for each in p]
    for group in sorted({_counted_with(check) for _f, _r, check, _ in found}):
        places = [i for i, (_f, _r, check, _) in enumerate(found) if _counted_with(check) == group]
        for i, result in zip(places, adjust_over_checks([p[i] for i in places]), strict=True):
            adjusted[i] = result
    flat = [finding for *_, findings in found for finding in findings]
    rows = [
        {"team": team, "instrument": family.instrument.id, "rater": rater, "leefgebied": area}
        | _columns(family, check, finding, float(p_adjusted))
        for (family, rater, check, findings), each in zip(found, adjusted, strict=True)
        for area, finding, p_adjusted in zip(family.areas, findings, each, strict=True)
    ]
    return with_notes(rows, flat, labels)


def _counted_with(check: Explanation) -> str:
    return check.name if check.own_family else ""


def _columns(family: Family, check: Explanation, finding: Finding, p_adjusted: float) -> dict:
    flagged = finding.eligible and p_adjusted <= FALSE_FLAGS
    answer = "supports" if flagged else finding.answer
    question = finding.question if flagged and finding.question else check.question
    texts = {
        "sentence": finding.sentence,
        "question": question,
        "what_it_cannot_say": check.limits,
        "told": check.told["supports"] if flagged else finding.told or check.told[answer],
    }
    numbers = (
        "estimate",
        "unit",
        "low",
        "high",
        "p_value",
        "takes_away",
        "remains",
        "n",
        "n_smallest",
        "classes",
        "tables",
        "looks_back",
    )
    return {
        "check": check.name,
        "flagged": bool(flagged),
        "answer": answer,
        "p_adjusted": p_adjusted,
        "strength": _strength(answer, flagged, p_adjusted, _reach(family, finding)),
        **{name: getattr(finding, name) for name in numbers},
        **{name: text.nl for name, text in texts.items()},
        **{f"{name}_en": text.en for name, text in texts.items()},
    }


def _strength(answer: str, flagged: bool, p_adjusted: float, reach: float | None) -> str | None:
    """How strong the answer is, in one of three words; None where nothing can be said of that.

    Flagged: by the adjusted p. Contradicted by an interval in scale points: by how far it reaches, as a part of
    a difference that matters (`reach`). Else what supports is weak.
    """
    if flagged:
        return next(word for border, word in STRENGTH_BORDERS if p_adjusted <= border)
    if answer == "contradicts":
        return None if reach is None else next(word for border, word in REACHES if reach <= border)
    return "weak" if answer == "supports" else None


def _reach(family: Family, finding: Finding) -> float | None:
    if finding.unit != "scale points" or finding.low is None or finding.high is None:
        return None
    return max(abs(finding.low), abs(finding.high)) / family.small


def _english_first(table: pd.DataFrame) -> pd.DataFrame:
    english = {f"{name}_en": table[name] for name in BOTH_LANGUAGES}
    renamed = {f"{name}_en": f"{name}_nl" for name in BOTH_LANGUAGES}
    return table.assign(**{name: table[f"{name}_en"] for name in BOTH_LANGUAGES}, **english).rename(
        columns=renamed
    )
