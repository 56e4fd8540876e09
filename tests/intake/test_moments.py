"""Moments of measurement: which words tell one, what they become in a file, and which date belongs to which."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import Profile, inspect_file, read_export, to_measurements
from monitorlib.intake.know.moments import When, find_moment, is_moment, settle
from monitorlib.intake.know.words import word_list
from monitorlib.intake.recognise.days_and_moments import OTHER_WORD
from monitorlib.intake.recognise.mapping import suggest_mapping
from tests.intake.exports import ZRM, write


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("eind", When("end")),
        ("Beginmetng", When("start")),
        ("vóórmeting", When("start")),
        ("tussenevaluatie", When("between")),
        ("follow-up", When("follow")),
        ("follow up 2", When("follow", 2)),
        ("vervolgmeting1", When("follow", 1)),
        ("herhaalmeting", When("follow")),
        ("T2", When("number", 2, "t")),
        ("M12", When("number", 12)),
        ("meting 3", When("number", 3)),
        ("2e meting", When("number", 2)),
        ("tweede meting", When("number", 2)),
        ("wave 2", When("number", 2)),
        ("meting B", When("number", 2)),
        ("na 6 maanden", When("number", 6, "month")),
        ("week 4", When("number", 4, "week")),
        ("2024", When("number", 2024, "calendar")),
        ("post-test", When("end")),
        ("posttest", When("end")),
        ("pretest", When("start")),
        ("pre-test", When("start")),
        ("nameting", When("end")),
        ("follow-up 6 mnd", When("number", 6, "month")),
        ("follow-up 6 maanden", When("number", 6, "month")),
        ("follow-up na 6 maanden", When("number", 6, "month")),
        ("vervolgmeting 6 maanden", When("number", 6, "month")),
        ("6m follow-up", When("number", 6, "month")),
        ("FU6", When("follow", 6)),
        ("FU6 mnd", When("number", 6, "month")),
    ],
)
def test_words_tell_a_moment(words, when):
    assert find_moment(word_list(words)) == (when, ()) and is_moment(word_list(words))


@pytest.mark.parametrize("words", ["start eind", "meting", "5 week 0", "streef", "Team", ""])
def test_words_of_two_moments_or_none_tell_none(words):
    assert find_moment(word_list(words))[0] is None


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (("T0", "T1"), ("start", "eind")),
        (("T0", "T1", "T2"), ("m0", "m1", "m2")),
        (("T1", "T2"), ("m1", "m2")),
        (("baseline", "follow-up"), ("start", "eind")),
        (("start", "tussen", "eind"), ("start", "tussen", "eind")),
        (("start", "evaluatie", "eind"), ("start", "tussen", "eind")),
        (("pre", "post", "follow-up"), ("start", "eind", "t2")),
        (("pretest", "posttest", "FU6"), ("m0", "m1", "m2")),
        (("voormeting", "nameting", "follow-up 3 mnd", "follow-up 6 mnd"), ("m0", "m1", "m2", "m3")),
        (("eind", "evaluatie", "start"), ("eind", "tussen", "start")),
        (("post", "follow-up"), ("eind", "t2")),
        (("intake", "vervolgmeting 1", "vervolgmeting 2"), ("m0", "m1", "m2")),
        (("baseline", "fu", "fu 2"), ("m0", "m1", "m2")),
        (("intake", "tussenmeting 1", "tussenmeting 2", "eind"), ("m0", "m1", "m2", "m3")),
        (("M0", "M6", "M12"), ("m0", "m6", "m12")),
        (("start", "6 maanden", "1 jaar"), ("m0", "m180", "m365")),
        (("2023", "2024"), ("m2023", "m2024")),
    ],
)
def test_the_moments_of_a_file_are_put_in_order(told, codes):
    whens = [find_moment(word_list(words))[0] for words in told]
    assert tuple(settle(whens)[when] for when in whens) == codes


@pytest.mark.parametrize(
    "told", [("tussenmeting 1", "vervolgmeting 2"), ("meting 1", "6 maanden"), ("start", "T0")]
)
def test_moments_without_a_known_order_get_none(told):
    assert settle([find_moment(word_list(words))[0] for words in told]) is None


def _file(path, moments, dates, place="{area} {moment}", areas=ZRM, extra=()):
    names = [place.format(area=area, moment=moment) for moment in moments for area in areas]
    scores = [str(n + 1) for n, _ in enumerate(moments) for _ in areas]
    days = [f"1-{2 + 3 * n}-2024" for n, _ in enumerate(dates)]
    head = ";".join(["Cliëntnummer", "Team", *dates, *names, *extra])
    rows = [";".join([str(c), "Oost", *days, *scores, *("3" for _ in extra)]) for c in range(1, 7)]
    return write(path / "e.csv", head, *rows)


@pytest.mark.parametrize(
    ("moments", "dates"),
    [
        (("baseline", "follow-up"), ("Datum baseline", "Datum follow-up")),
        (("meting 1", "meting 2", "meting 3"), ("Datum meting 1", "Datum meting 2", "Datum meting 3")),
        (("meting 1", "meting 2"), ("Datum 1", "Datum 2")),
        (("intake", "vervolgmeting 1"), ("Datum intake", "Datum vervolgmeting 1")),
        (("pre", "post"), ("Predatum", "Postdatum")),
        (("2023", "2024"), ("Datum 2023", "Datum 2024")),
        (("start", "6 maanden"), ("Startdatum", "Datum na 6 maanden")),
        (("1", "2"), ("Datum 1", "Datum 2")),
        (("", "2"), ("Datum", "Datum 2")),
        (("Q1", "Q2"), ("Datum Q1", "Datum Q2")),
        (("i", "ii"), ("Datum i", "Datum ii")),
        (("pre", "post", "follow-up"), ("Datum pre", "Datum post", "Datum follow-up")),
        (("pretest", "posttest"), ("Datum pretest", "Datum posttest")),
        (("T0", "T1", "T2"), ("T0 datum", "T1 datum", "T2 datum")),
        (("voormeting", "nameting", "FU6"), ("Datum voormeting", "Datum nameting", "Datum FU6")),
        (("baseline", "follow-up 6 mnd"), ("Datum baseline", "Datum follow-up 6 mnd")),
        (("T0", "6m follow-up"), ("Datum T0", "Datum 6m follow-up")),
        (("intake", "evaluatie"), ("Datum intake", "Datum evaluatie")),
        (("intake", "evaluatie", "eind"), ("Intakedatum", "Evaluatiedatum", "Einddatum")),
    ],
)
@pytest.mark.parametrize(
    "place", ["{area} {moment}", "{moment}_{area}", "{area} [{moment}]", "{area}.{moment}"]
)
def test_each_moment_has_its_own_date(tmp_path, moments, dates, place):
    table = to_measurements(read_export(_file(tmp_path, moments, dates, place))).measurements
    assert table.groupby("measured_on")["score"].unique().map(list).tolist() == [
        [n + 1] for n, _ in enumerate(moments)
    ]


@pytest.mark.parametrize(
    ("moments", "days", "fields"),
    [
        (("T0", "T1"), ("Startdatum", "Einddatum"), ("date@start", "date@eind")),
        (("T0", "T1"), ("Datum 1", "Datum 2"), ("date@start", "date@eind")),
        (("meting 1", "meting 2"), ("Startdatum", "Einddatum"), ("date@m1", "date@m2")),
        (("T0", "T1", "T2"), ("Startdatum", "Einddatum"), ("date@m0", "date@m2")),
    ],
)
def test_a_date_of_the_first_or_last_moment_by_another_word_is_asked(tmp_path, moments, days, fields):
    file = _file(tmp_path, moments, days)
    found = suggest_mapping(read_export(file), read_instruments())
    told = {guess.column: guess for guess in found.guesses}
    assert [told[column].field for column in days] == [*fields]
    assert all(told[column].confidence == OTHER_WORD for column in days)
    with pytest.raises(UserError) as asked:
        to_measurements(read_export(file))
    assert all(f"'{column}'" in asked.value.message("nl") for column in days)


def test_a_date_of_a_moment_that_no_score_tells_is_left_out(tmp_path):
    file = _file(tmp_path, ("T0", "T1"), ("Datum T0", "Datum T1", "Datum tussenevaluatie"))
    found = suggest_mapping(read_export(file), read_instruments())
    assert [guess.field for guess in found.guesses if guess.column.startswith("Datum")] == [
        "date@start",
        "date@eind",
        "ignored",
    ]


@pytest.mark.parametrize("prefix", ["Q3_{n} ", "V{n}. ", "{n}. "])
def test_numbers_of_questions_are_no_moments(tmp_path, prefix):
    areas = [prefix.format(n=n) + area for n, area in enumerate(ZRM, start=1)]
    report = inspect_file(_file(tmp_path, ("",), ("Datum",), "{area}", areas))
    assert (report.shape, report.unsure) == ("A", ())
    twice = inspect_file(_file(tmp_path, ("T0", "T1"), ("Datum T0", "Datum T1"), areas=areas))
    assert (twice.shape, twice.unsure, twice.measurements) == ("B", (), 6 * 26)


@pytest.mark.parametrize("word", ["xyz", "streef", "kind", "verschil", "(cliënt)"])
def test_an_unknown_word_beside_the_leefgebieden_never_leaves_the_start_alone(tmp_path, word):
    extra = [f"{area} {word}" for area in ZRM]
    with pytest.raises(UserError, match=f"'Financiën {word.replace('(', '.').replace(')', '.')}'.*13|nog 9"):
        to_measurements(read_export(_file(tmp_path, ("start",), ("Startdatum",), extra=extra)))


def test_a_question_about_strange_columns_can_be_answered(tmp_path):
    extra = [f"{area} xyz" for area in ZRM]
    file = _file(tmp_path, ("start",), ("Startdatum", "Datum xyz"), extra=extra)
    question = inspect_file(file).questions[0]
    ignored, moment = (answer.profile["columns"] for answer in question.answers)
    assert len(to_measurements(read_export(file), profile=ignored).measurements) == 6 * 13
    table = to_measurements(read_export(file), profile=moment).measurements
    assert sorted(table["measured_on"].dt.month.unique()) == [2, 5] and len(table) == 6 * 26


def test_one_date_for_all_moments_is_asked(tmp_path):
    with pytest.raises(UserError, match=r"geen datumkolom gevonden \(start"):
        to_measurements(read_export(_file(tmp_path, ("T0", "T1"), ("Datum",))))


def test_a_date_of_a_moment_is_no_service_number(tmp_path):
    mapping = inspect_file(_file(tmp_path, ("T0",), ("Datum T0", "Datum onbekend"))).mapping
    assert mapping["Datum onbekend"] == "ignored"


def test_a_start_and_an_end_for_one_row_are_asked_unless_they_are_one_day(tmp_path):
    file = _file(tmp_path, ("",), ("Startdatum", "Einddatum"), "{area}")
    assert inspect_file(file).unsure == ("Startdatum",)
    same = write(
        tmp_path / "s.csv", *(line.replace("1-5-2024", "1-2-2024") for line in file.read_text().split("\n"))
    )
    assert inspect_file(same).unsure == ()


def test_one_set_of_scores_with_the_dates_of_an_intake_and_an_evaluation_asks_to_which_it_belongs(tmp_path):
    file = _file(tmp_path, ("",), ("Datum intake", "Datum evaluatie"), "{area}")
    (question,) = inspect_file(file).questions
    assert "bij welke datum horen de scores?" in question.asked.nl
    for answer, month in zip(question.answers, (5, 2), strict=True):
        table = to_measurements(read_export(file), profile=answer.profile["columns"]).measurements
        assert set(table["measured_on"].dt.month) == {month} and len(table) == 6 * 13
    with pytest.raises(UserError, match="bij welke datum"):
        to_measurements(read_export(file))
    told = to_measurements(read_export(file), profile={"Datum evaluatie": "date"}).measurements
    assert set(told["measured_on"].dt.month) == {5}


def test_an_intake_and_an_evaluation_on_one_day_ask_nothing(tmp_path):
    file = _file(tmp_path, ("",), ("Datum intake", "Datum evaluatie"), "{area}")
    lines = file.read_text().replace("1-5-2024", "1-2-2024").split("\n")
    assert inspect_file(write(tmp_path / "s.csv", *lines)).questions == ()


def test_the_dates_of_a_long_table_are_asked_too(tmp_path):
    head = "Cliëntnummer;Team;Datum intake;Datum evaluatie;Instrument;Leefgebied;Score"
    rows = [f"{n};Oost;1-2-2024;13-{n}-2024;woonsituatie;Wonen;1" for n in range(4, 9)]
    with pytest.raises(UserError, match="bij welke datum horen de scores"):
        to_measurements(read_export(write(tmp_path / "e.csv", head, *rows)))


@pytest.mark.parametrize(
    "words",
    [
        ("pre-test", "post-test", "follow-up 6 mnd"),
        ("voormeting", "nameting", "FU6"),
        ("T0", "T1", "T2"),
        ("pretest", "posttest", "6m follow-up"),
    ],
)
def test_words_of_moments_in_a_long_table_take_their_days_from_the_profile(tmp_path, words):
    head = "Cliëntnummer;Team;Meetmoment;Instrument;Leefgebied;Score"
    rows = [f"{n};Oost;{w};woonsituatie;Wonen;{s}" for n in range(1, 8) for s, w in enumerate(words)]
    file = write(tmp_path / "e.csv", head, *rows)
    with pytest.raises(UserError, match="kolom 'Meetmoment' zegt het moment"):
        to_measurements(read_export(file))
    days = dict(zip(words, ("2024-01-10", "2024-03-10", "2024-09-10"), strict=True))
    told = Profile(columns={"Meetmoment": "moment"}, moments=days)
    table = to_measurements(read_export(file), profile=told).measurements
    assert table.groupby("measured_on")["score"].unique().map(list).tolist() == [[0], [1], [2]]
