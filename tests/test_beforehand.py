"""What the package itself comes to: worked out before the notebooks, it holds while all that it rests on does."""

import pickle
import shutil
from dataclasses import replace
from multiprocessing import Pipe
from types import SimpleNamespace

import pandas as pd
import pytest

import monitorlib as ml
from monitorlib.cli.publishing import release_all
from monitorlib.cli.wishes import Wish
from monitorlib.explanations import explaining, explanations
from monitorlib.explanations.finding import silent
from monitorlib.foundation import handed_on
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.handed_on import answer_to, hand_on, noted
from monitorlib.foundation.startup import CAN_FORK
from monitorlib.foundation.texts import Text
from monitorlib.measurements.versions import _caseload
from monitorlib.measurements.writing import write_without
from monitorlib.release import beforehand, door
from monitorlib.release.beforehand import Beforehand, work_out_beforehand
from monitorlib.runs import How
from monitorlib.runs.crew import Crew, Ended, Step
from monitorlib.workspace import Workspace, calendar_year
from tests.notebooks import PROPOSES, team_notebook
from tests.populations import people, store

TURNS = [1, 1, 1, 0, 0, -1] * 6
OOST = Wish("Oost", "2025")


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    made = Workspace.create(tmp_path / "werkmap")
    store(made, people(TURNS, "o"))
    return made


@pytest.fixture
def forgets(monkeypatch):
    """What is handed on here stays here."""
    monkeypatch.setattr(handed_on, "_HANDED_ON", [])


def test_only_an_equal_question_is_answered_by_what_was_handed_on(forgets):
    with noted() as answered:
        assert answer_to(("sum", 1, {"a": 2}), lambda: 3) == 3
    assert answered == [(("sum", 1, {"a": 2}), 3)]
    assert answer_to(("sum", 1, {"a": 2}), lambda: 4) == 4  # nobody handed it on
    hand_on(answered)
    assert answer_to(("sum", 1, {"a": 2}), lambda: 5) == 3
    assert answer_to(("sum", 1, {"a": 3}), lambda: 6) == 6
    assert answer_to(("product", 1, {"a": 2}), lambda: 7) == 7
    assert answered == [(("sum", 1, {"a": 2}), 3)]  # nobody notes any more


def test_what_is_handed_on_is_what_a_notebook_would_work_out(workspace, forgets):
    period = calendar_year(2025)
    caseload, checks = ml.load_caseload(workspace, "Oost"), ml.explain_team(workspace, "Oost", period)
    _caseload.cache_clear()
    with noted() as answered:
        work_out_beforehand(workspace, "Oost", "2025")
    hand_on(pickle.loads(pickle.dumps(answered)))  # as it comes from another process
    _caseload.cache_clear()
    with noted() as again:
        pd.testing.assert_frame_equal(ml.load_caseload(workspace, "Oost"), caseload)
        found = ml.explain_team(workspace, "Oost", period, instruments=ml.instruments_in(workspace, period))
        pd.testing.assert_frame_equal(found, checks)
    assert again == []  # nothing was worked out
    found["n"] = 0  # whoever changes the own table changes nobody else's
    same = ml.explain_team(workspace, "Oost", period, instruments=ml.instruments_in(workspace, period))
    pd.testing.assert_frame_equal(same, checks)
    _caseload.cache_clear()


def test_a_notebook_takes_what_the_package_found_of_these_residents_alone(workspace, forgets, monkeypatch):
    """Beside other teams and earlier measurements five of our checks look further, and are asked again."""
    store(workspace, people(TURNS, "w", team="West"))
    period = calendar_year(2025)
    slow = ml.explain_period(workspace, "Oost", period)
    with noted() as answered:
        work_out_beforehand(workspace, "Oost", "2025")
    hand_on(pickle.loads(pickle.dumps(answered)))
    asked, real = set(), explaining.found_by
    monkeypatch.setattr(
        explaining, "found_by", lambda check, family: asked.add(check.name) or real(check, family)
    )
    pd.testing.assert_frame_equal(ml.explain_period(workspace, "Oost", period), slow)
    assert asked == {name for name, check in explanations().items() if not check.of_now}
    ours = explanations()["season"]
    another = {"season": replace(ours, find=lambda family: silent(family, Text("Niets.", "Nothing.")))}
    caseload = ml.load_caseload(workspace, "Oost")
    pairs = ml.pair_measurements(caseload, period.start, period.end)
    told = ml.explain_shifts(pairs, caseload, team="Oost", own=another)
    assert set(told.loc[told["check"] == "season", "sentence"]) == {"Niets."}


def _own(workspace) -> Beforehand:
    return work_out_beforehand(workspace, "Oost", "2025")


def test_it_is_what_the_door_works_out(workspace):
    own = _own(workspace)
    assert own.content == door.recomputed(workspace, own.content)
    assert own.is_of(workspace, own.content)
    assert pickle.loads(pickle.dumps(own)).is_of(workspace, own.content)


@pytest.mark.parametrize(
    "other", [{"seed": 1}, {"data_version": 0}, {"before_version": 1}, {"team": "West"}], ids=str
)
def test_it_is_not_of_a_proposal_from_other_data_or_another_seed(workspace, other):
    store(workspace, people(TURNS, "p"))
    own = _own(workspace)
    assert own.content.data_version == 1
    assert own.is_of(workspace, own.content) and not own.is_of(workspace, replace(own.content, **other))


def _other_minimum(workspace):
    text = workspace.settings_file.read_text("utf-8")
    workspace.settings_file.write_text(text.replace("minimum_groep = 10", "minimum_groep = 30"), "utf-8")


def _own_explanation(workspace):
    (workspace.path / "explanations").mkdir()
    (workspace.path / "explanations" / "eigen_vraag.py").write_text("EXPLANATION = None", "utf-8")


def _forgotten(workspace):
    gone = ml.load_measurements(workspace)["resident_id"].iloc[0]
    write_without(workspace, {gone: ()}, workspace.path / "nieuw")
    shutil.rmtree(workspace.measurements)
    (workspace.path / "nieuw").rename(workspace.measurements)


CHANGES = [_other_minimum, _own_explanation, _forgotten]


@pytest.mark.parametrize("changes", CHANGES, ids=lambda each: each.__name__)
def test_it_does_not_hold_where_something_that_it_rests_on_changed(workspace, changes):
    own = _own(workspace)
    changes(workspace)
    assert not own.is_of(workspace, own.content)


@pytest.mark.skipif(not CAN_FORK, reason="elsewhere the door works it out itself")
def test_the_door_does_not_work_out_again_what_was_told_before_the_notebooks(
    workspace, tmp_path, monkeypatch
):
    asked = []
    monkeypatch.setattr(door, "recomputed", lambda *given: asked.append(given))
    file = team_notebook(tmp_path / "n.ipynb", *PROPOSES)
    outcome = release_all(workspace, [OOST], 1, [file])
    assert OOST in outcome.released and not asked


def test_beside_an_explanation_of_ones_own_two_reckonings_stay_apart(workspace):
    _own_explanation(workspace)
    assert work_out_beforehand(workspace, "Oost", "2025") is None


def test_what_changed_while_it_was_worked_out_makes_it_nothing(workspace, monkeypatch):
    real = beforehand.team_content

    def while_settings_change(*given):
        found = real(*given)
        _other_minimum(workspace)
        return found

    monkeypatch.setattr(beforehand, "team_content", while_settings_change)
    assert work_out_beforehand(workspace, "Oost", "2025") is None


def test_the_door_works_it_out_where_it_does_not_hold(workspace, monkeypatch):
    own, asked, real = _own(workspace), [], door.recomputed
    monkeypatch.setattr(door, "recomputed", lambda *given: asked.append(given) or real(*given))
    door._refuse_other_figures(workspace, own.content, [], own)
    assert not asked
    door._refuse_other_figures(workspace, own.content, [], replace(own, rests_on=()))
    door._refuse_other_figures(workspace, own.content, [], None)
    assert len(asked) == 2


def test_a_proposal_that_differs_is_refused_by_either(workspace):
    own = _own(workspace)
    odd = replace(own.content, views=own.content.views[:-1])
    for known in (own, None):
        with pytest.raises(UserError, match="anders dan wat de werkbank"):
            door._refuse_other_figures(workspace, odd, [], known)


WISH, OWN, ANOTHER = (
    SimpleNamespace(team="Oost", period="2025"),
    Beforehand(None, (1,)),
    Beforehand(None, (2,)),
)


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ((OWN, Step(WISH, "1"), Ended(WISH, None)), OWN),
        ((None, ANOTHER, Step(WISH, "1"), Ended(WISH, None, None, ANOTHER)), None),
    ],
    ids=["the first word", "no later one"],
)
def test_only_the_first_word_of_a_run_stands_with_its_end(workspace, words, known):
    here, there = Pipe(duplex=False)
    with Crew(workspace, [], How(), 1) as crew:
        crew._running[here] = WISH, SimpleNamespace(join=lambda: None, kill=lambda: None)
        told = []
        for word in words:
            there.send(word)
            told += crew.next()
    assert [type(each) for each in told] == [Step, Ended] and told[-1].beforehand == known
