"""A person answers the questions of a draft until nothing is open: short, and every count as pandas has it."""

from dataclasses import replace
from datetime import date

import pytest

from benchmarks.public_import import counted, equal_cells
from benchmarks.public_sets import LINES
from benchmarks.public_studies import STUDIES
from monitorlib.instruments import read_instruments
from monitorlib.intake.check.inspecting import draft_lines, looked_into
from monitorlib.intake.know.profiles import Profile, read_profile
from monitorlib.intake.know.questions import FILL_IN, UnansweredError
from monitorlib.intake.read.opening import Beforehand
from tests.intake.test_public_shapes import _invented

TODAY = date(2026, 1, 1)
BY_HAND = {  # what no question can offer, as no name in the file tells it: a person adds the line
    "jacobson_1989": ("das", "gds"),
    "arthritis": ("trt", "y"),
    "cdystonia": ("treat",),
    "BtheB": ("treatment",),
    "anorexia": ("Prewt", "Postwt"),
}


def answered(questions, told: Profile, known: Profile) -> Profile:
    """The profile with, for each question, the first answer that agrees with what the person knows."""
    for question in questions:
        fitting = (filled for answer in question.answers if (filled := _filled(answer.profile, known)))
        told = told.with_answers(next(fitting, {}))
    return told


def _filled(fragment, known: Profile):
    """An answer with its open words filled in by what is known; None where it is another one."""
    filled = {}
    for name, value in fragment.items():
        own = getattr(known, name)
        if name == "moments":
            days = [*own.values()]
            filled[name] = dict(zip(value, days, strict=True)) if len(days) == len(value) else None
        elif name == "columns":
            agrees = all(own.get(column, "ignored") == field for column, field in value.items())
            filled[name] = value if agrees else None
        elif value == FILL_IN:
            filled[name] = own if isinstance(own, str) else None
        else:
            filled[name] = value if value == (list(own) if isinstance(own, tuple) else own) else None
    return None if None in filled.values() else filled


@pytest.mark.parametrize("name", STUDIES)
def test_the_questions_of_a_draft_lead_to_a_short_profile_that_counts_right(name, tmp_path):
    each = _invented(name, 1, tmp_path)
    wanted, instruments = read_profile(each.profile), read_instruments(each.instruments)
    known = replace(wanted, instrument=wanted.instrument or _only(each, instruments))
    told = Profile(columns={c: wanted.columns[c] for c in BY_HAND.get(name, ())}, missing=wanted.missing)
    for _ in range(5):
        try:
            seen = looked_into(each.file, Beforehand(instruments, profile=told), TODAY).understood
        except UnansweredError as error:
            seen = error.files[0]
        if not seen.questions:
            break
        told = answered(seen.questions, told, known)
    assert seen.questions == ()
    lines = draft_lines(seen, "nl")
    assert len([line for line in lines if line]) <= LINES
    draft = tmp_path / "draft.toml"
    draft.write_text("\n".join(lines), encoding="utf-8")
    assert equal_cells(counted(each, draft), each.truth) == each.truth.iloc[:, 2:].size


def _only(each, instruments):
    """The instrument that the person would name: the one that was made for this file."""
    own = [path.stem for path in each.instruments.glob("*.toml")]
    return own[0] if len(own) == 1 and own[0] in instruments else None
