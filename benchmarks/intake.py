"""A registration export of a million rows: inspect and import, each in a process of its own."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from tests.intake.exports import ZRM

ROWS = 1_000_000
RESIDENTS = 40_000


def main() -> None:
    """Print seconds and peak memory; the goals are 20 s and 1.5 GB."""
    print("| a CSV of 1,000,000 score rows | s | CPU s | peak memory, GB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        export, key = Path(folder) / "export.csv", Path(folder) / "keys" / "k.key"
        _write(export)
        subprocess.run([*_monitor("key", "new"), str(key)], check=True, capture_output=True)
        for verb, more in (
            ("inspect", ()),
            ("import", ("--workspace", f"{folder}/werkmap", "--key", str(key), "--yes")),
        ):
            wall, cpu, peak = _measured([*_monitor(verb), str(export), *more])
            print(f"| monitor {verb} | {wall:.1f} | {cpu:.1f} | {peak / 1e9:.2f} |")


def _monitor(*words: str) -> list[str]:
    return [sys.executable, "-m", "monitorlib.cli", *words]


def _write(file: Path) -> None:
    """A long table (shape C): every resident × leefgebied on one of two days."""
    draw = np.random.default_rng(1)
    per_day = len(ZRM)
    visits = -(-ROWS // per_day)
    with file.open("w", encoding="cp1252", newline="\r\n") as out:
        out.write("Cliëntnummer;Team;Medewerker;Datum;Instrument;Leefgebied;Score\n")
        written = 0
        for visit in range(visits):
            client, moment = visit % RESIDENTS, visit // RESIDENTS
            day = f"{client % 28 + 1}-{moment + 1}-2024"
            head = f"C{client:06d};Team {client % 60};mw{client % 400};{day};ZRM 2017"
            for area, score in zip(ZRM, draw.integers(1, 6, per_day), strict=True):
                if written < ROWS:
                    out.write(f"{head};{area};{score}\n")
                    written += 1


def _measured(command: list[str]) -> tuple[float, float, float]:
    """Wall-clock seconds, CPU seconds and peak resident bytes of one process."""
    begin = time.perf_counter()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    peak, cpu = 0, 0.0
    while process.poll() is None:
        try:
            peak = max(peak, process.memory_info().rss)
            cpu = sum(process.cpu_times()[:2])
        except psutil.Error:
            break
        time.sleep(0.05)
    if process.wait() != 0:
        raise SystemExit(f"{command[3]} failed")
    return time.perf_counter() - begin, cpu, peak
