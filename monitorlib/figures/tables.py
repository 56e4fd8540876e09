"""Tables as a person reads them: labels instead of codes, words above the columns, at most eight of these.

For notebooks, inside the wall; nothing is computed here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from monitorlib.explanations import explanations
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text, counted
from monitorlib.instruments import Instruments
from monitorlib.wording import RATERS, STRENGTHS
from monitorlib.wording.verdicts import WORDS

MOST_COLUMNS, MOST_ROWS = 8, 60
NOTHING = Text("Geen.", "None.")
MORE = Text("… en nog {n} rij.", "… and {n} more row."), Text("… en nog {n} rijen.", "… and {n} more rows.")
_STYLE = (
    "<style>.ml-readable th, .ml-readable td { text-align: left !important; vertical-align: top; "
    "padding: 3px 14px 3px 0; }</style>"
)
HEADS: dict[str, Text] = {
    "instrument": Text("instrument", "instrument"),
    "rater": Text("blik", "view"),
    "leefgebied": Text("leefgebied", "life domain"),
    "check": Text("verklaring", "explanation"),
    "answer": Text("antwoord", "answer"),
    "strength": Text("hoe sterk", "how strongly"),
    "sentence": Text("in een zin", "in a sentence"),
    "question": Text("vraag aan het team", "question for the team"),
    "what_it_cannot_say": Text("wat ze niet kan zeggen", "what it cannot say"),
    "verdict": Text("oordeel", "verdict"),
    "n_residents": Text("inwoners", "residents"),
    "n_scores": Text("scores", "scores"),
    "n_again": Text("opnieuw gemeten", "measured again"),
    "n_once": Text("één keer gemeten", "measured once"),
    "median_days": Text("dagen ertussen (mediaan)", "days between (median)"),
    "n_pairs": Text("twee keer gemeten", "measured twice"),
    "n_improved": Text("vooruit", "improved"),
    "n_unchanged": Text("gelijk", "unchanged"),
    "n_deteriorated": Text("achteruit", "deteriorated"),
    "n_answers": Text("antwoorden", "answers"),
    "n_yes": Text("ja", "yes"),
    "n_partly": Text("een beetje", "a little"),
    "n_no": Text("nee", "no"),
    "mean_pre": Text("eerste meting (gemiddeld)", "first measurement (mean)"),
    "mean_post": Text("laatste meting (gemiddeld)", "last measurement (mean)"),
    "mean_shift": Text("gemiddeld (punten)", "mean (points)"),
    "net_improved": Text("vooruit min achteruit", "improved minus deteriorated"),
    "net_low": Text("ondergrens", "lower end"),
    "net_high": Text("bovengrens", "upper end"),
    "n_leefgebieden": Text("leefgebieden", "life domains"),
    "net": Text("vooruit min achteruit (gemiddeld)", "improved minus deteriorated (mean)"),
    "p_mid": Text("p", "p"),
    "cohesion": Text("samenhang", "cohesion"),
    "n_more": Text("vaker dan twee keer", "more than twice"),
    "trend": Text("trend (−1 tot 1)", "trend (−1 to 1)"),
    "pooled": Text("samen", "pooled"),
    "own_part": Text("eigen deel", "own part"),
    "p_adjusted": Text("p (gecorrigeerd)", "p (adjusted)"),
    "takes_away": Text("neemt weg (punten)", "takes away (points)"),
    "remains": Text("blijft over (punten)", "remains (points)"),
    "n_could_improve": Text("kon vooruit", "could improve"),
    "label": Text("leefgebied", "life domain"),
    "word": Text("klasse", "class"),
    "count": Text("aantal", "count"),
    "share": Text("deel", "share"),
    "n": Text("inwoners", "residents"),
    "first": Text("eerste dag", "first day"),
    "last": Text("laatste dag", "last day"),
    "not_applicable": Text("niet van toepassing", "not applicable"),
    "unknown": Text("onbekend", "unknown"),
    "not_filled_in": Text("niet ingevuld", "not filled in"),
}
ANSWERS = {
    "supports": Text("steunt", "supports"),
    "contradicts": Text("spreekt tegen", "contradicts"),
    "cannot_say": Text("kan niet zeggen", "cannot say"),
}


@dataclass(frozen=True)
class Shown:
    """A table to read: whole sentences, no row numbers, at most MOST_ROWS; `table` is the same as a DataFrame."""

    table: pd.DataFrame
    language: str = DEFAULT_LANGUAGE

    def __repr__(self) -> str:
        """The same as lines, for where there is no page; Jupyter asks for it beside the page."""
        if self.table.empty:
            return NOTHING[self.language]
        rows = self.table.head(MOST_ROWS).itertuples(index=False)
        lines = [" | ".join(map(_as_text, line)) for line in (self.table.columns, *rows)]
        return "\n".join([*lines, *self._more()])

    def _repr_html_(self) -> str:
        if self.table.empty:
            return f"<p>{NOTHING[self.language]}</p>"
        with pd.option_context("display.max_colwidth", None):
            told = self.table.head(MOST_ROWS).to_html(
                index=False, border=0, na_rep="–", float_format="{:.2f}".format, classes="ml-readable"
            )
        return "".join([_STYLE, told, *(f"<p>{more}</p>" for more in self._more())])

    def _more(self) -> list[str]:
        """How many rows are not shown, if there are any."""
        more = len(self.table) - MOST_ROWS
        return [counted(more, *MORE)[self.language]] if more > 0 else []


def _as_text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}" if cell == cell else "–"
    return "–" if cell is None or cell is pd.NA or cell is pd.NaT else str(cell)


def readable(
    table: pd.DataFrame, columns: list[str], instruments: Instruments, language: str = DEFAULT_LANGUAGE
) -> Shown:
    """These columns of a table of ours, with labels instead of codes and words above them; the rows stay.

    Numbers have at most two decimals. UserError: more than MOST_COLUMNS, or a column that the table does not have.

    Parameters
    ----------
    table : pandas.DataFrame
        One of our tables.
    columns : list of str
        Which, at most eight.
    instruments : mapping of str to Instrument
        They name the leefgebieden.
    language : {"nl", "en"}
        The language of the words.

    Returns
    -------
    Shown
        `table` is the plain table; in a notebook it shows itself.

    Raises
    ------
    UserError
        See above.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost")
    >>> pairs = ml.pair_measurements(measurements, start="2025-01-01", end="2025-12-31")
    >>> shown = ml.readable(
    ...     ml.summarise_shifts(pairs), ["leefgebied", "n_improved"], ml.read_instruments(), "en"
    ... )
    >>> shown.table.shape[1]
    2
    """
    problems = [*_problems(table, columns)]
    if problems:
        raise UserError(problems)
    told = {name: _in_words(table, name, instruments, language) for name in columns}
    heads = {name: HEADS[name][language] if name in HEADS else name for name in columns}
    return Shown(pd.DataFrame(told).rename(columns=heads).reset_index(drop=True), language)


def _problems(table: pd.DataFrame, columns: list[str]) -> Iterator[Text]:
    if len(columns) > MOST_COLUMNS:
        yield Text(
            f"{len(columns)} kolommen leest niemand; kies er hoogstens {MOST_COLUMNS}.",
            f"Nobody reads {len(columns)} columns; choose {MOST_COLUMNS} at most.",
        )
    lacking = [name for name in columns if name not in table.columns]
    if lacking:
        names = ", ".join(lacking)
        yield Text(f"De tabel heeft geen kolom {names}.", f"The table has no column {names}.")


def _in_words(table: pd.DataFrame, name: str, instruments: Instruments, language: str) -> pd.Series:
    values = table[name]
    if name == "leefgebied" and "instrument" in table.columns:
        places = zip(table["instrument"].astype(str), values.astype(str), strict=True)
        return pd.Series(
            [_area(*place, instruments, language) for place in places], values.index, dtype=object
        )
    words = _words(name, instruments)
    if words is not None:
        told = [words[str(each)][language] if str(each) in words else each for each in values]
        return pd.Series(told, values.index, dtype=object)
    return values.round(2) if pd.api.types.is_float_dtype(values.dtype) else values


def _area(instrument: str, code: str, instruments: Instruments, language: str) -> str:
    known = {area.code: area.label for area in instruments[instrument].leefgebieden}
    return known[code][language] if code in known else code


def _words(name: str, instruments: Instruments) -> Mapping[str, Text] | None:
    match name:
        case "instrument":
            return {id: each.label for id, each in instruments.items()}
        case "rater":
            return RATERS
        case "verdict":
            return WORDS
        case "check":
            return {name: check.label for name, check in explanations().items()}
        case "answer":
            return ANSWERS
        case "strength":
            return STRENGTHS
    return None
