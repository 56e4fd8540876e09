"""Dates that people and programs write: one day each, or a question where the order is open and matters."""

from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitorlib.intake.know.profile_rules import DATE_FORMS, is_date_form
from monitorlib.intake.know.values import read_dates

DAY = date(2024, 1, 26)
NL = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NL_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def _read(*texts, **more):
    return read_dates(pd.Series(texts, dtype="str", name="Datum"), **more)


def _days(*texts, **more):
    return [None if pd.isna(day) else day.date() for day in _read(*texts, **more).days]


@pytest.mark.parametrize(
    "text",
    [
        "01/26/2024 08:15:00 AM", "1/26/2024 8:15 PM", "1/26/2024 8 PM", "26-01-2024 13.45 uur",
        "Jan 26, 2024", "January 26th, 2024 at 3:15 PM", "Friday, January 26, 2024 10:00 AM", "26-JAN-24",
        "2024-JAN-26", "26-JAN-2024 13:39:50", "26JAN2024:13:39:50.000", "26 jan '24", "26 january 2024",
        "Fri Jan 26 2024 13:39:50 GMT+0100 (Midden-Europese standaardtijd)", "Fri, 26 Jan 2024 13:39:50 +0100",
        "vrijdag 26 januari 2024 om 13:39:50 Midden-Europese standaardtijd", "Fri Jan 26 13:39:50 CET 2024",
        "2024-01-26T10:15:30.5+0100", "2024-01-26 09:00:00 +0000", "2024-01-26 09:00 UTC", "2024-01-26 09:00 CET",
        "2024-01-26T13:39:50+01:00[Europe/Amsterdam]", "20240126T133950", "20240126133950", "2024-01-26Z",
        "26-01-2024 10u30", "26-01-2024, 10:00", "26-01-2024 - 13:45", "2024-01-26_13:45",
        "13925606400", "'26-01-2024",
    ],
)  # fmt: skip
def test_a_moment_is_read_in_the_forms_of_tools_and_people(text):
    assert _days(text) == [DAY]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-12-31T22:59:59Z", date(2024, 12, 31)),
        ("2024-12-31T23:00:00Z", date(2025, 1, 1)),
        ("2024-06-30T21:59:59Z", date(2024, 6, 30)),  # summer: two hours
        ("2024-06-30T22:00:00Z", date(2024, 7, 1)),
        ("2025-01-01T00:30:00+02:00", date(2024, 12, 31)),
        ("12/31/2024 06:30 PM EST", date(2025, 1, 1)),
        ("2024-12-31 23:30", date(2024, 12, 31)),  # without a zone it is a Dutch clock
        ("2024-07-01 00:30 CET", date(2024, 7, 1)),  # so is CET, also where it should have been CEST
        ("2024-12-31T18:30:00 America/New_York", date(2025, 1, 1)),
    ],
)
def test_a_moment_with_a_zone_is_its_day_in_the_netherlands(text, day):
    assert _days(text) == [day]


@pytest.mark.parametrize(
    "text",
    ["26-01-2024 25:00", "26-01-2024 10:60", "26-01-2024 13:00 PM", "26-01-2024 10:00 XYZ", "8:15:00 AM",
     "2024-01-26T10:00+15:00", "30 feb 2024", "1e van feb", "26-01-2024 " * 20],
)  # fmt: skip
def test_what_is_no_moment_is_no_date(text):
    assert _days(text) == [None] and not _read(text).no_day[0]


@pytest.mark.parametrize("text", ["2024-02", "februari 2024", "02-2024", "2024"])
def test_a_month_or_year_without_a_day_is_no_date_and_named(text):
    read = _read(text)
    assert read.days.isna()[0] and read.no_day[0]


def _slow_day(moment: datetime) -> date:
    """The Dutch day by the law: summer from the last Sunday of March to that of October, 1:00 UTC."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    begin, end = (_last_sunday(utc.year, month) for month in (3, 10))
    return (utc + timedelta(hours=2 if begin <= utc < end else 1)).date()


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2036, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.integers(-14 * 60 + 1, 14 * 60 - 1),
)
def test_the_day_of_a_zoned_moment_is_that_of_the_slow_rule(moment, minutes):
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    sign, hours, rest = "-" if minutes < 0 else "+", *divmod(abs(minutes), 60)
    forms = [
        zoned.isoformat(),
        f"{moment:%Y-%m-%d %H:%M:%S} {sign}{hours:02d}{rest:02d}",
        f"{EN[moment.month - 1]} {moment.day}, {moment.year} {moment:%H:%M:%S} GMT{sign}{hours:02d}:{rest:02d}",
    ]
    assert set(_days(*forms)) == {_slow_day(zoned)}


def _spellings(day: date) -> list[str]:
    """Every form of a day that tells its order by itself, spelled without any date formatting."""
    y, m, d = day.year, day.month, day.day
    nl, en = NL[m - 1], EN[m - 1]
    return [
        f"{y}-{m:02d}-{d:02d}", f"{y}/{m}/{d}", f"{y}{m:02d}{d:02d}", f"{d} {nl} {y}", f"{d} {en} {y}",
        f"{en} {d}, {y}", f"{en[:3]} {d}, {y}", f"{d}-{en[:3].upper()}-{y}", f"{d}{en[:3].upper()}{y}",
        f"{NL_DAYS[day.weekday()]} {d} {nl} {y} om 23:59", f"{NL_DAYS[day.weekday()][:2]} {d} {nl} {y}",
        f"{EN_DAYS[day.weekday()][:3]} {en[:3]} {d:02d} {y} 00:00:00 GMT+0100 (Midden-Europese standaardtijd)"
        if not 3 <= m <= 10 else f"{en} {d} {y}",
        f"{EN_DAYS[day.weekday()]}, {en} {d}, {y}", f"{y}-{m:02d}-{d:02d} 11:59:59 PM",
        f"{d} {nl[:3]}. '{y % 100:02d}", f"{y}-{m:02d}-{d:02d}T12:00:00.000Z",
    ]  # fmt: skip


@given(st.dates(date(1990, 1, 1), date(2068, 12, 31)))
def test_every_spelling_of_a_day_is_that_day(day):
    assume(NL[day.month - 1][:3] != "maa")
    spelled = _spellings(day)
    assert [_days(text)[0] for text in spelled] == [day] * len(spelled)


@given(st.lists(st.dates(date(1990, 1, 1), date(2068, 12, 31)), min_size=1, max_size=8), st.booleans())
def test_strokes_are_read_right_or_asked(days, american):
    texts = [f"{d.month}/{d.day}/{d.year}" if american else f"{d.day}/{d.month}/{d.year}" for d in days]
    read = _read(*texts)
    if read.question is None:
        assert [day.date() for day in read.days] == days
    else:
        assert all(day.day <= 12 for day in days)


@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        (["01/02/2024"], True),
        (["02/02/2024", "10/10/2024"], False),  # both orders give the same day
        (["01/02/2024", "13/02/2024"], False),
        (["01/02/2024", "12/02/2024"], True),
        (["01-02-2024"], False),  # a hyphen is Dutch
        (["01-02-2024 08:15 AM"], True),  # but an American clock stands behind it
        (["02/01/2024 08:15 AM", "02/13/2024 08:15 AM"], False),
        (["01.02.2024"], False),
    ],
)
def test_an_order_that_no_value_tells_is_asked_where_it_matters(texts, asked):
    assert (_read(*texts).question is not None) == asked


def test_an_american_clock_makes_month_first_the_likely_answer():
    question = _read("02/01/2024 08:15 AM").question
    assert question.answers[0].profile == {"dates": {"Datum": "month-day"}}
    assert _read("02/01/2024").question.answers[0].profile == {"dates": {"Datum": "day-month"}}


def test_an_answer_ends_the_question():
    for form, day in (("day-month", date(2024, 2, 1)), ("month-day", date(2024, 1, 2))):
        read = _read("01/02/2024", form=form)
        assert read.question is None and read.days[0].date() == day


def test_values_that_fit_no_one_order_are_asked_and_a_lone_stray_is_refused():
    many = [f"{day}/1/2024" for day in range(13, 32)]
    assert _read(*many, "1/13/2024").question is None and _read(*many, "1/13/2024").days.isna().sum() == 1
    assert _read(*many, "1/13/2024", "1/14/2024").question is not None
    assert _read("13/1/2024", "1/13/2024").question is not None


def _american(days):
    """What a Dutch spreadsheet makes of American text: real dates that are turned round, and what stayed text."""
    return [
        date(d.year, d.day, d.month).isoformat() if d.day <= 12 else f"{d.month:02d}/{d.day:02d}/{d.year}"
        for d in days
    ]


@given(st.lists(st.dates(date(2020, 1, 1), date(2025, 12, 31)), min_size=2, max_size=40))
def test_half_converted_dates_are_asked_and_turned_back_when_told(days):
    assume(any(d.day > 12 for d in days) and any(d.day <= 12 and d.day != d.month for d in days))
    read = _read(*_american(days))
    assert read.question is not None and read.question.answers[0].profile == {"dates": {"Datum": "swapped"}}
    assert _days(*_american(days), form="swapped") == days


def test_real_dates_with_days_over_12_beside_month_first_text_are_real():
    assert _read("2024-01-15", "2024-01-20", "2024-02-03", "02/15/2024").question is None


def test_dutch_text_beside_dates_that_an_american_spreadsheet_turned_round_is_asked():
    days = [date(2024, 3, d) for d in (1, 2, 4, 20, 21)]
    texts = [date(d.year, d.day, d.month).isoformat() if d.day <= 12 else f"{d.day}-3-2024" for d in days]
    assert _read(*texts).question.answers[0].profile == {"dates": {"Datum": "swapped"}}


def test_a_year_of_two_figures_that_may_stand_first_is_asked():
    read = _read("24-03-05", "24-03-06", "24-09-17", "25-01-09")
    assert read.question.answers[0].profile == {"dates": {"Datum": "%y-%m-%d"}}
    assert _days("24-03-05", "25-01-09", form="%y-%m-%d") == [date(2024, 3, 5), date(2025, 1, 9)]
    assert _read("05-03-24", "16-03-24", "27-09-24").question is None


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("excel-1900", "45317"), ("excel-1904", "43855"), ("excel-1900", "45317,75"), ("spss", "13925606400"),
        ("spss", "13925649000,00"), ("spss", "1.39256064E+10"), ("stata", "23401"), ("stata", "2021846400000"),
        ("unix", "1706227200"), ("unix-ms", "1706225400000"), ("%m/%d/%Y", "01/26/2024"),
        ("%Y week dag %m|%d", "2024 week dag 01|26"), ("%d%m%Y", "26012024"), ("%d/%m/%Y", "26/01/2024 13:45"),
        ("%Y-%m-%dT%H:%M%z", "2024-01-25T23:30+0000"), ("month-day", "01-26-2024"), ("month-day", "45317"),
    ],
)  # fmt: skip
def test_a_form_that_the_profile_names_is_read(form, text):
    assert is_date_form(form) and _days(text, form=form) == [DAY]


@pytest.mark.parametrize("form", [*DATE_FORMS, "%d|%m|%Y"])
def test_no_form_makes_a_date_of_words(form):
    assert _days("onbekend", "", "9" * 40, form=form) == [None] * 3


def test_serial_numbers_follow_the_date_system_of_the_workbook():
    assert _days("45317") == [DAY] and _days("43855", epoch="1904") == [DAY]
