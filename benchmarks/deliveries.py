"""Two years of monthly deliveries: what must a person handle, and is the newest complete period always shown?"""

import calendar
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from monitorlib.cli.publishing import plan, to_do
from monitorlib.foundation.errors import UserError
from monitorlib.intake import import_files, new_key, read_key
from monitorlib.measurements import measurement_version
from monitorlib.release.assemble import team_content
from monitorlib.release.proposals import propose_release
from monitorlib.release.publish import publish
from monitorlib.release.read import release_files, team_folder_name
from monitorlib.release.settling import WaitingError, note_waiting
from monitorlib.runs import notebooks_hash
from monitorlib.workspace import NEW_SETTINGS, Workspace
from tests.intake.exports import ZRM

TEAMS, MONTHS, RESIDENTS = 30, 24, 45
FIRST_YEAR = 2024
HALF_YEARS = "".join(
    f"""
[[periode]]
id = "{year}-{half}"
van = {begin}
tot_en_met = {end}
"""
    for year in (FIRST_YEAR, FIRST_YEAR + 1)
    for half, begin, end in (
        (1, f"{year}-01-01", f"{year}-06-30"),
        (2, f"{year}-07-01", f"{year}-12-31"),
    )
)


def main(teams: int = TEAMS) -> None:
    """Print what became of every question at the door over MONTHS deliveries."""
    outcomes, missing, began = Counter(), 0, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        workspace, key = _begun(Path(folder))
        rows = _registered(teams)
        for month in range(MONTHS):
            year, number = FIRST_YEAR + month // 12, month % 12 + 1
            today = date(year, number, calendar.monthrange(year, number)[1])
            export = _delivery(Path(folder), rows, today)
            import_files(workspace, [export], key, today=today)
            outcomes += _released(workspace, today)
            missing += _not_shown(workspace, today, teams)
    took = time.perf_counter() - began
    print(f"| {teams} teams, {MONTHS} monthly deliveries, half-years |  |\n|---|---|")
    for name in ("released", "waits", "refused"):
        print(f"| {name} | {outcomes[name]} |")
    print(f"| newest complete period not shown (team × month) | {missing} |\n| s | {took:.0f} |")


def _begun(folder: Path) -> tuple[Workspace, object]:
    new_key(folder / "k.key")
    return Workspace.create(folder / "werkmap", NEW_SETTINGS + HALF_YEARS), read_key(folder / "k.key")


def _registered(teams: int) -> list[tuple[date, str]]:
    """Every row with the day on which it was registered: some weeks late, some corrected months after."""
    draw, rows = np.random.default_rng(12), []
    for team in range(teams):
        for resident in range(RESIDENTS):
            level = draw.integers(1, 6, len(ZRM))
            for half in range(4):
                start = date(FIRST_YEAR + half // 2, 1 + 6 * (half % 2), 1)
                for offset in (draw.integers(0, 60), draw.integers(90, 180)):
                    measured = start + timedelta(days=int(offset))
                    step = draw.choice((-1, 0, 1), len(ZRM), p=(0.2, 0.45, 0.35))
                    level = np.clip(level + step, 1, 5)
                    late = int(draw.choice((2, 20, 80, 150), p=(0.8, 0.14, 0.04, 0.02)))
                    cells = ";".join(map(str, level))
                    line = f"{team:02d}{resident:03d};Team {team:02d};{measured:%d-%m-%Y};{cells}"
                    rows.append((measured + timedelta(days=late), line))
    return rows


def _delivery(folder: Path, rows: list[tuple[date, str]], today: date) -> Path:
    """What the registration system exports at the end of a month: all that was registered up to then."""
    path = folder / f"export-{today:%Y-%m}.csv"
    lines = [";".join(["Cliëntnummer", "Team", "Datum", *ZRM]), *(line for day, line in rows if day <= today)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _released(workspace: Workspace, today: date) -> Counter:
    """As `monitor publish --all` does on that day, without the notebooks."""
    outcomes, notebooks = Counter(), notebooks_hash()
    try:
        wishes = plan(workspace, today=today)
    except UserError:  # nothing is complete yet
        return outcomes
    for wish in to_do(workspace, wishes):
        version = measurement_version(workspace)
        period = workspace.settings().period(wish.period, wish.team)
        propose_release(workspace, team_content(workspace, wish.team, period, version))
        try:
            publish(workspace, wish.team, wish.period, notebooks)
            outcomes["released"] += 1
        except WaitingError as error:
            note_waiting(workspace, wish, version, notebooks, error)
            outcomes["waits"] += 1
        except UserError as error:
            print(f"  {today}, {wish.team}, {wish.period}: {error}", flush=True)
            outcomes["refused"] += 1
    return outcomes


def _not_shown(workspace: Workspace, today: date, teams: int) -> int:
    settings = workspace.settings()
    complete = [period for period in settings.periods if settings.settled_on(period) <= today]
    if not complete:
        return 0
    newest = max(complete, key=lambda period: period.end).id
    folders = (workspace.release / team_folder_name(f"Team {team:02d}") / newest for team in range(teams))
    return sum(not release_files(folder) for folder in folders)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TEAMS)
