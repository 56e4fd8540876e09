"""Columns that hold scores under an office's own abbreviation are asked one by one, and none is left out."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, read_export, to_measurements
from tests.intake.exports import ZRM, write

SHORT = ("FIN", "W&O", "TB", "HUIS", "HR", "GG", "LG", "VERSL", "BADL", "IADL", "SN", "MP", "JUST")
MEANT = dict(zip(SHORT, ZRM, strict=True))
UNKNOWN = {"W&O", "TB", "HR", "GG", "LG", "SN", "MP"}  # the other six are known by their beginnings
RESIDENTS = 10


def _score(resident, moment, area):
    return 1 + (resident * 7 + moment * 3 + area * 5) % 5


EVERY_SCORE = {
    (resident, moment, ZRM[area]): _score(resident, moment, area)
    for resident in range(RESIDENTS)
    for moment in (0, 1)
    for area in range(13)
}


def _wide(path, names, dates):
    """A row a resident; `names` are (column, moment, position of the leefgebied)."""
    rows = [
        ";".join(
            [f"C{c}", "Oost", "1-1-2024", "1-7-2024", *(str(_score(c, moment, j)) for _, moment, j in names)]
        )
        for c in range(RESIDENTS)
    ]
    return write(path / "e.csv", ";".join(["Cliëntnummer", "Team", *dates, *(n for n, *_ in names)]), *rows)


def _by_moment(path, form, marks, dates, areas=SHORT):
    names = [(form.format(a, marks[m]), m, j) for j, a in enumerate(areas) for m in (0, 1)]
    return _wide(path, names, dates)


def _read(file, **told):
    return to_measurements(
        read_export(file), profile=Profile(instrument="zrm-2017", **told), accept_unsure=True
    )


def _scores(intake, names=ZRM):
    """Each score by moment and leefgebied, summed over the residents (their pseudonyms are new each time)."""
    table = intake.measurements
    moment = (table["measured_on"].dt.month > 3).astype(int)
    return table.groupby([moment, "leefgebied"], observed=True)["score"].sum().sort_values().tolist()


TRUE = sorted(
    sum(EVERY_SCORE[c, moment, area] for c in range(RESIDENTS)) for moment in (0, 1) for area in ZRM
)


@pytest.mark.parametrize(
    ("form", "marks", "dates"),
    [
        ("{}_{}", "12", ("dat_1", "dat_2")),
        ("{1}_{0}", ("T0", "T1"), ("T0_datum", "T1_datum")),
        ("{} {}", ("start", "eind"), ("Startdatum", "Einddatum")),
        ("ZRM_{}_{}", ("T0", "T1"), ("Datum_T0", "Datum_T1")),
        ("{} ({})", ("nulmeting", "evaluatie"), ("Datum (nulmeting)", "Datum (evaluatie)")),
        ("{}{}", ("", "2"), ("Datum", "Datum2")),
    ],
)
def test_each_abbreviation_is_asked_and_the_first_answers_bring_every_score_in(tmp_path, form, marks, dates):
    read = _read(_by_moment(tmp_path, form, marks, dates))
    asked = {w: a for q in read.report.questions for w, a in q.answers[0].profile["leefgebieden"].items()}
    assert asked == {word: MEANT[word] for word in UNKNOWN}
    assert _scores(read) == TRUE


def test_an_import_refuses_until_they_are_told_and_never_loses_them(tmp_path):
    file = _by_moment(tmp_path, "{}_{}", "12", ("dat_1", "dat_2"))
    with pytest.raises(UserError, match=r"'TB_1', 'TB_2' lijken scores, maar 'TB' is geen bekend leefgebied"):
        to_measurements(read_export(file), profile=Profile(instrument="zrm-2017"))
    told = Profile(instrument="zrm-2017", leefgebieden={word: MEANT[word] for word in UNKNOWN})
    assert _scores(to_measurements(read_export(file), profile=told)) == TRUE


def test_that_not_all_was_measured_does_not_hide_an_abbreviation_of_what_is_missing(tmp_path):
    file = _by_moment(tmp_path, "{}_{}", "12", ("dat_1", "dat_2"))
    with pytest.raises(UserError, match="'TB' is geen bekend leefgebied"):
        to_measurements(read_export(file), profile=Profile(instrument="zrm-2017", partial=True))


def test_words_that_shorten_nothing_are_not_taken_and_told_before_what_is_missing(tmp_path):
    own = ["Veld7" if a == "Tijdsbesteding" else "Veld9" if a == "Justitie" else a for a in ZRM]
    read = _read(_by_moment(tmp_path, "{} {}", ("start", "eind"), ("Startdatum", "Einddatum"), own))
    first, second, missing = read.report.questions
    assert {"Tijdsbesteding", "Justitie"} == {
        area for a in first.answers for area in a.profile.get("leefgebieden", {}).values()
    }
    assert second.about == "Veld9 start" and missing.answers[0].profile == {"partial": True}
    told = _read(
        _by_moment(tmp_path, "{} {}", ("start", "eind"), ("Startdatum", "Einddatum"), own),
        leefgebieden={"Veld7": "Tijdsbesteding", "Veld9": "Justitie"},
    )
    assert _scores(told) == TRUE and told.report.questions == ()


@pytest.mark.parametrize("at", [0, 1])
def test_a_name_that_one_moment_has_only_is_asked_as_what_that_moment_lacks(tmp_path, at):
    areas = [ZRM, ZRM]
    areas[at] = [*ZRM[:-1], "OMZ"]
    names = [(f"{a}_{m + 1}", m, j) for m in (0, 1) for j, a in enumerate(areas[m])]
    file = _wide(tmp_path, names, ("dat_1", "dat_2"))
    with pytest.raises(UserError, match=rf"'OMZ_{at + 1}' lijkt scores") as caught:
        to_measurements(read_export(file), profile=Profile(instrument="zrm-2017"))
    assert '[leefgebieden] "OMZ" = "Justitie"' in caught.value.message("nl")
    assert _scores(_read(file, leefgebieden={"OMZ": "Justitie"})) == TRUE


def test_the_date_of_each_moment_is_not_asked_before_the_scores_are_known(tmp_path):
    file = _by_moment(tmp_path, "{}_{}", "12", ("dat_1", "dat_2"))
    with pytest.raises(UserError) as caught:
        to_measurements(read_export(file))
    asked = caught.value.message("nl")
    assert "geen bekend instrument" in asked and "datum" not in asked


def test_a_whole_instrument_asks_nothing_about_other_columns_of_scores(tmp_path):
    names = [(f"{a}_{m + 1}", m, j) for m in (0, 1) for j, a in enumerate([*ZRM, "Fase"])]
    read = _read(_wide(tmp_path, names, ("dat_1", "dat_2")))
    assert read.report.questions == () and _scores(read) == TRUE
