"""`monitor resident`: where it writes, what it notes, and that nothing of it comes anywhere else."""

import ast
import io
import os
import stat
from pathlib import Path

import pytest

import monitorlib
from monitorlib.cli import main
from monitorlib.resident import writing
from tests.resident.people import NUMBER, a_key, others, row, store


@pytest.fixture
def filled(place):
    """A workspace with one resident whom we look at and twelve others."""
    workspace, file, key = place
    store(
        workspace,
        key,
        [row(NUMBER, key, "2025-03-03", 2.0), row(NUMBER, key, "2025-09-03", 4.0), *others(key)],
    )
    return workspace, file, key


def _started(workspace, file, *rest, number=NUMBER):
    main(
        [
            "resident",
            "--workspace",
            str(workspace.path),
            "--key",
            str(file),
            "--client",
            number,
            *map(str, rest),
        ]
    )


def _run(workspace, file, *rest, **told):
    with pytest.raises(SystemExit) as ended:
        _started(workspace, file, *rest, **told)
    assert ended.value.code == 0


def _refused(capsys, workspace, file, *rest, **told) -> str:
    with pytest.raises(SystemExit) as stopped:
        _started(workspace, file, *rest, **told)
    assert stopped.value.code == 1
    words = capsys.readouterr()
    assert words.out == "" and "Traceback" not in words.err
    return words.err


@pytest.mark.parametrize(
    ("name", "begin"), [("blad.html", b"<!DOCTYPE"), ("blad.pdf", b"%PDF"), ("blad.docx", b"PK")]
)
def test_a_page_is_written_for_its_owner_only(filled, tmp_path, name, begin):
    workspace, file, _key = filled
    _run(workspace, file, "--output", tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begin)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([name, "sleutel.key", "werkmap"])


def test_a_page_in_english(filled, tmp_path):
    workspace, file, _key = filled
    _run(workspace, file, "--output", tmp_path / "page.html", "--lang", "en")
    assert '<html lang="en">' in (tmp_path / "page.html").read_text("utf-8")


def test_the_number_is_asked_for_so_that_it_is_not_in_the_history(filled, tmp_path, monkeypatch):
    workspace, file, _key = filled
    monkeypatch.setattr("typer.prompt", lambda *_a, **_k: NUMBER)
    told = ["--workspace", str(workspace.path), "--key", str(file), "--output", str(tmp_path / "a.html")]
    with pytest.raises(SystemExit):
        main(["resident", *told])
    assert (tmp_path / "a.html").exists()


def test_the_log_says_that_a_page_was_made_and_not_of_whom(filled, tmp_path):
    workspace, file, key = filled
    _run(workspace, file, "--output", tmp_path / "a.html")
    [line] = (workspace.path / "logs" / writing.LOG_FILE).read_text("utf-8").splitlines()
    assert line.endswith("+00:00 blad gemaakt")
    assert NUMBER not in line and key.pseudonym("resident", NUMBER) not in line


def test_no_file_of_the_workspace_but_the_log_and_the_trail_changes(filled, tmp_path):
    workspace, file, _key = filled
    before = _content(workspace.path)
    _run(workspace, file, "--output", tmp_path / "a.pdf")
    after = _content(workspace.path)
    noted = {".monitor-trail.lock", "trail/spoor.jsonl", "trail/einde.json"}
    assert {n for n in after if after[n] != before.get(n)} == {f"logs/{writing.LOG_FILE}", *noted}


def _content(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.mark.parametrize("inside", ["release/blad.html", "blad.html", "runs/team/blad.pdf"])
def test_it_never_writes_in_a_workspace(filled, capsys, inside):
    workspace, file, _key = filled
    target = workspace.path / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    assert "ligt in een werkmap" in _refused(capsys, workspace, file, "--output", target)
    assert not target.exists()


def test_a_link_into_a_workspace_is_seen(filled, capsys, tmp_path):
    workspace, file, _key = filled
    workspace.release.mkdir()
    (tmp_path / "weg").symlink_to(workspace.release)
    assert "ligt in een werkmap" in _refused(
        capsys, workspace, file, "--output", tmp_path / "weg" / "blad.html"
    )


def test_what_is_wrong_is_one_clear_line(filled, capsys, tmp_path):
    workspace, file, _key = filled
    other, _secret = a_key(tmp_path, "andere.key")
    page = tmp_path / "blad.html"
    assert "is een map" in _refused(capsys, workspace, file, "--output", tmp_path)
    assert "bestaat niet" in _refused(capsys, workspace, file, "--output", tmp_path / "nergens" / "a.html")
    assert "--format: 'txt' kan niet" in _refused(capsys, workspace, file, "--output", tmp_path / "a.txt")
    assert "Zeg waar het bestand moet komen" in _refused(capsys, workspace, file)
    assert "andere sleutel" in _refused(capsys, workspace, other, "--output", page)
    unknown = _refused(capsys, workspace, file, "--output", page, number="X99")
    assert "staat niet in de werkmap" in unknown and "X99" not in unknown and len(unknown.splitlines()) == 1
    assert not page.exists()


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0,
    reason="root writes anywhere, Windows has no such rights; the next test does it with a full disk",
)
def test_without_permission_it_says_so(filled, capsys, tmp_path):
    workspace, file, _key = filled
    closed = tmp_path / "dicht"
    closed.mkdir(mode=0o500)
    assert "kan niet geschreven worden" in _refused(capsys, workspace, file, "--output", closed / "a.html")


def test_a_place_that_cannot_be_written_to_is_told(filled, capsys, tmp_path, monkeypatch):
    workspace, file, _key = filled

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_fill", full)
    assert "kan niet geschreven worden" in _refused(capsys, workspace, file, "--output", tmp_path / "a.html")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["sleutel.key", "werkmap"]


def test_what_an_earlier_time_left_is_gone_after_the_next(filled, tmp_path):
    workspace, file, _key = filled
    (tmp_path / ".a.html.part").write_text("half een blad")
    _run(workspace, file, "--output", tmp_path / "a.html")
    assert not (tmp_path / ".a.html.part").exists()


# --- the wall


def test_only_the_command_opens_this_room():
    package = Path(monitorlib.__file__).parent
    importing = {
        file.relative_to(package).parts[0]
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("monitorlib.resident")
    }
    assert importing == {"resident", "cli"}
    assert not any("resident" in room for room in monitorlib._VERBS.values())


def test_this_room_knows_no_way_out():
    """No module of it imports what releases, shows or keeps the words of a meeting."""
    folder = Path(monitorlib.__file__).parent / "resident"
    out = ("monitorlib.widgets", "monitorlib.server", "monitorlib.sessions", "monitorlib.release.publish")
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith(out)


def test_a_notebook_that_cannot_be_emptied_is_named_by_the_command(filled, capsys):
    workspace, file, _key = filled
    (workspace.path / "oud.ipynb").write_text("half {", "utf-8")
    _run(workspace, file, "--forget", "--yes")
    assert "notebook oud.ipynb kan nog rijen laten zien" in " ".join(capsys.readouterr().out.split())


def test_giving_and_forgetting_at_once_is_refused_and_does_neither(filled, capsys, tmp_path):
    workspace, file, _key = filled
    before = _content(workspace.path)
    told = _refused(capsys, workspace, file, "--export", "--forget", "--yes", "--output", tmp_path / "a.json")
    assert "Geef eerst inzage" in told
    assert _content(workspace.path) == before and not (tmp_path / "a.json").exists()


def test_where_nobody_can_type_the_number_it_says_how_to_give_it(filled, capsys, tmp_path, monkeypatch):
    workspace, file, _key = filled
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(SystemExit) as stopped:
        _started(workspace, file, "--output", tmp_path / "a.html", number="")
    told = capsys.readouterr().err
    assert stopped.value.code == 1
    assert "geef --client mee" in told and "Aborted" not in told


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_what_is_no_file_is_not_replaced(filled, capsys, tmp_path):
    workspace, file, _key = filled
    os.mkfifo(tmp_path / "pijp")
    told = _refused(capsys, workspace, file, "--output", tmp_path / "pijp", "--format", "html")
    assert "is geen bestand. Noem een bestand" in told
    assert (tmp_path / "pijp").is_fifo()


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="this system knows no files without a name")
def test_the_page_has_no_name_until_it_is_whole(filled, tmp_path, monkeypatch):
    workspace, file, _key = filled
    seen, real = [], writing._fill

    def looked_at(handle, content):
        seen.append(sorted(each.name for each in tmp_path.iterdir()))
        real(handle, content)
        seen.append(sorted(each.name for each in tmp_path.iterdir()))

    monkeypatch.setattr(writing, "_fill", looked_at)
    _run(workspace, file, "--output", tmp_path / "a.html")
    assert seen == [["sleutel.key", "werkmap"]] * 2 and (tmp_path / "a.html").is_file()
