"""A registration export of a million rows: pandas, inspect and import, each in a process of its own."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import psutil

from tests.intake.exports import ZRM

ROWS = 1_000_000
RESIDENTS = 40_000
ROUNDS = 3
# what an analyst would write: everything as text, as it is safe (a team "NA", a number 007), scores and days read
PANDAS = """
import sys
import pandas as pd
rows = pd.read_csv(sys.argv[1], sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
rows["Score"] = pd.to_numeric(rows["Score"])
rows["Datum"] = pd.to_datetime(rows["Datum"], format="%d-%m-%Y")
print(rows.groupby(["Team", "Leefgebied"])["Score"].agg(["count", "mean"]).to_string())
"""


def main() -> None:
    """Print CPU seconds and peak memory, the median of ROUNDS, each round one after the other.

    The goals: import at most 1.5 times the CPU of pandas and 450 MB, inspect at most half of import.
    """
    with tempfile.TemporaryDirectory() as folder:
        export, key = Path(folder) / "export.csv", Path(folder) / "keys" / "k.key"
        _write(export)
        subprocess.run([*_monitor("key", "new"), str(key)], check=True, capture_output=True)
        commands = {
            "pandas read_csv + groupby": [sys.executable, "-c", PANDAS, str(export)],
            "monitor inspect": [*_monitor("inspect"), str(export)],
            "monitor import": [*_monitor("import"), str(export), "--key", str(key), "--yes"],
        }
        seen = [
            {name: _measured(_in_new_workspace(name, words, folder, n)) for name, words in commands.items()}
            for n in range(ROUNDS)
        ]
    print("| 1,000,000 score rows | s | CPU s | peak memory, MB | CPU beside pandas |\n|---|---|---|---|---|")
    for name in commands:
        wall, cpu, peak = (median(turn[name][part] for turn in seen) for part in range(3))
        beside = median(turn[name][1] / turn["pandas read_csv + groupby"][1] for turn in seen)
        print(f"| {name} | {wall:.1f} | {cpu:.1f} | {peak / 1e6:.0f} | {beside:.2f} |")
    share = median(turn["monitor inspect"][1] / turn["monitor import"][1] for turn in seen)
    print(f"\ninspect / import, CPU: {share:.2f}")


def _in_new_workspace(name: str, words: list[str], folder: str, number: int) -> list[str]:
    return [*words, "--workspace", f"{folder}/werkmap{number}"] if name == "monitor import" else words


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
