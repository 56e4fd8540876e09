"""A real Dask cluster on this computer: a scheduler and workers, each a process of its own."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import monitorlib

ROOT = Path(__file__).parents[2]
PATIENCE = 1800  # seconds, on a computer that does much else


class DaskCluster:
    """A scheduler in a folder; workers join. `settings`: Dask's own, as environment variables."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self._settings = folder, settings
        self._workers: list[subprocess.Popen] = []
        (folder / "elders").mkdir()  # whoever starts in the repository finds the package without being told
        told = folder / "scheduler.json"
        tls = ("--protocol", "tls") if any("TLS" in name for name in settings) else ()
        self.scheduler = self._start("scheduler", "--port", "0", *tls, "--scheduler-file", told)
        try:
            until(lambda: told.exists() and told.read_text().strip().endswith("}"), self._is_broken)
        except BaseException:
            self.end()
            raise
        self.address = json.loads(told.read_text())["address"]

    def worker(self, *more: str, path: Path | None = None) -> subprocess.Popen:
        """Start a worker of one thread; `path`: where it finds other packages than ours."""
        found = os.pathsep.join(map(str, filter(None, (path, ROOT))))
        words = ("worker", self.address, "--nthreads", "1", "--memory-limit", "0", *more)
        self._workers.append(self._start(*words, PYTHONPATH=found))
        return self._workers[-1]

    def _start(self, *words: object, **settings: str) -> subprocess.Popen:
        command = [
            sys.executable,
            "-P",
            "-m",
            "dask",
            *map(str, words),
            "--host",
            "127.0.0.1",
            "--no-dashboard",
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **self._settings, **settings}
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=self.folder / "elders", env=environment, stdout=log, stderr=log
            )

    def has(self, workers: int) -> None:
        """Wait until there are so many workers."""
        from distributed import Client

        with Client(self.address, set_as_default=False, timeout=PATIENCE) as client:
            until(lambda: len(client.nthreads()) == workers, self._is_broken)

    def _is_broken(self) -> bool:
        return any(each.poll() is not None for each in (self.scheduler, *self._workers))

    def end(self) -> None:
        """End all of it, with what it started."""
        for process in (*self._workers, self.scheduler):
            with suppress(psutil.NoSuchProcess):
                family = psutil.Process(process.pid).children(recursive=True)
                for member in family:
                    with suppress(psutil.NoSuchProcess):
                        member.kill()
            process.kill()
            process.wait()


def until(is_so: Callable[[], object], is_over: Callable[[], bool] = lambda: False) -> None:
    """Wait until something is so; no longer where whatever would make it so is over."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        over = is_over()
        assert is_so() or not over, "it was over before it came"
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


@contextmanager
def meanwhile(does: Callable[[Callable[[], bool]], object]) -> Iterator[None]:
    """Do something beside what stands in the block; it is given whether that is over. What fails in it is told."""
    over = threading.Event()
    with ThreadPoolExecutor(1) as beside:
        told = beside.submit(does, over.is_set)
        try:
            yield
        finally:
            over.set()
    told.result()


def worker_of(pid: int) -> psutil.Process:
    """The worker whose hand runs this process."""
    above = psutil.Process(pid).parents()
    return next(each for each in above if "dask" in each.cmdline() and "worker" in each.cmdline())


def other_monitorlib(folder: Path, version: str, line: str = "") -> Path:
    """A copy of the package with another version, or with another line of code."""
    shutil.copytree(
        Path(monitorlib.__file__).parent,
        folder / "monitorlib",
        ignore=shutil.ignore_patterns("__pycache__", "shipped"),
    )
    first = folder / "monitorlib" / "__init__.py"
    text = first.read_text("utf-8").replace(f'"{monitorlib.__version__}"', f'"{version}"') + line
    first.write_text(text, "utf-8")
    return folder


def certificates(folder: Path) -> dict[str, str]:
    """A certificate that stands for itself, and the settings of Dask that use it."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dask")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    begin = "DASK_DISTRIBUTED__COMM__"
    files = {f"{begin}TLS__CA_FILE": "cert.pem", f"{begin}REQUIRE_ENCRYPTION": None}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        files |= {f"{begin}TLS__{role}__CERT": "cert.pem", f"{begin}TLS__{role}__KEY": "key.pem"}
    return {name: "True" if file is None else str(folder / file) for name, file in files.items()}
