"""When so much is refused that the rest would mislead the import stops; every row and cell is accounted for."""

import numpy as np
import pandas as pd
import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, import_files, inspect_file, read_export, to_measurements
from monitorlib.intake.check.measure import AccountsError, Counts, check_accounts
from monitorlib.intake.check.report_lines import in_words
from tests.intake.exports import ZRM, wide, write


def _file(path, sound, refused):
    rows = [f"{n};Oost;1-2-2024;*4" for n in range(1, sound + 1)]
    return wide(path / "e.csv", *rows, *[";Oost;1-2-2024;*4"] * refused)


@pytest.mark.parametrize(
    ("sound", "refused", "limit", "stops"),
    [
        (1, 2, None, False),  # a few are listed, not more
        (1, 3, None, True),
        (57, 3, None, False),  # 5% is not more than 5%
        (56, 3, None, True),
        (97, 3, 0.03, False),
        (96, 3, 0.03, True),
        (19, 1, 0.04, True),  # a limit that was told holds for one row too
        (3, 3, 0.5, False),
        (5, 0, 0.0, False),
    ],
)
def test_more_refused_rows_than_the_share_stop_the_import(tmp_path, sound, refused, limit, stops):
    file = _file(tmp_path, sound, refused)
    if not stops:
        report = inspect_file(file, profile=Profile(refused=limit))
        assert (report.used, report.refused) == (sound, refused)
        return
    with pytest.raises(
        UserError, match=rf"{refused} van de {sound + refused} rijen .* geen cliëntnummer: rij {sound + 2}\b"
    ):
        inspect_file(file, profile=Profile(refused=limit))


def test_the_step_of_a_stopped_import_lets_it_in(tmp_path, workspace, key):
    file = _file(tmp_path, 7, 5)
    with pytest.raises(UserError, match=r"refused = 0\.42"):
        import_files(workspace, [file], key)
    assert not workspace.measurements.exists()
    report = import_files(workspace, [file], key, profile=Profile(refused=0.42))[0]
    assert (report.used, report.refused, report.rejects) == (7, 5, 5)


def test_a_client_that_stands_in_the_first_row_of_its_group_only_is_hinted_at(tmp_path):
    rows = [f"{client};Oost;{day}-2-2024;*4" for n in range(4) for client, day in ((n + 1, 1), ("", 9))]
    with pytest.raises(UserError, match="vul het dan naar beneden aan"):
        inspect_file(wide(tmp_path / "e.csv", *rows))


def test_rows_of_one_resident_and_day_that_contradict_each_other_point_to_the_day_and_the_number(tmp_path):
    rows = [f"{client};Oost;1-2-2024;*{score}" for client in range(1, 6) for score in (2, 4)]
    with pytest.raises(
        UserError, match=r"kolom 'Datum' de dag van de meting is, en kolom 'Cliëntnummer' het nummer"
    ):
        inspect_file(wide(tmp_path / "e.csv", *rows))


def _unknown_area(path, clients=8, without=0):
    """A long export with a leefgebied that nobody knows, and rows `without` a client."""
    rows = [
        f"{n};Oost;1-2-2024;{area};4" for n in range(1, clients + 1) for area in (*ZRM, "Contact met buren")
    ]
    rows += [f";Oost;1-2-2024;{ZRM[0]};4"] * without
    return write(path / "e.csv", "Cliëntnummer;Team;Datum;Leefgebied;Score", *rows)


@pytest.mark.parametrize(
    "told", [Profile(leefgebieden={"Contact met buren": "ignored"}), Profile(partial=True)]
)
def test_an_unknown_leefgebied_is_answered_once(tmp_path, workspace, key, told):
    file = _unknown_area(tmp_path)
    with pytest.raises(UserError, match=r'\[leefgebieden\] "Contact met buren" = "ignored"'):
        import_files(workspace, [file], key, instrument="zrm-2017")
    report = import_files(workspace, [file], key, instrument="zrm-2017", profile=told)[0]
    assert (report.used, report.refused, report.rules) == (8 * 13, 8, {"unknown_leefgebied": 8})


def test_an_answer_about_leefgebieden_lets_no_other_fault_in(tmp_path, workspace, key):
    file = _unknown_area(tmp_path, without=9)
    with pytest.raises(UserError, match=r"9 van de 113 rijen geweigerd: geen cliëntnummer: rij 114, "):
        import_files(workspace, [file], key, instrument="zrm-2017", profile=Profile(partial=True))


def _broken(path, cells, rows=12):
    lines = [
        f"{n + 1};Oost;1-2-2024;" + ";".join(["#N/A" if n < cells else "4"] + ["4"] * 12) for n in range(rows)
    ]
    return write(path / "e.csv", f"Cliëntnummer;Team;Datum;{';'.join(ZRM)}", *lines)


def test_one_row_and_one_resident_are_told_as_one(tmp_path):
    report = inspect_file(_file(tmp_path, 1, 0))
    dutch, english = in_words(report, "nl"), in_words(report, "en")
    assert "2 regels in het bestand = 1 kop + 1 rij + 0 slot." in dutch
    assert "  1 rij = 1 gebruikt" in dutch and "13 metingen van 1 inwoner (" in dutch
    assert "  1 row = 1 used" in english and "13 measurements of 1 resident (" in english
    assert "  2 rijen = 2 gebruikt" in in_words(inspect_file(_file(tmp_path, 2, 0)), "nl")


def test_of_one_row_that_is_refused_none_other_is_told(tmp_path):
    with pytest.raises(UserError, match=r"e\.csv: de enige rij is geweigerd: geen cliëntnummer: rij 2\."):
        inspect_file(_file(tmp_path, 0, 1), profile=Profile(client="Cliëntnummer", refused=0.05))


def test_a_row_with_one_broken_cell_is_used_and_the_cell_is_refused(tmp_path):
    report = inspect_file(_broken(tmp_path, 6))
    assert (report.used, report.rules, report.missing) == (12, {"no_score": 6}, 0)


def test_a_column_of_which_most_scores_cannot_be_read_stops_the_import(tmp_path):
    with pytest.raises(UserError, match="kolom 'Financiën': 7 van de 12 scores zijn niet te lezen"):
        inspect_file(_broken(tmp_path, 7))
    assert inspect_file(_broken(tmp_path, 7), profile=Profile(refused=0.05)).rules == {"no_score": 7}


def test_a_failed_formula_is_no_client_and_no_team(tmp_path):
    file = wide(tmp_path / "e.csv", "1;Oost;1-2-2024;*4", "#N/B;Oost;1-2-2024;*4", "2;#VERW!;1-2-2024;*4")
    assert inspect_file(file).rules == {"no_client": 1, "no_team": 1}


class _Export:
    def __init__(self, column):
        self.frame, self.rows = pd.DataFrame({"Financiën": column}, dtype="str"), len(column)


def _accounts(**changed):
    cells = pd.DataFrame({"at": [0, 1], "column": pd.Categorical(["Financiën"] * 2), "score": [4.0, np.nan]})
    cells["missing"] = pd.Categorical([None, "unknown"], categories=["unknown"])
    cells["rule"] = pd.Categorical([None, None], categories=["no_score"])
    aside = pd.DataFrame({"repeated": [False, False], "contradicted": [False, False]})
    told = {
        "export": _Export(["4", "9", ""]),
        "cells": cells,
        "listed": pd.DataFrame({"row": []}),
        "counts": Counts(rows=3, used=2, refused=0, empty=1, repeated=0),
        "kept": 2,
        "set_aside": aside,
        "sound": pd.Series([True, True]),
    }
    check_accounts(**told | changed)


def test_accounts_that_add_up_are_silent():
    _accounts()


@pytest.mark.parametrize(
    "changed",
    [
        {"counts": Counts(rows=3, used=2, refused=0, empty=0, repeated=0)},
        {"counts": Counts(rows=3, used=1, refused=0, empty=2, repeated=0)},
        {"counts": Counts(rows=3, used=3, refused=1, empty=-1, repeated=0)},
        {"kept": 1},
        {"sound": pd.Series([True, False]), "kept": 1},
        {"export": _Export(["4", "9", "5"])},
    ],
    ids=[
        "a row too few",
        "a filled row as empty",
        "below zero",
        "a lost score",
        "an unlisted fault",
        "an unseen cell",
    ],
)
def test_accounts_that_do_not_add_up_are_our_fault(changed):
    with pytest.raises(AccountsError):
        _accounts(**changed)


def _scored(path, *scores, areas=ZRM):
    rows = [f"{n};Oost;1-2-2024;" + ";".join([score] * len(areas)) for n, score in enumerate(scores, start=1)]
    return write(path / "e.csv", f"Cliëntnummer;Team;Datum;{';'.join(areas)}", *rows)


def test_scores_one_lower_than_the_scale_are_told_as_the_cause_with_the_lines_that_answer(tmp_path):
    file = _scored(tmp_path, *"0123404")
    with pytest.raises(
        UserError, match="van 0 tot 4, die van Zelfredzaamheid-Matrix.* van 1 tot 5"
    ) as caught:
        inspect_file(file)
    assert 'not_filled_in = ["0"]' in caught.value.message("nl")
    labels = {"0": 1, "1": 2, "2": 3, "3": 4, "4": 5}
    assert '"0" = 1, "1" = 2, "2" = 3, "3" = 4, "4" = 5' in caught.value.message("nl")
    table = to_measurements(read_export(file), profile=Profile(labels=labels)).measurements
    assert table.groupby(table.index)["score"].first().tolist() == [1, 2, 3, 4, 5, 1, 5]
    missing = to_measurements(read_export(file), profile=Profile(missing={"not_filled_in": ("0",)}))
    assert missing.measurements["missing"].notna().sum() == 2 * 13


@pytest.mark.parametrize("scores", ["012345", "01230", "1234"])
def test_other_scores_outside_the_scale_are_no_way_of_counting(tmp_path, scores):
    with pytest.raises(UserError) as caught:
        inspect_file(_scored(tmp_path, *scores, "6"))
    assert "alle scores lopen" not in caught.value.message("nl")


def test_labels_that_move_numbers_are_doubted_where_the_file_holds_the_highest_score(tmp_path):
    labels = {"0": 1, "1": 2, "2": 3, "3": 4, "4": 5}
    with pytest.raises(UserError, match="het bestand heeft zelf ook 5"):
        to_measurements(read_export(_scored(tmp_path, *"12345")), profile=Profile(labels=labels))
