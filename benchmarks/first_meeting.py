"""How often the demo's first meeting keeps its promise when chance falls otherwise: `truth.toml` over seeds.

`python -m benchmarks first_meeting`. Each seed goes the whole way of that team: exports, import, release.
"""

import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from monitorlib.demo import DEMO_FILES
from monitorlib.demo.exports import regimaat, volgmij
from monitorlib.demo.specification import SETTINGS, Truth, kept, read_truth
from monitorlib.demo.town import draw_town
from monitorlib.intake import import_files, new_key, read_key
from monitorlib.measurements import measurement_version
from monitorlib.release.assemble import team_content
from monitorlib.released import Content
from monitorlib.workspace import Workspace

SEEDS = range(20)


def first_content(seed: int, truth: Truth, folder: Path) -> Content:
    """The content of the first meeting, of a town that holds that team alone (its answers stay the same)."""
    meeting = truth.first_meeting
    team = next(team for team in truth.teams if team.name == meeting.team)
    answers = draw_town(seed, replace(truth, teams=(team,)))
    exports = [folder / DEMO_FILES[0], folder / DEMO_FILES[2]]
    for export, make in zip(exports, (regimaat, volgmij), strict=True):
        export.write_bytes(make(answers))
    workspace = Workspace.create(folder / "werkmap", SETTINGS.read_text(encoding="utf-8"))
    new_key(folder / "demo.key")
    import_files(workspace, exports, read_key(folder / "demo.key"))
    period = workspace.settings().period(meeting.period, meeting.team)
    return team_content(workspace, meeting.team, period, measurement_version(workspace))


def main() -> None:
    """Print which promises each seed keeps, and how many seeds keep each and all."""
    truth, keep = read_truth(), Counter()
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            found = kept(truth.first_meeting, first_content(seed, truth, Path(folder)))
        keep.update(promise.kind for promise, places in found.items() if places)
        keep["all"] += all(found.values())
        broken = [promise.kind for promise, places in found.items() if not places]
        sys.stdout.write(f"seed {seed:2}: {'kept' if not broken else 'not: ' + ', '.join(broken)}\n")
    sys.stdout.write("".join(f"{kind:15} {count} of {len(SEEDS)}\n" for kind, count in keep.items()))
