"""Before anything runs on a Dask cluster: is it there, has it workers, and are they like this computer."""

import logging
import ssl
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.runs import cluster_words as words
from monitorlib.runs.errands import MATTERS, PYTHON, other_versions

ANSWERS_WITHIN = 15  # seconds in which a scheduler answers
WORKERS_WITHIN = 30  # seconds in which there is a worker
DASK = ("dask", "distributed", "cloudpickle")  # what a scheduler, its workers and we talk by
_PAUSE = 0.2


def connected(address: str) -> Any:
    """A client of Dask, which tells what goes wrong by way of us. UserError: no Dask, no address, no answer."""
    try:
        from distributed import Client
        from distributed.versions import VersionMismatchWarning
    except ImportError:
        raise UserError(words.NOT_INSTALLED, words.INSTALL) from None
    _silence()
    try:
        with warnings.catch_warnings():
            # other versions we look at ourselves (`refuse_others`)
            warnings.simplefilter("ignore", VersionMismatchWarning)
            return Client(address, timeout=ANSWERS_WITHIN, set_as_default=False, name="monitor")
    except ValueError:
        raise UserError(words.NO_ADDRESS.fill(address=address), words.AN_ADDRESS) from None
    except (TypeError, FileNotFoundError, ssl.SSLError):
        raise UserError(words.NO_CERTIFICATE.fill(address=address), words.SET_CERTIFICATES) from None
    except Exception as error:  # whatever a network does
        raise UserError(words.AWAY.fill(address=address), words.IS_IT_THERE) from error


def _silence() -> None:
    """What Dask tells by itself, with tracebacks, we tell in a line."""
    # some of its loggers have a level of their own
    for name in ("distributed", *logging.root.manager.loggerDict):
        if name.split(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def wait_for_workers(client: Any, address: str) -> None:
    """UserError: there is none, and none comes."""
    until = time.monotonic() + WORKERS_WITHIN
    while not client.nthreads():
        if time.monotonic() > until:
            raise UserError(words.NO_WORKERS.fill(address=address), words.START_ONE.fill(address=address))
        time.sleep(_PAUSE)


def refuse_others(client: Any, address: str, look: Callable[[str], Any], errand: str) -> None:
    """UserError: scheduler or workers are of other versions, or do not see what we see.

    Dask asks for versions by name, so also where our own code could not run.
    """
    told = client.get_versions(packages=["monitorlib", *MATTERS])
    here, there = told["client"], told["scheduler"]
    other = list(other_versions(_versions(here, DASK), _versions(there, DASK)))
    if other:
        scheduler = words.THE_SCHEDULER.fill(address=address, told=_listed(other))
        raise UserError(scheduler, words.MAKE_SAME)
    names = (*DASK, "monitorlib", *MATTERS)
    wanted = _versions(here, names)
    differs = {
        worker: list(other_versions(wanted, _versions(info, names)))
        for worker, info in told["workers"].items()
    }
    if not any(differs.values()):
        found = client.run(look, errand, on_error="return")
        differs = {
            worker: list(each) if isinstance(each, tuple) else [words.NO_MONITORLIB]
            for worker, each in found.items()
        }
    if any(differs.values()):
        raise not_alike(differs, words.MAKE_SAME)


def _versions(info: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    packages = info["packages"]
    python = ".".join(packages["python"].split(".")[:2])
    return {PYTHON: python, **{name: packages.get(name) or "–" for name in names}}


def not_alike(differs: Mapping[str, Iterable[Text]], next_step: Text) -> UserError:
    """A line for each way in which workers differ, by the first of them."""
    alike: dict[Text, list[str]] = defaultdict(list)
    for worker, told in differs.items():
        if told := list(told):
            alike[_listed(told)].append(worker)
    lines = [
        (words.THE_WORKERS if len(workers) > 1 else words.THE_WORKER).fill(
            address=workers[0], n=len(workers) - 1, told=told
        )
        for told, workers in alike.items()
    ]
    return UserError(lines, next_step)


def _listed(told: Iterable[Text]) -> Text:
    each = list(told)
    return Text(*(", ".join(text[language] for text in each) for language in LANGUAGES))
