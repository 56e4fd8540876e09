"""An explanation of the workspace: found by name, with the interface of ours, and less of it leaves."""

import re
import sys
from pathlib import Path

import pytest

from monitorlib.disclosure.rules import team_profile
from monitorlib.explanations import explain_shifts, explanations, invented_pairs, moved, try_explanation
from monitorlib.explanations.registry import all_explanations, own_explanations
from monitorlib.foundation.errors import UserError
from monitorlib.release.checks import released_checks
from monitorlib.workspace import Workspace

DOCS = Path(__file__).parent.parent.parent / "docs" / "analist.md"
BLOCKS = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
EXAMPLE = next(block for block in BLOCKS if "EXPLANATION = Explanation(" in block)
TRIED = next(block for block in BLOCKS if "try_explanation(" in block)
PROFILE = team_profile(10)


def _put(workspace: Workspace, name: str, text: str) -> Path:
    folder = workspace.path / "explanations"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap")


@pytest.fixture
def own(workspace):
    _put(workspace, "laat_begonnen", EXAMPLE)
    return own_explanations(workspace)


def test_it_is_found_by_the_name_of_its_file_after_ours(workspace, own):
    assert [*own] == ["laat_begonnen"]
    assert [*all_explanations(workspace)] == [*explanations(), "laat_begonnen"]


def test_without_a_folder_there_are_ours_alone(workspace):
    assert own_explanations(workspace) == {}


def test_the_example_of_the_docs_passes_the_test_of_the_docs(workspace, monkeypatch):
    folder = _put(workspace, "laat_begonnen", EXAMPLE)
    monkeypatch.syspath_prepend(str(folder))
    names = {}
    exec(TRIED, names)
    assert names["outcome"]["story"].tolist() == ["supports", "contradicts", "cannot_say"]
    assert names["outcome"].loc[1, "contradicts"] > 0
    sys.modules.pop("laat_begonnen")


def test_an_explanation_that_always_holds_fails_its_stories(workspace):
    always = EXAMPLE.replace(
        "    return find_contrast(",
        "    from monitorlib.explanations import Finding\n"
        '    return [Finding(WORDS, answer="supports")] * 5\n    return (',
    )
    _put(workspace, "laat_begonnen", always)
    [explanation] = own_explanations(workspace).values()
    stories = dict.fromkeys(("supports", "contradicts", "cannot_say"), invented_pairs)
    assert try_explanation(explanation, stories, "financien")["holds"].tolist() == [True, False, False]


def test_a_story_that_is_missing_or_elsewhere_is_told(own):
    with pytest.raises(UserError, match="Er is geen verhaal voor: contradicts, cannot_say"):
        try_explanation(own["laat_begonnen"], {"supports": invented_pairs}, "financien")
    stories = dict.fromkeys(("supports", "contradicts", "cannot_say"), invented_pairs)
    with pytest.raises(UserError, match="'geld' staat niet in het verhaal"):
        try_explanation(own["laat_begonnen"], stories, "geld")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("stuk", "x = (", "stuk.py, regel 1: SyntaxError"),
        ("stuk", "x = 1\nraise ValueError('r0123')", "stuk.py, regel 2: ValueError."),
        ("leeg", "x = 1", "leeg.py: er is geen EXPLANATION"),
        (
            "weigert",
            "from monitorlib.instruments import read_instrument\nread_instrument('geen')",
            "weigert.py: ",
        ),
        (
            "half",
            EXAMPLE.replace('"laat_begonnen"', '"half"').replace("\nEXPLANATION", "\n_made")
            + "\nfrom dataclasses import replace\nEXPLANATION = replace(_made, told={})",
            "half.py: told moet een zin hebben voor supports, contradicts en cannot_say.",
        ),
        ("anders", EXAMPLE, "anders.py: de naam van de verklaring moet die van het bestand zijn"),
        ("dropout", EXAMPLE.replace('"laat_begonnen"', '"dropout"'), "geen van onze 14"),
        (
            "half",
            EXAMPLE.replace('"laat_begonnen"', '"half"').replace("    told(", "    dict("),
            "half.py, regel",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told_by_name_and_line_without_a_value(workspace, name, text, told):
    _put(workspace, name, text)
    with pytest.raises(UserError) as refused:
        own_explanations(workspace)
    assert told in refused.value.message("nl") and "r0123" not in refused.value.message("nl")


def test_all_files_that_are_wrong_are_told_at_once(workspace):
    _put(workspace, "een", "x = 1")
    _put(workspace, "twee", "x = 1")
    with pytest.raises(UserError) as refused:
        own_explanations(workspace)
    assert len(refused.value.problems) == 2


# --- what of it leaves


def _checks(own, seed=1, **changes):
    import numpy as np

    pairs = invented_pairs(np.random.default_rng(seed), residents=80)
    pairs = moved(pairs, pairs["pre_date"].dt.month > 4, "financien", 1)
    checks = explain_shifts(pairs, own=own)
    for name, value in changes.items():
        at = checks["check"] == "laat_begonnen"
        checks.loc[at, name] = [value] * int(at.sum())
    return checks


def _released(checks, own):
    told = released_checks(checks, PROFILE, known={**explanations(), **own})
    place = ("zrm-2017", "professional", "financien")
    return next(check for check in told[place] if check.check == "laat_begonnen")


def test_its_answer_leaves_in_its_fixed_words_and_takes_nothing_along(own):
    found = _released(_checks(own), own)
    assert (found.answer, found.flagged) == ("supports", True)
    assert found.sentence == own["laat_begonnen"].told["supports"]
    assert (found.question, found.takes_away) == (own["laat_begonnen"].question, None)


@pytest.mark.parametrize(
    "changes", [{"classes": None}, {"classes": ((2, 1, 1), (9, 9, 9))}, {"looks_back": True}]
)
def test_an_answer_leaves_only_beside_a_table_of_its_groups_that_could_be_shown(own, changes):
    found = _released(_checks(own, **changes), own)
    assert (found.answer, found.strength, found.flagged) == ("cannot_say", None, False)
    assert found.sentence == own["laat_begonnen"].told["cannot_say"]


def test_words_that_it_found_by_itself_stay_inside(own):
    found = _released(
        _checks(own, told="Bij mevrouw X", reversal="ook hier", reversal_tables=((9, 9, 9),)), own
    )
    assert found.sentence == own["laat_begonnen"].told["supports"]


def test_ours_are_told_as_without_it_but_for_the_count_of_questions(own):
    import numpy as np

    pairs = invented_pairs(np.random.default_rng(1))
    beside, alone = explain_shifts(pairs, own=own), explain_shifts(pairs)
    ours = beside[beside["check"] != "laat_begonnen"].reset_index(drop=True)
    columns = ["leefgebied", "check", "estimate", "p_value"]
    assert ours[columns].equals(alone.sort_index()[columns]) or set(
        map(tuple, ours[columns].astype(str).to_numpy())
    ) == set(map(tuple, alone[columns].astype(str).to_numpy()))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return 1 / 0", "laat_begonnen.py, regel 14: find stopte (ZeroDivisionError)."),
        (
            "from monitorlib.instruments import read_instrument; read_instrument('geen')",
            "geen",
        ),
        ("return []", "find moet voor elk leefgebied van family.areas één Finding geven"),
        ("return [None] * 5", "find moet voor elk leefgebied van family.areas één Finding geven"),
        (
            "from monitorlib.explanations import Finding; return [Finding(WORDS, answer='ja')] * 5",
            "find moet voor elk leefgebied van family.areas één Finding geven",
        ),
    ],
)
def test_a_function_that_goes_wrong_is_told_by_file_and_line(workspace, body, told):
    import numpy as np

    text = EXAMPLE.split("def find(family):")[0] + f"def find(family):\n    {body}\n\n\nEXPLANATION"
    _put(workspace, "laat_begonnen", text + EXAMPLE.split("\nEXPLANATION")[1])
    with pytest.raises(UserError) as refused:
        explain_shifts(invented_pairs(np.random.default_rng(0)), own=own_explanations(workspace))
    assert told in refused.value.message("nl")
