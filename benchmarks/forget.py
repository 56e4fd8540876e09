"""200 residents of the demo are forgotten one by one; at 20 random moments that is killed. What bytes are left?

`python -m benchmarks.forget [how many] [kills]`. Looked for are the pseudonym and the client number of
each, in every file of the workspace, packed ones unpacked, and their rows in every version.
"""

import csv
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from monitorlib.cli.demo import DATA
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import Wish
from monitorlib.intake import import_files, new_key, read_key
from monitorlib.measurements.delta import resident_rows
from monitorlib.measurements.journal import finish, is_halfway
from monitorlib.measurements.versions import measurement_version, undo_import
from monitorlib.release.forgotten import forgotten_in
from monitorlib.resident.person import persons_of
from monitorlib.resident.rights import forget
from monitorlib.workspace import Workspace
from tests.resident.looking import files_with, snapshot
from tests.resident.test_forgetting import LOCKS, begun

EXPORT = DATA / "demo" / "VERZONNEN_regimaat_zrm.csv"


def main() -> None:
    how_many, kills = (int(each) for each in (*sys.argv[1:], "200", "20")[:2] if each.isdigit())
    with tempfile.TemporaryDirectory(prefix="monitor-forget-") as folder:
        place, key_file = _prepared(Path(folder))
        _report(*_forgotten(place, key_file, _numbers()[:how_many], kills), place, key_file)


def _prepared(folder: Path) -> tuple[Workspace, Path]:
    """The demo in three versions, the last undone, with two releases of a team."""
    place = Workspace.create(folder / "werkmap", (DATA / "demo" / "workspace.toml").read_text("utf-8"))
    key_file = folder / "sleutel.key"
    new_key(key_file)
    files = sorted(file for file in (DATA / "demo").iterdir() if file.suffix in (".csv", ".xlsx"))
    import_files(place, files[:2], read_key(key_file))
    import_files(place, files[2:], read_key(key_file))
    import_files(place, [DATA / "reference" / "homeless_housing_export.csv"], read_key(key_file))
    undo_import(place)
    publish_all(place, [Wish("Demo-Noord", "2024"), Wish("Demo-Noord", "2025")], 1, lambda _wish: None)
    for file in place.runs.rglob("*"):
        os.utime(file, (0, 0))  # no run is at work
    return place, key_file


def _numbers() -> list[str]:
    with EXPORT.open(encoding="cp1252", newline="") as file:
        next(file)
        numbers = dict.fromkeys(row[0] for row in csv.reader(file, delimiter=";") if row and row[0])
    return [number for number in numbers if number.startswith("D")][: 10**6]


def _forgotten(place: Workspace, key_file: Path, numbers: list[str], kills: int) -> tuple:
    """Forget each; of some the first attempt is killed. What went, how long it took, what a kill left."""
    random, key = Random(1), read_key(key_file)
    killed, seconds, outcomes, ids = set(random.sample(numbers[1:], kills)), [], [], {}
    alone = _alone(place, key_file, numbers[0])
    for number in numbers:
        persons = persons_of(place, key, number, ever=True)
        ids[number] = {person.resident_id for person in persons}
        if number in killed:
            outcomes.append(_killed(place, key_file, number, ids[number], random.uniform(0, alone)))
            if outcomes[-1] != "old":
                continue
        start = time.perf_counter()
        forget(place, persons)
        seconds.append(time.perf_counter() - start)
    return numbers, ids, seconds, outcomes


def _alone(place: Workspace, key_file: Path, number: str) -> float:
    """How long a process takes that nobody stops, on a copy: moments are drawn from that."""
    copy = Workspace(Path(shutil.copytree(place.path, place.path.with_name("kopie"))))
    with begun(copy, key_file, number) as process:
        start = time.perf_counter()
        process.wait()
        took = time.perf_counter() - start
    shutil.rmtree(copy.path)
    return took


def _usual(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2] if seconds else 0.5


def _killed(place: Workspace, key_file: Path, number: str, ids: set[str], after: float) -> str:
    """Kill it; "old" (all as it was), "taken up" or "done" (nothing left), else "broken"."""
    before = snapshot(place.path, LOCKS)
    with begun(place, key_file, number) as process:
        time.sleep(after)
        process.kill()
        process.wait()
    halfway = is_halfway(place)
    finish(place)
    if snapshot(place.path, LOCKS) == before:
        return "broken" if halfway else "old"
    if files_with(place.path, {number, *ids}):
        return "broken"
    return "taken up" if halfway else "done"


def _report(numbers, ids, seconds, outcomes, place: Workspace, key_file: Path) -> None:
    words = {*numbers, *(each for some in ids.values() for each in some)}
    left = files_with(place.path, words)
    versions = range(measurement_version(place) + 1)
    pseudonyms = {each for some in ids.values() for each in some}
    rows = sum(len(resident_rows(place, pseudonyms, version)) for version in versions)
    control = files_with(key_file.parent, {read_key(key_file).secret.hex()})
    print(f"forgotten {len(numbers)} residents, {len(versions)} versions, {len(words)} words looked for")
    print(f"files with any of them: {len(left)}; rows in any version: {rows}")
    print(f"files in which the looking finds what is there (a control): {len(control)}")
    print(f"a resident: {_usual(seconds):.2f} s (median), {max(seconds):.2f} s (slowest)")
    print(f"killed {len(outcomes)}: " + ", ".join(f"{outcomes.count(o)} {o}" for o in sorted(set(outcomes))))
    print(f"releases that count somebody who was forgotten: {forgotten_in(place)}")
    shutil.rmtree(place.path, ignore_errors=True)


if __name__ == "__main__":
    main()
