"""Every score of an export on a line of its own, whatever shape the export has.

CELLS: `at` (position of the row in the export), `column`, `instrument`, `leefgebied`, `moment`, `score`,
`missing`, `rule` (why the cell is refused). A blank cell beside filled ones is `not_filled_in`; where a
whole instrument is blank at a moment nothing was measured and there is no cell.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from monitorlib.instruments import Instruments
from monitorlib.intake.long_tables import instrument_of_rows, leefgebied_of_rows
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.profiles import Profile
from monitorlib.intake.score_words import Codes
from monitorlib.intake.scores import RULES, Scored, scored
from monitorlib.intake.sources import Export
from monitorlib.tables import MISSING_REASONS

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
