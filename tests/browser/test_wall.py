"""The wall: a viewer's kernel opens nothing inside it and imports no library that could read rows."""

import contextlib
import json
import re
import threading
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import psutil
import pytest
from jinja2 import Template
from jupyter_client.manager import KernelManager
from tornado.web import HTTPError

from monitorlib.release.keys import releases_of
from monitorlib.release.seal import SEAL_VARIABLE
from monitorlib.reports.elements import Heading, Picture
from monitorlib.reports.page import html_report
from monitorlib.server.attendance import LINGER_SECONDS
from monitorlib.server.forking import CAN_FORK
from monitorlib.server.kernels import ViewerKernels
from monitorlib.server.viewer import DASHBOARDS, Viewer
from monitorlib.server.voila import FULL, SHARE, TEMPLATE
from tests.browser.conftest import (
    WARM,
    copy_of,
    free_port,
    go_to,
    kernels_of,
    open_meeting,
    reveal,
    violations,
)
from tests.visiting import signed_in

HEAVY = ("pandas", "numpy", "scipy", "matplotlib", "seaborn", "deltalake", "pyarrow")
INSIDE = ("measurements", "rejects", "runs")

LISTEN = """
import sys, json
_opened = []
sys.addaudithook(lambda name, args: _opened.append(str(args[0])) if name == "open" else None)
"""
# what a browser sets going in the kernel
GREET = """
from monitorlib.widgets.conversation import Conversation
from monitorlib.workspace import open_workspace
from monitorlib.release.seal import handed_releases
from monitorlib.widgets.page import Page
page = Conversation(open_workspace(), handed_releases(open_workspace()), "Demo-Oost", "nl")
carrier = Page(page)
page.listen({"kind": "hello", "place": {}})
page.listen({"kind": "tap", "field": "set_revealed"})
assert page.state.revealed and page.state.release
"""
TELL = "print(json.dumps([sorted(sys.modules), _opened]))"


def _run(client, code: str) -> str:
    told = []
    reply = client.execute_interactive(
        code, timeout=60, output_hook=lambda m: told.append(m["content"].get("text", ""))
    )
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(told)


def test_a_viewers_kernel_reads_only_what_was_released(released_demo, tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_WORKSPACE", str(released_demo.path))
    monkeypatch.setenv(SEAL_VARIABLE, releases_of(released_demo).public.hex())
    manager = KernelManager(transport="ipc", connection_file=str(tmp_path / "kernel.json"))
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    try:
        _run(client, LISTEN)
        for cell in nbformat.read(DASHBOARDS / "teamreflectie.ipynb", 4).cells:
            _run(client, cell.source)
        _run(client, GREET)
        modules, opened = json.loads(_run(client, TELL))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    ours = [Path(path) for path in opened if str(released_demo.path) in path]
    inside = [path for path in ours if path.relative_to(released_demo.path).parts[0] in INSIDE]
    assert any("release" in path.parts for path in ours)
    assert inside == []
    assert {name.split(".")[0] for name in modules} & set(HEAVY) == set()
    assert "monitorlib.release.seal" in modules and "monitorlib.release.keys" not in modules


@pytest.mark.browser
def test_the_kernel_behind_a_real_page_has_none_of_the_heavy_libraries_in_memory(page, viewer):
    open_meeting(page, viewer.address)
    server = psutil.Process(viewer.process_id)
    kernels = kernels_of(server)
    assert kernels
    for kernel in kernels:
        mapped = {part for region in kernel.memory_maps() for part in Path(region.path).parts}
        assert mapped & set(HEAVY) == set()
        assert str(kernel.environ()).count("KEY") == 0


@pytest.mark.browser
@pytest.mark.skipif(not CAN_FORK, reason="the memory of another process is read on Linux only")
def test_nobody_behind_a_page_holds_the_private_key_of_the_seal(page, viewer, released_demo):
    """Neither server nor kernel, in environment or memory; the public half, which is there, shows that we look."""
    folder = released_demo.runs / "zegel"
    private, public = (
        tomllib.loads((folder / name).read_text())["sleutel"] for name in ("geheim.toml", "openbaar.toml")
    )
    open_meeting(page, viewer.address)
    server = psutil.Process(viewer.process_id)
    kernels = kernels_of(server)
    assert kernels
    for process in (server, *server.children(recursive=True)):
        for spelled in (private.encode(), bytes.fromhex(private)):
            assert not _holds(process.pid, spelled)
    assert any(_holds(kernel.pid, public.encode()) for kernel in kernels)


def _holds(pid: int, wanted: bytes) -> bool:
    """Whether these bytes stand in what a process may write in its memory; one that ended holds nothing."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        regions = [line.split()[:2] for line in Path(f"/proc/{pid}/maps").read_text().splitlines()]
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            return any(wanted in _region(memory, place) for place, rights in regions if rights[:2] == "rw")
    return False


def _region(memory, place: str) -> bytes:
    start, end = (int(edge, 16) for edge in place.split("-"))
    memory.seek(start)
    try:
        return memory.read(end - start)
    except OSError:  # one of the system's own
        return b""


SCRIPT = "top.document.title = 'het script liep'"
HOSTILE = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="{SCRIPT}">'
    f'<rect width="9" height="9"/><script>{SCRIPT}</script></svg>'
)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("html", "ran"),
    [
        (html_report((Heading("Verslag", 1), Picture(HOSTILE, "woorden")), "nl"), False),
        (f"<title>Verslag</title><body>{HOSTILE}</body>", True),  # as it was before: the script does run
    ],
    ids=("as a picture", "as a part of the page"),
)
def test_a_script_in_a_picture_does_not_run_in_a_report(page, html, ran):
    page.set_content(html)
    page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert page.title() == ("het script liep" if ran else "Verslag")


@pytest.mark.browser
def test_a_page_that_closes_takes_its_kernel_along(browser, released_demo):
    """A kernel that stays behind keeps its memory and files; after some two hundred the server is full."""
    with Viewer(released_demo, free_port()) as viewer:
        server = psutil.Process(viewer.process_id)
        while not kernels_of(server):  # the one that waits for a page
            time.sleep(0.1)
        kernels = kernels_of(server)
        page = browser.new_page()
        open_meeting(page, viewer.address)
        page.close()  # without a word: the page's own goodbye is not what we count on
        _, alive = psutil.wait_procs(kernels, timeout=LINGER_SECONDS + 20)
        assert alive == []


class PatientViewer(Viewer):
    """A viewer whose server ends no kernel but those of which the page says goodbye."""

    module = "tests.browser.patient"


@pytest.mark.browser
@pytest.mark.parametrize("notebook", ["teamreflectie", "voortgang"])
def test_a_page_that_says_goodbye_takes_its_kernel_along_and_what_was_typed_last_is_kept(
    browser, released_demo, tmp_path, notebook
):
    workspace, answers = copy_of(released_demo, tmp_path / "werkmap"), []
    with PatientViewer(workspace, free_port(), notebook=notebook) as viewer:
        server = psutil.Process(viewer.process_id)
        while not kernels_of(server):  # the one that waits for a page
            time.sleep(0.1)
        kernels, page = kernels_of(server), browser.new_page(bypass_csp=False)
        page.on(
            "response", lambda answer: answers.append(answer.status) if "shutdown" in answer.url else None
        )
        open_meeting(page, viewer.address)
        if notebook == "teamreflectie":
            reveal(page)
            go_to(page, 6)
            page.get_by_label("Wat vinden we van het geheel?").first.fill("op het laatst")
        page.goto("about:blank")
        _, alive = psutil.wait_procs(kernels, timeout=60)
        assert alive == []
        page.close()
    log = (workspace.path / "logs" / "voila.log").read_text()
    assert not re.search(r"\b403\b", log)  # and no number of a kernel that happens to hold it
    if notebook == "teamreflectie":
        assert b"op het laatst" in b"".join(f.read_bytes() for f in workspace.path.glob("sessions.sqlite*"))


@pytest.mark.browser
@pytest.mark.skipif(not CAN_FORK, reason="kernels are forked on Linux only; elsewhere they start as usual")
def test_kernels_are_forked_and_when_that_process_is_gone_another_comes(browser, released_demo):
    with Viewer(released_demo, free_port()) as viewer:
        server, page = psutil.Process(viewer.process_id), browser.new_page()
        open_meeting(page, viewer.address)
        [warm] = _warm(server)
        warm.kill()
        open_meeting(page, viewer.address)  # whichever way its kernel begins
        until = time.monotonic() + 60
        while (found := _warm(server)) in ([], [warm]) and time.monotonic() < until:
            time.sleep(0.1)
        assert len(found) == 1 and found != [warm]
        page.close()


def _warm(server: psutil.Process) -> list[psutil.Process]:
    """The process from which kernels are forked; a kernel of it leads a session of its own."""
    kernels = kernels_of(server)
    return [child for child in server.children() if child not in kernels and WARM in _command(child)]


def _command(process: psutil.Process) -> str:
    """What it was started with; nothing where it ended just now."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie too
        return ""


@pytest.mark.browser
def test_a_page_comes_whenever_its_kernel_dies(browser, released_demo, tmp_path):
    """Before the page asks, while its kernel starts, between its cells, and when the browser draws."""
    workspace = copy_of(released_demo, tmp_path / "werkmap")
    with Viewer(workspace, free_port()) as viewer:
        server, log = psutil.Process(viewer.process_id), workspace.path / "logs" / "voila.log"
        filled = 0
        for seconds in (-0.2, 0, 0.02, 0.1, 0.3, 0.7):
            filled = _until_filled(log, filled)
            waiting = max(kernels_of(server), key=lambda kernel: kernel.create_time())
            page = browser.new_page()
            death = threading.Timer(max(seconds, 0), _kill, [waiting])
            death.start()
            time.sleep(max(-seconds, 0))
            open_meeting(page, viewer.address)
            death.join()
            page.close()


def _until_filled(log: Path, before: int) -> int:
    """Wait until the pool was filled once more."""
    while (filled := log.read_text().count("is filled with 1 kernel")) <= before:
        time.sleep(0.02)
    return filled


def _kill(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.kill()


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 200), ("localhost", 200), ("evil.example", 403)])
def test_the_page_answers_to_no_other_name(viewer, host, status):
    """Another site that points its name at this computer (DNS rebinding) gets nothing."""
    port = viewer.place.rstrip("/").rsplit(":", 1)[1]
    request = urllib.request.Request(viewer.place, headers={"Host": f"{host}:{port}", **signed_in(viewer)})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == status
    except urllib.error.HTTPError as refused:
        assert refused.code == status
        refused.close()


def test_beyond_the_most_pages_one_is_refused_in_words():
    """Witness: Jupyter's own manager would start the next one. A page that has no kernel yet counts."""
    kernels = ViewerKernels(most_kernels=2, full=FULL["nl"])
    with kernels.place(), kernels.place(), pytest.raises(HTTPError) as refused, kernels.place():
        pass
    assert refused.value.status_code == 503
    assert "te veel schermen open" in refused.value.reason
    with kernels.place():
        pass


@pytest.mark.browser
@pytest.mark.parametrize(
    ("status", "told"),
    [(503, "te veel schermen open"), (404, "Deze pagina is er niet"), (500, "kon niet gemaakt worden")],
)
def test_a_page_that_cannot_be_shown_says_so_in_words_and_nothing_of_the_fault(page, status, told):
    template = Template((SHARE / "voila" / "templates" / TEMPLATE / "error.html").read_text(encoding="utf-8"))
    page.set_content(template.render(status_code=status, message="geheim", exception="geheim"))
    assert told in page.inner_text("main") and "geheim" not in page.content()
    assert violations(page) == []
