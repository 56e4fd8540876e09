"""The flow goes one way: a room imports only from rooms above it. And a viewer's rooms stay light."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import monitorlib

PACKAGE = Path(monitorlib.__file__).parent
ROOMS = (
    "foundation",
    "evidence",
    "workspace",
    "tables",
    "instruments",
    "measurements",
    "trail",
    "intake",
    "statistics",
    "analysis",
    "explanations",
    "disclosure",
    "released",
    "wording",
    "figures",
    "release",
    "runs",
    "sessions",
    "pages",
    "reports",
    "widgets",
    "server",
    "resident",
    "backup",
    "cli",
    "demo",
    "bootstrap",
)
STAGES = ("know", "read", "recognise", "pseudonymise", "check", "store")  # of the intake, in their order
HEAVY = {"pandas", "numpy", "scipy", "matplotlib", "seaborn"}
VIEWER_ROOMS = ("monitorlib.widgets", "monitorlib.pages", "monitorlib.sessions", "monitorlib.release.read")


def _room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imported_rooms(file: Path) -> set[str]:
    names = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "monitorlib":
            names += [f"monitorlib.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return {name.split(".")[1] for name in names if name.startswith("monitorlib.")}


FILES = sorted(file for file in PACKAGE.rglob("*.py") if file.name != "__init__.py" or file.parent != PACKAGE)


def test_every_room_is_known():
    assert {_room_of(file) for file in FILES} == set(ROOMS)


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_a_room_imports_only_from_rooms_above_it(file):
    room = _room_of(file)
    above = set(ROOMS[: ROOMS.index(room) + 1])
    assert _imported_rooms(file) - {"__version__"} <= above


INTAKE = [file for file in FILES if _room_of(file) == "intake"]


def _stage_of(module: str) -> str | None:
    """The stage that a module of the intake stands in; None for the face of the room and for another room."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["monitorlib", "intake"] and len(parts) > 2 else None


def _module_of(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def _imported_modules(file: Path) -> set[str]:
    """The modules that a file imports, wherever it does so, also where only types are needed."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def test_every_stage_of_the_intake_is_known():
    assert {_stage_of(_module_of(file)) for file in INTAKE} == {None, *STAGES}


@pytest.mark.parametrize("file", INTAKE, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_a_stage_of_the_intake_imports_only_from_stages_before_it(file):
    stage = _stage_of(_module_of(file))
    before = (
        set(STAGES[: STAGES.index(stage) + 1]) if stage else set()
    )  # the face names modules, and imports none
    assert {_stage_of(name) for name in _imported_modules(file)} - {None} <= before


def test_the_modules_of_the_intake_import_one_way():
    modules = {_module_of(file): file for file in INTAKE}
    imported = {name: _imported_modules(file) & set(modules) for name, file in modules.items()}
    TopologicalSorter(imported).prepare()  # a CycleError names those that import each other


@pytest.mark.parametrize("room", VIEWER_ROOMS)
def test_a_viewers_room_imports_nothing_heavy(room):
    code = f"import {room}, sys; print(' '.join({HEAVY} & set(sys.modules)))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.split() == []


@pytest.mark.parametrize("module", ["server.voila", "server.kernels", "server.warm", "runs.warmed"])
def test_no_process_of_ours_compiles_the_slow_grammar(module):
    """Two to three seconds of every start, for a format that nobody asks for (`foundation.startup`)."""
    code = f"import monitorlib.{module}, sys; print(sys.modules.get('rfc3987_syntax'))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.split() == ["None"]


def test_whoever_publishes_imports_no_library_that_it_does_not_use():
    """Each command that publishes waits for its imports; pictures with seaborn are drawn where notebooks run."""
    unused = {"scipy.stats", "seaborn", "matplotlib.pyplot", "ipywidgets", "IPython", "papermill"}
    code = f"import monitorlib.cli.publishing, sys; print(' '.join({unused} & set(sys.modules)))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.split() == []


def test_reading_a_release_needs_the_standard_library_and_what_checks_its_seal_only():
    code = (
        "import sys; before = set(sys.modules); import monitorlib.release.read; "
        "print(' '.join({name.split('.')[0] for name in set(sys.modules) - before}))"
    )
    seen = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    packages = {name for name in seen.stdout.split() if not name.startswith("_")}
    assert packages - set(sys.stdlib_module_names) == {"monitorlib", "cryptography"}


def test_the_public_verbs_are_all_there():
    assert all(callable(getattr(monitorlib, verb)) for verb in monitorlib.__all__)
