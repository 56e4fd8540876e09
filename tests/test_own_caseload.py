"""The page of one worker's own residents: what stands on it, what does not, and what it stops later."""

from pathlib import Path

import pytest

from monitorlib.cli import main
from monitorlib.cli.reporting import write_own_page
from monitorlib.foundation.errors import UserError
from monitorlib.intake import import_files, new_key, read_key
from monitorlib.release import publish as publishing
from monitorlib.release.combined import own_pages, page_file
from monitorlib.release.own_caseload import own_caseload
from monitorlib.release.taking_back import withdraw_release
from monitorlib.released import Content
from monitorlib.reports.elements import Paragraph, TablePart
from monitorlib.reports.own import own_parts
from monitorlib.workspace import Workspace
from tests.populations import people, person, release, store

ANNA, BERT, CEES = "w-anna-pseudonym", "w-bert-pseudonym", "w-cees-pseudonym"
UP, SAME, DOWN = [1], [0], [-1]
OWN = UP * 4 + SAME * 3 + DOWN * 3
OTHERS = UP * 3 + SAME * 4 + DOWN * 3


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """Pictures have tests of their own."""
    monkeypatch.setattr(publishing, "_draw", lambda _content: ())


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap", 'organisatie = "Test"\n')


def _team(own=OWN, others=OTHERS, colleagues=(BERT, CEES)) -> list[dict]:
    """Anna's residents, and those of her colleagues in turns."""
    rows = people(own, "a", worker_id=ANNA)
    for number, turn in enumerate(others):
        rows += person(f"o{number:03d}", turn, worker_id=colleagues[number % len(colleagues)])
    return rows


def _row(content: Content):
    [view] = content.views
    return view.rows[0]


def _refused(workspace, worker=ANNA) -> str:
    with pytest.raises(UserError) as refused:
        own_caseload(workspace, "Oost", "2025", worker)
    assert list(own_pages(workspace)) == []
    return str(refused.value)


def test_a_worker_sees_the_own_residents_and_nothing_else(workspace):
    store(workspace, _team())
    release(workspace)
    page = own_caseload(workspace, "Oost", None, ANNA).content
    row = _row(page)
    assert row.counts == {"improved": 4, "unchanged": 3, "deteriorated": 3}
    assert (page.audience, row.n, row.verdict) == ("worker", 10, "not_tested")
    assert (row.mean_shift, row.p_class, row.start, row.could_improve) == (None,) * 4
    assert (page.views[0].n_measured, page.views[0].n_again) == (None, None)


def test_who_counts_is_who_was_measured_last_by_the_worker(workspace):
    first, last = person("m000", 1, worker_id=BERT)
    store(workspace, [*_team(), first, last | {"worker_id": ANNA}])
    release(workspace)
    assert _row(own_caseload(workspace, "Oost", "2025", ANNA).content).counts["improved"] == 5


def test_under_ten_residents_nothing_is_made(workspace):
    store(workspace, _team(own=OWN[1:], others=OTHERS * 2))
    release(workspace)
    assert "minder dan 10 inwoners" in _refused(workspace)


def test_what_would_tell_of_colleagues_is_left_out(workspace):
    """Two of the colleagues' residents improved: that could not be shown by itself."""
    store(workspace, _team(others=UP * 2 + SAME * 4 + DOWN * 4))
    release(workspace)
    assert "die van collega's te lezen" in _refused(workspace)


def test_the_page_names_the_leefgebieden_of_which_it_tells_nothing_and_why(workspace):
    """At home the two colleagues' residents who improved could be told; of work there are too few."""
    home = [{**row, "leefgebied": "huisvesting"} for row in _team(others=UP * 2 + SAME * 4 + DOWN * 4)]
    work = [{**row, "leefgebied": "werk_opleiding"} for row in _team(own=OWN[1:], others=OTHERS * 2)]
    store(workspace, [*_team(), *home, *work])
    release(workspace)
    parts = own_parts(own_caseload(workspace, "Oost", None, ANNA), "nl")
    [table] = [part for part in parts if isinstance(part, TablePart)]
    told = [part.text for part in parts if isinstance(part, Paragraph)]
    assert table.keys == ("financien",)
    assert "Hierover staat er niets: Werk & opleiding, Huisvesting." in told
    assert any(line.startswith("Daar zijn minder dan 10 inwoners, of naast de cijfers") for line in told)


def test_where_everything_is_told_nothing_is_named_as_left_out(workspace):
    workspace.settings_file.write_text(
        'organisatie = "Test"\nmelding = { nl = "Verzonnen.", en = "Invented." }\n'
    )
    store(workspace, _team())
    release(workspace)
    parts = own_parts(own_caseload(workspace, "Oost", None, ANNA), "en")
    told = [part.text for part in parts if isinstance(part, Paragraph)]
    assert told[0] == "Invented."
    assert not any(line.startswith("Nothing is told of") for line in told)


@pytest.mark.parametrize(
    ("colleagues", "told"), [((BERT, CEES), True), ((BERT,), False), ((BERT, None), False)]
)
def test_two_colleagues_at_least(workspace, colleagues, told):
    """With one, team minus own is his report card; a colleague whom nobody knows is none."""
    store(workspace, _team(colleagues=colleagues))
    release(workspace)
    if told:
        assert _row(own_caseload(workspace, "Oost", "2025", ANNA).content).n == 10
    else:
        _refused(workspace)


def test_there_is_one_page_a_period(workspace):
    store(workspace, _team())
    release(workspace)
    made = own_caseload(workspace, "Oost", "2025", ANNA)
    store(workspace, people([1, 0, -1] * 3, "n", worker_id=ANNA))
    release(workspace)
    assert own_caseload(workspace, "Oost", "2025", ANNA) == made


def test_a_page_needs_a_release_that_is_shown(workspace):
    store(workspace, _team())
    assert "niets vrijgegeven" in _refused(workspace)
    release(workspace)
    with pytest.raises(UserError, match=r"over deze periode niets vrijgegeven. Wel: 2025"):
        own_caseload(workspace, "Oost", "2024", ANNA)
    withdraw_release(workspace, "Oost", "2025", "fout")
    assert "niets vrijgegeven" in _refused(workspace)


def test_who_is_not_in_the_team_is_not_named(workspace):
    store(workspace, _team())
    release(workspace)
    told = _refused(workspace, "w-nobody-pseudonym")
    assert "geen inwoners met twee metingen" in told and "nobody" not in told


@pytest.mark.parametrize("blocks_first", [True, False])
def test_blocks_and_pages_do_not_go_together(tmp_path, blocks_first):
    """Enumeration found that blocks beside a page can fix a count; the order makes no difference."""
    workspace = Workspace.create(tmp_path / "werkmap", "")
    store(workspace, [*_team(), *people([1, 0, -1] * 4, "z", wijk="Zuid", worker_id=CEES)])
    blocks = '[vrijgave]\nblokken = "wijk"\n'
    if blocks_first:
        workspace.settings_file.write_text(blocks)
        release(workspace)
        assert "in blokken verdeeld" in _refused(workspace)
    else:
        release(workspace)
        own_caseload(workspace, "Oost", "2025", ANNA)
        workspace.settings_file.write_text(blocks)
        with pytest.raises(UserError, match="naast een blad van een eigen caseload"):
            release(workspace)


def _gone(names: list[str]) -> list[dict]:
    """A later measurement by another team: they count there."""
    return [person(name, 0, month=11, team="West")[1] for name in names]


@pytest.mark.parametrize("with_page", [True, False])
def test_a_later_release_fixes_nothing_beside_a_page(workspace, with_page):
    """All of Anna's residents leave, and one of a colleague's. Eleven who left may be told by themselves; beside
    the page of ten it would be that one."""
    store(workspace, _team(others=OTHERS * 2))
    release(workspace)
    if with_page:
        own_caseload(workspace, "Oost", "2025", ANNA)
    store(workspace, _gone([*(f"a{number:03d}" for number in range(10)), "o000"]))
    if with_page:
        with pytest.raises(UserError, match="naast een blad van een eigen caseload"):
            release(workspace)
    else:
        assert release(workspace).name == "2.json"


def test_a_page_of_another_team_stops_nothing(workspace):
    west = [row | {"team": "West", "resident_id": f"w{row['resident_id']}"} for row in _team()]
    store(workspace, [*_team(), *west])
    release(workspace, "West")
    own_caseload(workspace, "West", "2025", ANNA)
    assert release(workspace).name == "1.json"


def test_the_page_lies_inside_the_wall_and_names_nobody(workspace, tmp_path):
    store(workspace, _team())
    release(workspace)
    file = write_own_page(workspace, "Oost", "2025", ANNA, tmp_path / "blad.html", "nl")
    kept = page_file(workspace, "Oost", "2025", ANNA)
    assert kept.is_relative_to(workspace.runs) and ANNA not in kept.read_text()
    written = file.read_text()
    assert ANNA not in written and "a000" not in written
    assert "Dit blad is alleen voor u" in written and "4 vooruit, 3 gelijk, 3 achteruit" in written


def test_a_page_that_was_changed_stops_the_next_release(workspace):
    store(workspace, _team())
    release(workspace)
    own_caseload(workspace, "Oost", "2025", ANNA)
    kept = page_file(workspace, "Oost", "2025", ANNA)
    kept.write_text(kept.read_text().replace('"improved": 4', '"improved": 5'))
    with pytest.raises(UserError, match="veranderd na het vrijgeven"):
        release(workspace)


EXPORT = "Cliëntnummer;Team;Medewerker;Datum;Instrument;Leefgebied;Score\n"


@pytest.fixture
def imported(workspace, tmp_path):
    """A workspace made from an export, its key, and the code of the worker as it stands there."""
    lines = [
        f"X{number:03d};Oost;{'mw-07' if number < 10 else f'mw-1{number % 3}'};{day};zrm-2017;Financiën;{score}\n"
        for number, turn in enumerate(OWN + OTHERS)
        for day, score in (("01-02-2025", 3), ("01-09-2025", 3 + turn))
    ]
    export, key = tmp_path / "export.csv", tmp_path / "k.key"
    export.write_text(EXPORT + "".join(lines), encoding="utf-8")
    new_key(key)
    import_files(workspace, [export], read_key(key))
    release(workspace)
    return workspace, key


def _command(workspace: Workspace, key: Path, code: str, file: Path) -> int:
    words = [
        "--workspace",
        workspace.path,
        "--team",
        "Oost",
        "--key",
        key,
        "--worker",
        code,
        "--output",
        file,
    ]
    with pytest.raises(SystemExit) as ended:
        main(["caseload", *map(str, words)])
    return ended.value.code or 0


@pytest.mark.parametrize("code", ["mw-07", " MW-07 "])
def test_by_command_with_the_code_of_the_registration_system(imported, tmp_path, code, capsys):
    workspace, key = imported
    file = tmp_path / "blad.html"
    assert _command(workspace, key, code, file) == 0
    assert "4 vooruit, 3 gelijk, 3 achteruit" in file.read_text()
    assert "alleen aan deze medewerker" in capsys.readouterr().out


def test_by_command_with_another_key(imported, tmp_path, capsys):
    workspace, _key = imported
    other, file = tmp_path / "other.key", tmp_path / "blad.html"
    new_key(other)
    assert _command(workspace, other, "mw-07", file) == 1
    told = capsys.readouterr().err
    assert "andere sleutel" in told and "Traceback" not in told and "mw-07" not in told
    assert not file.exists()
