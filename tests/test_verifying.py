"""`monitor verify`: a release comes out the same from its own version of the data, or it is told."""

import pytest

from monitorlib.cli import main
from monitorlib.release.forgotten import file_of, with_one_more
from monitorlib.workspace import NEW_SETTINGS, Workspace
from tests.populations import people, release, store

TURNS = [1, 1, 1, 0, 0, -1] * 6


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "werkmap")
    store(made, people(TURNS))
    release(made)
    return made


def _verify(workspace, capsys, *more) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--workspace", str(workspace.path), *more])
    told = capsys.readouterr()
    return ended.value.code or 0, told.out + told.err


def test_a_release_comes_out_the_same_also_after_another_import(workspace, capsys):
    store(workspace, people(TURNS, "later-"))
    release(workspace)
    code, told = _verify(workspace, capsys)
    assert code == 0
    assert told.splitlines() == [
        "Het spoor (wie deed wat) klopt: 2 regels.",
        "Oost, 2025, nummer 1: klopt",
        "Oost, 2025, nummer 2: klopt",
        "2 van 2 vrijgaven kloppen.",
        f"Verder: monitor session --workspace {workspace.path}",
    ]


def test_other_settings_are_told(workspace, capsys):
    workspace.settings_file.write_text(NEW_SETTINGS.replace("marge = 0.15", "marge = 0.3"), "utf-8")
    assert workspace.settings().margin == 0.3
    code, told = _verify(workspace, capsys)
    assert (code, "nummer 1: komt nu anders uit" in told, "0 van 1" in told) == (1, True, True)


def test_a_release_that_counted_somebody_who_was_forgotten_is_no_fault(workspace, capsys):
    store(workspace, people(TURNS, "later-"))
    release(workspace)
    [first] = workspace.release.glob("*/*/1.json")
    file_of(workspace).write_bytes(with_one_more(workspace, [first]))
    code, told = _verify(workspace, capsys)
    assert code == 0
    assert told.splitlines() == [
        "Het spoor (wie deed wat) klopt: 2 regels.",
        "Oost, 2025, nummer 1: niet meer na te rekenen, want een inwoner die meetelde is vergeten",
        "Oost, 2025, nummer 2: klopt",
        "1 van 1 vrijgave klopt.",
        f"Verder: monitor session --workspace {workspace.path}",
    ]


def test_a_release_that_was_changed_is_told(workspace, capsys):
    [file] = workspace.release.glob("*/*/1.json")
    file.write_text(file.read_text("utf-8").replace("financien", "financieel"), "utf-8")
    code, told = _verify(workspace, capsys)
    assert (code, "niet na te rekenen" in told, "Traceback" in told) == (1, True, False)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--team", "West"), "Van team 'West' is niets vrijgegeven. Kies uit: Oost."),
        (("--period", "1999"), "Daarvan is niets vrijgegeven. Kijk naar --team en --period."),
    ],
)
def test_what_was_not_released_is_told(workspace, capsys, more, words):
    code, told = _verify(workspace, capsys, *more)
    assert (code, words in " ".join(told.split())) == (1, True)


def test_a_team_that_is_nearly_right_is_named(workspace, capsys):
    code, told = _verify(workspace, capsys, "--team", "oost")
    assert (code, "Bedoelde u 'Oost'?" in told) == (1, True)


def test_where_nothing_can_be_worked_out_any_more_it_says_so(workspace, capsys):
    [first] = workspace.release.glob("*/*/1.json")
    file_of(workspace).write_bytes(with_one_more(workspace, [first]))
    code, told = _verify(workspace, capsys)
    assert (code, "0 van 0" in told) == (0, False)
    assert "Geen van deze vrijgaven is nog na te rekenen; dat is geen fout." in told
