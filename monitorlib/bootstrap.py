"""All set-up with one command, on a computer with only Python: `python -m monitorlib.bootstrap session`.

Makes a virtual environment in `.venv`, installs the pinned packages of requirements.lock (each checked against
its hash) and this package, and then runs what was asked. What is done is skipped the next time. Standard
library only, and no other room: it runs before anything is installed. The Makefile calls the same commands.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)

# what runs after the set-up, one after another until one fails; extra words on the line go to the last
TASKS: dict[str, tuple[tuple[str, ...], ...]] = {
    "install": (),
    "session": (("-m", "monitorlib.cli", "session", "--demo"),),
    # a worker a core; the tests of a file stay together, as they share what takes long to make
    "test": (("-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"),),
    "check": (
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "--quiet", "."),
        ("-m", "mypy"),
        ("-m", "mkdocs", "build", "--strict", "--quiet"),
    ),
    "docs": (("-m", "mkdocs", "serve", "--strict"),),
    "lab": (("-m", "monitorlib.cli", "lab"),),
    "bench": (("-m", "benchmarks"),),
}


def main(arguments: list[str]) -> int:
    """Install what is missing, then run the task; returns its exit code."""
    if not arguments or arguments[0] not in TASKS:
        sys.stderr.write(f"Kies uit / choose from: {', '.join(TASKS)}\n")
        return 2
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        sys.stderr.write(f"Python {wanted} of hoger is nodig / Python {wanted} or newer is needed.\n")
        return 1
    install()
    if arguments[0] == "bench":
        install_peers()
    steps = TASKS[arguments[0]]
    for step in steps[:-1]:
        if (code := _run([str(_python()), *step])) != 0:
            return code
    if not steps:
        return 0
    command = [str(_python()), *steps[-1], *arguments[1:]]
    if os.name == "posix":  # become the task, so that whoever stops this process stops the task
        os.chdir(ROOT)
        os.execv(command[0], command)
    return _run(command)


def install() -> None:
    """The virtual environment with the pinned packages; nothing is done when it is there already."""
    stamp = VENV / f"installed-{_hash('requirements.lock', 'pyproject.toml')}"
    if stamp.exists():
        return
    _say("Pakketten worden geïnstalleerd (eenmalig, enkele minuten)…")
    if not _python().exists():
        venv.create(VENV, with_pip=True)
    _pip("--require-hashes", "-r", str(ROOT / "requirements.lock"))
    _pip("--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT))
    stamp.touch()


def install_peers() -> None:
    """The packages that the bench measures ours beside."""
    stamp = VENV / f"peers-{_hash('requirements-bench.lock')}"
    if not stamp.exists():
        _pip("--require-hashes", "--no-deps", "-r", str(ROOT / "requirements-bench.lock"))
        stamp.touch()


def _pip(*what: str) -> None:
    """Install, or stop with a word."""
    pip = [str(_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if _run([*pip, *what]) != 0:
        _say("De installatie is niet gelukt. Kijk naar de regels hierboven en probeer het opnieuw.")
        raise SystemExit(1)


def _hash(*names: str) -> str:
    """Names what should be installed, so that a changed lock is installed again."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:16]


def _python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(command: list[str]) -> int:
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 130


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
