"""Tables as a person reads them: labels, words above the columns, at most eight, whole sentences."""

import pandas as pd
import pytest

from monitorlib.explanations import explanations
from monitorlib.figures.tables import HEADS, MOST_COLUMNS, MOST_ROWS, NOTHING, readable
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.tables import CHECKS, SHIFTS

INSTRUMENTS = read_instruments()
TABLE = pd.DataFrame(
    {
        "instrument": ["zrm-2017", "wat-telt"],
        "rater": ["professional", "inwoner"],
        "leefgebied": ["financien", "geld"],
        "check": ["chance", "eigen"],
        "answer": ["supports", "cannot_say"],
        "strength": ["strong", None],
        "verdict": ["hint_improved", "not_tested"],
        "p_adjusted": [0.04567, float("nan")],
        "sentence": ["Een zin " * 20, "<b>kort</b>"],
        "eigen kolom": [1, 2],
    }
)


def _shown(*columns, language="nl"):
    return readable(TABLE, list(columns), INSTRUMENTS, language).table


def test_codes_become_labels_and_columns_words():
    shown = _shown("instrument", "rater", "leefgebied", "check", "answer", "strength", "verdict")
    assert shown.columns.tolist() == [
        "instrument",
        "blik",
        "leefgebied",
        "verklaring",
        "antwoord",
        "hoe sterk",
        "oordeel",
    ]
    assert shown.iloc[0].tolist() == [
        "Zelfredzaamheid-Matrix (ZRM 2017)",
        "blik van de professional",
        "Financiën",
        explanations()["chance"].label.nl,
        "steunt",
        "sterk",
        "misschien vooruit",
    ]


def test_in_english_the_same_in_english():
    assert _shown("leefgebied", "answer", language="en").iloc[0].tolist() == ["Finances", "supports"]


def test_what_has_no_label_stays_as_it_is():
    assert _shown("check", "eigen kolom").iloc[1].tolist() == ["eigen", 2]


def test_numbers_have_two_decimals_and_what_is_missing_a_dash():
    html = readable(TABLE, ["p_adjusted", "strength"], INSTRUMENTS)._repr_html_()
    assert "<td>0.05</td>" in html and "<td>–</td>" in html and "NaN" not in html


def test_sentences_are_whole_and_escaped():
    html = readable(TABLE, ["sentence"], INSTRUMENTS)._repr_html_()
    assert ("Een zin " * 20).strip() in html and "&lt;b&gt;kort" in html


def test_an_empty_table_says_so_and_a_long_one_how_much_more_there_is():
    assert readable(TABLE.head(0), ["rater"], INSTRUMENTS)._repr_html_() == "<p>Geen.</p>"
    long = pd.DataFrame({"n": range(MOST_ROWS + 3)})
    html = readable(long, ["n"], INSTRUMENTS, "en")._repr_html_()
    assert "… and 3 more rows." in html and html.count("<tr") == MOST_ROWS + 1
    assert "more rows" not in readable(long.head(MOST_ROWS), ["n"], INSTRUMENTS, "en")._repr_html_()


def test_nine_columns_or_an_unknown_one_are_refused():
    names = TABLE.columns[:9].tolist()
    readable(TABLE, names[:MOST_COLUMNS], INSTRUMENTS)
    with pytest.raises(UserError, match="9 kolommen leest niemand") as refused:
        readable(TABLE, [*names[:8], "weg"], INSTRUMENTS)
    assert "De tabel heeft geen kolom weg." in refused.value.message("nl")


def test_every_code_column_of_our_tables_has_a_word():
    codes = {"instrument", "rater", "leefgebied", "verdict", "check", "answer"}
    named = {column.name for table in (SHIFTS, CHECKS) for column in table.columns}
    assert codes <= named & set(HEADS)


def test_without_a_page_the_same_stands_in_lines():
    shown = readable(TABLE, ["leefgebied", "strength", "p_adjusted", "eigen kolom"], INSTRUMENTS)
    assert repr(shown).split("\n") == [
        " | ".join(shown.table.columns),
        "Financiën | sterk | 0.05 | 1",
        "Geld | – | – | 2",
    ]
    assert repr(readable(TABLE[:0], ["leefgebied"], INSTRUMENTS)) == NOTHING["nl"]
    long = readable(pd.concat([TABLE] * 40), ["leefgebied"], INSTRUMENTS)
    assert len(repr(long).split("\n")) == MOST_ROWS + 2 and repr(long).endswith("… en nog 20 rijen.")
