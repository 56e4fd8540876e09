"""Every score of an export on a line of its own, whatever shape the export has.

CELLS: `at` (position of the row in the export), `column`, `instrument`, `leefgebied`, `moment`, `score`,
`missing`, `rule` (why the cell is refused). A blank cell beside filled ones is `not_filled_in`; where a
whole instrument is blank at a moment nothing was measured and there is no cell. Of goals (shape E) each is counted
as a leefgebied; the goal's own text never enters.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from monitorlib.instruments import Instrument, Instruments
from monitorlib.intake.know.fields import Guess
from monitorlib.intake.know.profiles import Profile
from monitorlib.intake.know.scores import RULES, Codes, Scored, read_scores, scored
from monitorlib.intake.know.values import mapped
from monitorlib.intake.know.words import plain
from monitorlib.intake.read.sources import Export
from monitorlib.intake.recognise.content import instruments_that_read
from monitorlib.intake.recognise.leefgebieden import codes_of_values, find_areas
from monitorlib.intake.recognise.mapping import Mapping
from monitorlib.tables import MISSING_REASONS

# --- goals, each counted as a leefgebied (shape E)

GOAL_INSTRUMENTS = ("doel-behaald", "gas")
GOAL = "doel (geteld)"  # the counted goal, as a column
_READABLE = 0.8


def goal_instrument(results: pd.Series, instruments: Instruments) -> str | None:
    """The instrument that the results are of: "ja" and "nee", or -2 to +2; None where neither reads well.

    Numbers of which none is negative may be either; the column's name tells, else it is asked
    (doubtful_values.coding_questions).
    """
    distinct = pd.Series(results.unique(), dtype="str")
    distinct = distinct[distinct.str.strip() != ""]
    if distinct.empty:
        return None
    worded = distinct.str.contains("[a-z]", case=False).mean() >= 0.5
    order = GOAL_INSTRUMENTS if worded or _counts_up(distinct) else GOAL_INSTRUMENTS[::-1]
    order = order[::-1] if says_gas(str(results.name)) else order
    for id in order:
        if id in instruments and read_scores(distinct, instruments[id])["rule"].isna().mean() >= _READABLE:
            return id
    return None


def says_gas(column: str) -> bool:
    """Whether the column's name is that of Goal Attainment Scaling."""
    return "gas" in plain(column).split() or "goal attainment" in plain(column)


def _counts_up(distinct: pd.Series) -> bool:
    """Whether no score is below zero, as in a coding of no and yes; -99 is no score."""
    return not distinct.str.strip().str.fullmatch(r"[-−][12](?:[.,]0+)?").any()


def as_long(frame: pd.DataFrame, mapping: Mapping, day: str, area: str) -> pd.DataFrame:
    """The frame with a column `area`: the goals of a client on a day counted, "doel 1", "doel 2", …

    A row without a result gets a name too, so that a goal keeps its number when its result comes later.
    """
    several = frame.groupby([mapping.column("client"), day], sort=False).cumcount().to_numpy() + 1
    named = np.char.add("doel ", several.astype("U"))
    empty = frame[mapping.column("goal_result")].str.strip() == ""
    return frame.assign(**{area: pd.Series(named, index=frame.index, dtype="str").where(~empty, "")})


def goal_mapping(mapping: Mapping, area: str) -> Mapping:
    """The mapping of a table of goals read as a long one."""
    as_score = [
        replace(guess, field="score") if guess.field == "goal_result" else guess
        for guess in mapping.guesses
        if guess.field not in ("leefgebied", "score")
    ]
    return Mapping((*as_score, Guess(area, "leefgebied", 1.0)), "C")


# --- the words of a long table

UNKNOWN = "?"
MOST_WORDS = 500  # distinct ones; a column with more is no list of leefgebieden


def instrument_of_rows(
    frame: pd.DataFrame, mapping: Mapping, instruments: Instruments, given: str | None
) -> pd.Series:
    """The instrument's id of each row; UNKNOWN for a word that names none, and for a blank."""
    column = mapping.column("instrument")
    if column is None:
        codes = np.zeros(len(frame), dtype="int8")
        return pd.Series(pd.Categorical.from_codes(codes, [given]), index=frame.index)
    named = {plain(name): i.id for i in instruments.values() for name in (i.id, i.label.nl, i.label.en)}

    def instrument_of(word: str) -> str:
        if not word.strip():
            return given or UNKNOWN
        rows = frame[column] == word
        return named.get(plain(word)) or _by_part(word, frame[rows], mapping, instruments, given) or UNKNOWN

    return mapped(frame[column], instrument_of)


def _by_part(
    word: str, rows: pd.DataFrame, mapping: Mapping, instruments: Instruments, given: str | None
) -> str | None:
    """The instrument that a part of its name means: "ZRM" is the version whose leefgebieden stand there.

    Of several with one leefgebied ("WHO-5") the values tell, or else the instrument that was `given`.
    """
    tokens = set(plain(word).replace("zrm20", "zrm 20").split())
    fitting = {i.id: i for i in instruments.values() if tokens and tokens <= _tokens(i)}
    if len(fitting) > 1 and all(len(i.leefgebieden) == 1 for i in fitting.values()):
        fitting = instruments_that_read(rows[mapping.column("score")], fitting.values())
    if len(fitting) == 1:
        return next(iter(fitting))
    return _by_areas(rows, mapping, fitting) or (given if given in fitting else None)


def _by_areas(rows: pd.DataFrame, mapping: Mapping, fitting: Instruments) -> str | None:
    """The one instrument whose leefgebieden stand in these rows, or None."""
    column = mapping.column("leefgebied")
    if not fitting or column is None:
        return None
    values = [value for value in rows[column].unique() if value.strip()]
    found = {area.instrument for area in find_areas(values, fitting, None).values()}
    return found.pop() if len(found) == 1 else None


def _tokens(instrument: Instrument) -> set[str]:
    spelled = f"{instrument.id} {instrument.label.nl} {instrument.label.en}"
    return {*plain(spelled).split(), plain(instrument.label.nl).replace(" ", "")}


def leefgebied_of_rows(frame: pd.DataFrame, mapping: Mapping, instrument: Instrument) -> pd.Series:
    """The leefgebied's code of each row; the only one of an instrument need not be named."""
    column = mapping.column("leefgebied")
    if column is None:
        only = instrument.leefgebieden[0].code if len(instrument.leefgebieden) == 1 else None
        return pd.Series([only] * len(frame), index=frame.index, dtype="str")
    words = [word for word in frame[column].unique() if isinstance(word, str) and word.strip()]
    codes = codes_of_values(words, instrument) if len(words) <= MOST_WORDS else {}
    return mapped(frame[column], codes.get)


# --- the cells of a wide and of a long table

CELL_RULES = (*RULES, "unknown_instrument", "unknown_leefgebied")


def codes_of(export: Export, profile: Profile, column: str) -> Codes:
    """What a profile and a statistical file tell of the values in a column."""
    declared = export.missing.get(column, ())
    return Codes(profile.missing, declared, profile.labels, export.labels.get(column, {}))


def wide_cells(export: Export, mapping: Mapping, instruments: Instruments, profile: Profile) -> pd.DataFrame:
    """The cells of a table with a column per leefgebied (and per moment)."""
    parts, frame = [], export.frame
    for group in _together(mapping):
        read = [
            (*its, scored(frame[its[0]], instruments[its[1]], codes_of(export, profile, its[0])))
            for its in group
        ]
        measured = np.zeros(len(frame), dtype=bool)
        for *_, cells in read:
            measured |= ~cells.blank
        at = np.flatnonzero(measured).astype("int32")
        parts += [_part(at, its, cells) for *its, cells in read]
    return _joined(parts)


def _together(mapping: Mapping) -> Iterator[list[tuple[str, str, str, str]]]:
    """The columns of one instrument at one moment, as (column, instrument, leefgebied, moment)."""
    groups: dict[tuple[str, str], list] = {}
    for column, rest in mapping.columns("score:").items():
        area, _, moment = rest.partition("@")
        instrument, leefgebied = area.split("/")
        groups.setdefault((instrument, moment), []).append((column, instrument, leefgebied, moment))
    yield from groups.values()


def _part(at: np.ndarray, its: list[str], cells: Scored) -> dict:
    column, instrument, leefgebied, moment = its
    return {
        "at": at,
        "words": (column, instrument, leefgebied, moment),
        "score": cells.score[at],
        "missing": cells.missing[at],
        "rule": cells.rule[at],
    }


def _joined(parts: list[dict]) -> pd.DataFrame:
    sizes = [len(part["at"]) for part in parts]
    frame = pd.DataFrame({name: np.concatenate([p[name] for p in parts]) for name in ("at", "score")})
    for place, name in enumerate(("column", "instrument", "leefgebied", "moment")):
        codes, words = pd.factorize(np.array([part["words"][place] for part in parts], dtype=object))
        repeated = np.repeat(codes.astype("int16"), sizes)
        frame[name] = pd.Categorical.from_codes(repeated, categories=pd.Index(words, dtype="str"))
    frame["missing"] = _reasons(np.concatenate([part["missing"] for part in parts]))
    frame["rule"] = _rules(np.concatenate([part["rule"] for part in parts]))
    return frame


def _reasons(codes: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(MISSING_REASONS, dtype="str"))


def _rules(codes: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(CELL_RULES, dtype="str"))


def long_cells(
    export: Export, mapping: Mapping, instruments: Instruments, profile: Profile, given: str | None
) -> pd.DataFrame:
    """The cells of a table with one score a row; `given` is the instrument where no column tells it."""
    frame, score = export.frame, mapping.column("score")
    told = codes_of(export, profile, score)
    which = instrument_of_rows(frame, mapping, instruments, given)
    numbers = np.full(len(frame), np.nan, dtype="float32")
    missing, rule = (np.full(len(frame), -1, dtype="int8") for _ in range(2))
    areas: list[tuple[np.ndarray, pd.Categorical]] = []
    for id in which.cat.categories:
        here = (which == id).to_numpy()
        rows = frame if here.all() else frame.loc[here]
        if id not in instruments:
            rule[here] = CELL_RULES.index("unknown_instrument")
            continue
        read = scored(rows[score], instruments[id], told)
        its = pd.Categorical(leefgebied_of_rows(rows, mapping, instruments[id]))
        areas.append((here, its))
        numbers[here], missing[here] = read.score, read.missing
        unknown = CELL_RULES.index("unknown_leefgebied")
        rule[here] = np.where(its.codes == -1, unknown, read.rule)
    cells = pd.DataFrame({"at": np.arange(len(frame), dtype="int32"), "score": numbers})
    only = np.zeros(len(frame), "int8")
    cells["column"] = pd.Categorical.from_codes(only, categories=[score])
    cells["missing"], cells["rule"] = _reasons(missing), _rules(rule)
    cells["instrument"], cells["leefgebied"] = which.array, _in_one(areas, len(frame))
    cells["moment"] = pd.Categorical.from_codes(only, categories=[""])
    filled = np.zeros(len(frame), dtype=bool)
    for name in filter(None, (score, mapping.column("leefgebied"))):
        filled |= (frame[name] != "").to_numpy()
    return cells if filled.all() else cells[filled].reset_index(drop=True)


def _in_one(areas: list[tuple[np.ndarray, pd.Categorical]], rows: int) -> pd.Categorical:
    """The leefgebieden of several instruments, each in its own rows, as one column."""
    words = pd.Index(dict.fromkeys(word for _, its in areas for word in its.categories), dtype="str")
    codes = np.full(rows, -1, dtype="int32")
    for here, its in areas:
        places = np.append(words.get_indexer(its.categories), -1)
        codes[here] = places[its.codes]
    return pd.Categorical.from_codes(codes, categories=words)
