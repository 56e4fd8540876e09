"""The warm engine: what a kernel gives, without one, and nothing of one notebook is there for the next."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

from monitorlib.cli.publishing import release_all
from monitorlib.cli.wishes import Wish
from monitorlib.foundation.startup import CAN_FORK
from monitorlib.runs import How, StoppedError, run_notebook
from monitorlib.workspace import Workspace
from tests.notebooks import write_notebook
from tests.releases import but_for_times

ROOT = Path(__file__).parent.parent
PLANTS = (
    "import builtins, json, os, random, sys, warnings",
    "import numpy as np, pandas as pd, matplotlib.pyplot as plt, monitorlib.analysis.pairs",
    "team = geplant = 'van een ander team'",
    "builtins.geplant = 1",
    "pd.set_option('display.max_rows', 3)",
    "plt.rcParams['font.size'] = 99; plt.figure(num='open'); 1",
    "monitorlib.analysis.pairs.pair_measurements = lambda *_a, **_k: 'geplant'; json.dumps = repr",
    "os.environ['GEPLANT'] = '1'; os.chdir('/'); sys.path.append('geplant')",
    "warnings.simplefilter('error'); random.seed(1); np.random.seed(1)",
)
LOOKS = (
    "import builtins, json, os, random, sys, warnings",
    "import numpy as np, pandas as pd, matplotlib.pyplot as plt, monitorlib.analysis.pairs",
    """print('geplant' in globals(), hasattr(builtins, 'geplant'), pd.get_option('display.max_rows'),
plt.rcParams['font.size'], plt.get_fignums(), monitorlib.analysis.pairs.pair_measurements.__name__,
json.dumps.__name__,
os.environ.get('GEPLANT'), os.getcwd(), 'geplant' in sys.path)""",
    "print(random.random(), np.random.random())",
)


def _printed(file: Path) -> list[str]:
    cells = nbformat.read(file, 4).cells
    return [out.text for cell in cells for out in cell.get("outputs", ()) if out.output_type == "stream"]


BEGUN = """
import multiprocessing, sys
from pathlib import Path
from monitorlib.runs import processes, run_notebook

def nothing(): pass

if __name__ == "__main__":
    if sys.argv[1] == "spawn":
        processes.CAN_FORK = False  # as on Windows and macOS
    else:  # somebody else began the server that forks, and it imported nothing
        multiprocessing.get_context("forkserver").Process(target=nothing).start()
    print(run_notebook(Path(sys.argv[2]), Path(sys.argv[3]), {}))
"""


@pytest.mark.parametrize("begun", ["spawn", pytest.param("forked", marks=pytest.mark.skipif(
    not CAN_FORK, reason="there is no server that forks"))])  # fmt: skip
def test_a_process_that_is_not_warm_runs_a_notebook_too(tmp_path, begun):
    """It begins in a module without papermill, which would want our engine halfway through its import."""
    script, output = tmp_path / "begin.py", tmp_path / "uit.ipynb"
    script.write_text(BEGUN)
    notebook = write_notebook(tmp_path / "n.ipynb", "print(6 * 7)")
    subprocess.run([sys.executable, script, begun, notebook, output], check=True, cwd=ROOT, timeout=120)
    assert _printed(output) == ["42\n"]


def test_nothing_of_one_notebook_is_there_for_the_next(tmp_path):
    plants = write_notebook(tmp_path / "plant.ipynb", *PLANTS)
    looks = write_notebook(tmp_path / "kijkt.ipynb", *LOOKS)
    before, of_before = _printed(run_notebook(looks, tmp_path / "eerst.ipynb", {}))
    run_notebook(plants, tmp_path / "uit.ipynb", {})
    after, of_after = _printed(run_notebook(looks, tmp_path / "daarna.ipynb", {}))
    assert before == after
    assert before.startswith("False False 60 10.0 [] pair_measurements dumps None")
    assert of_before != of_after  # nor do two begin with the same chances
    assert "GEPLANT" not in os.environ


SHOWS = (
    "print('a'); print('c'); 1 + 1",
    "import sys; print('b', file=sys.stderr)",
    "3; 4;",
    "import matplotlib.pyplot as plt; plt.plot([1, 2]); print('een lijn')",
    "from IPython.display import HTML, Image, clear_output, display, update_display; display(3, display_id='x')",
    "update_display(4, display_id='x')",
    "print('weg'); clear_output(); print('blijft'); clear_output(wait=True); display('nieuw')",
    "import pandas as pd; display(HTML('<b>vet</b>'), {'a': 1}); pd.DataFrame({'a': [1.5, None]})",
    "%matplotlib inline",
    "import asyncio; await asyncio.sleep(0); _",
    "from __main__ import team; team, __name__, Image(data=b'\\x89PNG', format='png').data",
)


def _shown(file: Path) -> list:
    notebook = nbformat.read(file, 4)
    nbformat.validate(notebook)
    return [(cell.get("execution_count"), cell.get("outputs")) for cell in notebook.cells]


def test_it_shows_what_a_kernel_shows(tmp_path):
    file = write_notebook(tmp_path / "n.ipynb", *SHOWS)
    warm, kernel = (
        run_notebook(file, tmp_path / f"{e}.ipynb", {"team": "Oost"}, How(e)) for e in ("warm", "kernel")
    )
    assert _shown(warm) == _shown(kernel)
    told = nbformat.read(warm, 4).metadata.language_info
    assert told == nbformat.read(kernel, 4).metadata.language_info


def test_what_other_programs_print_stays_in_the_notebook(tmp_path, capfd):
    file = write_notebook(tmp_path / "n.ipynb", "import os; os.system('echo past Python');", "!echo again")
    run_notebook(file, tmp_path / "uit.ipynb", {}, How("warm"))
    assert [text.split() for text in _printed(tmp_path / "uit.ipynb")] == [["past", "Python"], ["again"]]
    assert capfd.readouterr().out == ""


@pytest.mark.skipif(not CAN_FORK, reason="only Linux holds a process to its memory")
@pytest.mark.parametrize("asks", ["x = bytearray(2**29)", "import numpy as np; x = np.ones(2**26)"])
def test_a_cell_that_asks_for_too_much_memory_is_told(tmp_path, asks):
    file = write_notebook(tmp_path / "n.ipynb", asks)
    with pytest.raises(StoppedError) as stopped:
        run_notebook(file, tmp_path / "uit.ipynb", {}, How(memory_mb=300))
    assert "bij cel [2]: er was te weinig geheugen" in stopped.value.message("nl")
    assert "--memory" in stopped.value.message("nl")
    run_notebook(file, tmp_path / "uit.ipynb", {}, How(memory_mb=4000))


STARTS = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'])"


@pytest.mark.skipif(not CAN_FORK, reason="groups of processes are looked up as on Linux")
@pytest.mark.parametrize("then", ["1", "import time; time.sleep(99)"])
def test_what_a_notebook_started_ends_with_it(tmp_path, then):
    file = write_notebook(tmp_path / "n.ipynb", STARTS, "print(p.pid)", then)
    try:
        run_notebook(file, tmp_path / "uit.ipynb", {}, How(timeout=5))
    except StoppedError as stopped:
        assert "niet klaar" in stopped.message("nl")
    [pid] = _printed(tmp_path / "uit.ipynb")
    assert _ends(int(pid))


def _ends(pid: int) -> bool:
    """Whether a process is gone, or only waits for somebody to ask how it ended."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")")[-1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


RUNS = """
from pathlib import Path
from monitorlib.runs import run_notebook
if __name__ == "__main__":
    run_notebook(Path("n.ipynb"), Path("uit.ipynb"), {})
"""


@pytest.mark.skipif(not CAN_FORK, reason="processes are looked up as on Linux")
def test_an_endless_cell_ends_with_who_asked_for_it(tmp_path):
    write_notebook(
        tmp_path / "n.ipynb",
        "import os, pathlib; pathlib.Path('pid').write_text(str(os.getpid()))",
        "while True: pass",
    )
    (tmp_path / "runs.py").write_text(RUNS)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen([sys.executable, "runs.py"], cwd=tmp_path, env=environment)
    for _ in range(1200):
        if (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text():
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert _ends(int((tmp_path / "pid").read_text()))


def test_papermill_finds_it_by_its_entry_point():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [(name, place)] = project["entry-points"]["papermill.engine"].items()
    module, attribute = place.split(":")
    assert (name, getattr(import_module(module), attribute).__name__) == ("monitor-warm", "WarmEngine")


def test_a_notebook_in_another_language_is_refused(tmp_path):
    file = write_notebook(tmp_path / "n.ipynb", "1")
    made = json.loads(file.read_text(encoding="utf-8"))
    made["metadata"] = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}}
    file.write_text(json.dumps(made), encoding="utf-8")
    with pytest.raises(StoppedError, match="monitor-warm|PapermillException"):
        run_notebook(file, tmp_path / "uit.ipynb", {})


def test_what_is_released_is_the_same_with_either_engine(demo, tmp_path):
    wishes, released = [Wish("Demo-Eiland", "2024"), Wish("San Diego", "maand-0-6")], []
    for engine in ("warm", "kernel"):
        place = Workspace(tmp_path / engine)
        shutil.copytree(demo.path, place.path)
        shutil.rmtree(place.release, ignore_errors=True)
        shutil.rmtree(place.runs, ignore_errors=True)
        assert not release_all(place, wishes, 1, how=How(engine)).failed
        released.append(but_for_times(place))
    assert released[0] == released[1]
    assert sum(name.endswith(".json") for name in released[0]) == 2


READY = """
import sys
from monitorlib.runs import cells
main = sys.modules["__main__"]
cells.make_ready()
assert sys.modules["__main__"] is main, "who makes it ready stays as it is"
made, first, second = cells._ready[0], *(cells._new_shell(cells.Outputs()) for _shell in range(2))
assert first is made and second is not made
assert sys.modules["__main__"] is second.user_module
first.run_cell("left = 1")
assert "left" in first.user_ns and "left" not in second.user_ns
"""


def test_a_shell_that_was_made_ready_serves_one_notebook():
    subprocess.run([sys.executable, "-c", READY], cwd=ROOT, check=True)
