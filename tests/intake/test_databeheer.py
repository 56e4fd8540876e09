"""docs/databeheer.md shows what really comes out: the two files it follows from inspect to meeting."""

import shutil
from pathlib import Path

import pytest

from monitorlib.instruments import read_instruments
from monitorlib.intake import import_files, new_key, read_key
from monitorlib.intake.check.inspecting import draft_lines, looked_into
from monitorlib.intake.check.report_lines import in_words
from monitorlib.intake.read.opening import Beforehand
from monitorlib.workspace import Workspace
from tests.intake.guides import spss_file, survey_of_one_team

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "databeheer.md").read_text(encoding="utf-8")


@pytest.fixture
def key(tmp_path):
    (tmp_path / "sleutels").mkdir()
    new_key(tmp_path / "sleutels" / "k.key")
    return read_key(tmp_path / "sleutels" / "k.key")


def _seen(file: Path):
    workspace = Workspace.create(file.parent / "werkmap")
    return workspace, looked_into(file, Beforehand(read_instruments()))


def test_the_survey_of_one_team(tmp_path, key):
    file = survey_of_one_team(tmp_path)
    workspace, intake = _seen(file)
    assert in_words(intake.report, "nl") in GUIDE
    draft = "\n".join(draft_lines(intake.understood, "nl"))
    assert draft in GUIDE
    profile = tmp_path / "leefgebieden.toml"
    profile.write_text(draft.replace('# team = "…"', 'team = "Team Oost"'), encoding="utf-8")
    report = import_files(workspace, [file], key, profile=profile)[0]
    assert "\n".join(in_words(report, "nl").splitlines()[-3:]) in GUIDE


def test_the_spss_file(tmp_path, key):
    pytest.importorskip("pyreadstat")
    file = spss_file(tmp_path)
    workspace, intake = _seen(file)
    assert in_words(intake.report, "nl") in GUIDE
    assert in_words(import_files(workspace, [file], key)[0], "nl").splitlines()[-1] in GUIDE


def test_the_export_of_the_demo(tmp_path):
    file = tmp_path / "VERZONNEN_regimaat_zrm.csv"
    shutil.copy(ROOT / "data" / "demo" / file.name, file)
    assert in_words(_seen(file)[1].report, "nl") in GUIDE
