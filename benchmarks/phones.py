"""Phones beside a projector: 12 phones × 13 questions within a minute, and 30 phones that tap at the same instant.

`python -m benchmarks.phones`. The phones send what the page's own script sends: all answers whole at every tap,
and every 1.5 s the question what is open. Printed: how long a tap takes until it is on disk and acknowledged, how
long until the projector (a real browser) shows that one more answered, how much memory the phones cost all
processes of the server together, its CPU, and that every acknowledged answer was counted.
"""

import asyncio
import random
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
from playwright.sync_api import sync_playwright

from monitorlib.server.viewer import Viewer
from monitorlib.sessions import SessionLog
from monitorlib.workspace import Workspace
from tests.browser.conftest import BROWSERS, QUIET, free_port, go_to, open_team
from tests.phone_visits import phone_headers, place_of, with_phones
from tests.releases import SETTINGS, ZRM, a_content, a_release, a_row, a_view, write_by_hand

PHONES, SECONDS, QUESTIONS = 12, 60.0, 13
MANY = 30
POLL_SECONDS = 1.5
TEAM = "Team Test"
# the moment at which each number of phones appears on the projector, by the browser's own clock
WATCH = """() => {
  window.seen = {};
  const look = () => {
    const n = document.querySelector('[data-answered]')?.dataset.answered;
    if (n !== undefined && !(n in window.seen)) window.seen[n] = Date.now() / 1000;
  };
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, attributes: true});
  look();
}"""


@dataclass
class Seen:
    """What the phones saw: seconds until each tap was acknowledged, and when each phone's first one was."""

    taps: list[float] = field(default_factory=list)
    asks: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    failed: int = 0


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace, port = _workspace(Path(folder)), free_port()
        with with_phones(workspace, port) as viewer:
            found = next(filter(None, map(shutil.which, BROWSERS)))
            browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            open_team(page, viewer.address, TEAM, "2025")
            server = psutil.Process(viewer.process_id)
            go_to(page, 3)
            time.sleep(3)
            memory, cpu = _memory(server), _cpu(server)
            print(f"{PHONES} phones x {QUESTIONS} questions in {SECONDS:.0f} s")
            _round(page, viewer, workspace, PHONES, SECONDS, QUESTIONS)
            print(f"  memory more, all processes of the server {(_memory(server) - memory) / 1e6:.0f} MB")
            print(f"  CPU of the server {_cpu(server) - cpu:.1f} s")
            page.locator("#ml-reveal").click()
            page.wait_for_selector(".ml-look")
            print(f"{MANY} phones tap at the same instant")
            _round(page, viewer, workspace, MANY, 0.0, 1)
            print(f"  memory more, since before the first phone {(_memory(server) - memory) / 1e6:.0f} MB")
            browser.close()


def _workspace(folder: Path) -> Workspace:
    """A team with thirteen leefgebieden."""
    made = Workspace.create(folder / "werkmap", SETTINGS)
    rows = (a_row(each.code) for each in ZRM.leefgebieden[:QUESTIONS])
    write_by_hand(made.release, a_release(a_content(a_view(*rows))))
    return made


def _round(page, viewer: Viewer, workspace: Workspace, phones: int, seconds: float, questions: int) -> None:
    page.locator("#ml-ask").click()
    page.wait_for_selector("#ml-asks")
    page.evaluate(WATCH)
    seen = Seen()
    answering = threading.Thread(
        target=lambda: asyncio.run(_answer(viewer, seen, phones, seconds, questions))
    )
    answering.start()
    while answering.is_alive():
        page.wait_for_timeout(200)
    page.wait_for_selector(f"[data-answered='{phones}']")
    shown = page.evaluate("window.seen")
    log = SessionLog(workspace.session_log)
    meeting = log.open_meeting(TEAM, "2025")
    page.locator("#ml-ask-no-more").click()
    page.wait_for_selector("#ml-answered")
    counted = log.rounds(meeting.id)[-1].counts
    log.let_go()
    late = [_appeared(shown, number + 1) - moment for number, moment in enumerate(sorted(seen.first))]
    print(f"  acknowledged {len(seen.taps)} taps, failed {seen.failed}; phones counted {counted.phones}")
    kept = min(counted.answered.values()) if questions > 1 else counted.phones
    print(f"  answers counted, of the question with fewest {kept} of {phones}")
    print(f"  tap until on disk, s: {_percentiles(seen.taps)}")
    print(f"  what is open, s: {_percentiles(seen.asks)}")
    print(f"  acknowledged until the projector shows it, s: {_percentiles(late)}")


def _appeared(shown: dict[str, float], number: int) -> float:
    """When the projector showed so many phones, or more."""
    return min(moment for told, moment in shown.items() if int(told) >= number)


async def _answer(viewer: Viewer, seen: Seen, phones: int, seconds: float, questions: int) -> None:
    limits = httpx.Limits(max_connections=phones)
    let_in = {"base_url": place_of(viewer), "headers": phone_headers(viewer)}
    async with httpx.AsyncClient(**let_in, timeout=20, limits=limits) as web:
        while not (rooms := (await web.get("meedoen/nu")).json()["rooms"]):
            await asyncio.sleep(0.2)
        round = rooms[0]["round"]
        chance = random.Random(16)
        done = asyncio.Event()
        polls = [asyncio.create_task(_poll(web, seen, done)) for _ in range(phones)]
        await asyncio.gather(
            *(
                _phone(web, seen, round, number, _moments(chance, seconds, questions))
                for number in range(phones)
            )
        )
        done.set()
        await asyncio.gather(*polls)


def _moments(chance: random.Random, seconds: float, questions: int) -> list[float]:
    return sorted(chance.uniform(0, seconds) for _ in range(questions))


async def _phone(web, seen: Seen, round: dict, phone: int, moments: list[float]) -> None:
    begun, answers = time.monotonic(), {}
    for number, moment in enumerate(moments):
        await asyncio.sleep(max(0.0, begun + moment - time.monotonic()))
        answers[str(number)] = (phone + number) % len(round["words"])
        body = {"round": round["id"], "phone": f"{phone:032x}", "number": number + 1, "answers": answers}
        start = time.perf_counter()
        told = await web.post("meedoen/antwoord", json=body)
        if told.status_code != 200 or not told.json()["kept"]:
            seen.failed += 1
            continue
        seen.taps.append(time.perf_counter() - start)
        if number == 0:
            seen.first.append(time.time())


async def _poll(web, seen: Seen, done: asyncio.Event) -> None:
    while not done.is_set():
        start = time.perf_counter()
        await web.get("meedoen/nu", params={"gezien": "x"})
        seen.asks.append(time.perf_counter() - start)
        await asyncio.sleep(POLL_SECONDS)


def _percentiles(seconds: list[float]) -> str:
    ranked = sorted(seconds)
    chosen = {"p50": 0.5, "p95": 0.95, "most": 1.0}
    return ", ".join(
        f"{name} {ranked[min(len(ranked) - 1, int(part * len(ranked)))]:.3f}" for name, part in chosen.items()
    )


def _memory(server: psutil.Process) -> int:
    """What the server and its kernels have for themselves."""
    return sum(each.memory_full_info().uss for each in (server, *server.children(recursive=True)))


def _cpu(server: psutil.Process) -> float:
    times = [each.cpu_times() for each in (server, *server.children(recursive=True))]
    return sum(each.user + each.system for each in times)


if __name__ == "__main__":
    main()
