"""Every check by name: the files of `checks/`, in the order in which a team meets them, and the workspace's own.

What a file of the workspace computes runs inside the wall. Of its answers less leaves than of ours, as nobody but
its author knows what they rest on (release/checks.py).
"""

import pkgutil
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from monitorlib.explanations import checks
from monitorlib.explanations.finding import Explanation, Finding
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.workspace import Workspace
from monitorlib.workspace.notebooks import explanation_files

ORDER = (
    "chance",
    "dropout",
    "regression_to_the_mean",
    "ceiling",
    "case_mix",
    "subgroup",
    "one_caseload",
    "follow_up_time",
    "rater_change",
    "version_change",
    "copied_scores",
    "season",
    "elsewhere",
    "missing_scores",
)


@cache
def explanations() -> dict[str, Explanation]:
    """Name → check; those not in ORDER come last, by name."""
    modules = [import_module(f"{checks.__name__}.{m.name}") for m in pkgutil.iter_modules(checks.__path__)]
    found = {module.EXPLANATION.name: module.EXPLANATION for module in modules}
    places = {name: place for place, name in enumerate(ORDER)}
    return {name: found[name] for name in sorted(found, key=lambda n: (places.get(n, len(places)), n))}


ANSWER_WORDS = ("supports", "contradicts", "cannot_say")


def own_explanations(workspace: Workspace) -> Mapping[str, Explanation]:
    """Name → check, by name; empty where the workspace has no folder `explanations`.

    UserError, with all that is wrong: a file that does not run, without EXPLANATION, with another name than its
    own or the name of one of ours, or that does not tell every answer.
    """
    found = [_read(file) for file in explanation_files(workspace)]
    problems = [each for each in found if isinstance(each, Text)]
    if problems:
        raise UserError(problems, _MEND)
    return {each.name: each for each in found if isinstance(each, Explanation)}


def all_explanations(workspace: Workspace) -> Mapping[str, Explanation]:
    """Ours, and those of the workspace after them."""
    return {**explanations(), **own_explanations(workspace)}


def found_by(check: Explanation, family) -> list[Finding]:
    """What a check finds; a UserError, with the file and the line, where one of the workspace's own goes wrong."""
    if check.name in explanations():
        return check.find(family)
    try:
        found = list(check.find(family))
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever an analyst's function raises)
        file = Path(check.find.__code__.co_filename)
        line, kind = _line_of(error, file), type(error).__name__
        raise UserError(
            Text(
                f"{check.name}.py, regel {line}: find stopte ({kind}).",
                f"{check.name}.py, line {line}: find stopped ({kind}).",
            ),
            _MEND,
        ) from None
    if len(found) != len(family.areas) or not all(_is_finding(each) for each in found):
        raise UserError(
            Text(
                f"{check.name}.py: find moet voor elk leefgebied van family.areas één Finding geven, met een "
                "answer dat supports, contradicts of cannot_say is.",
                f"{check.name}.py: find must give one Finding for each leefgebied of family.areas, with an answer "
                "that is supports, contradicts or cannot_say.",
            ),
            _MEND,
        )
    return found


def _is_finding(found: object) -> bool:
    return isinstance(found, Finding) and found.answer in ANSWER_WORDS


def _read(file: Path) -> Explanation | Text:
    found = _run(file, file.stat().st_mtime_ns)
    return found if isinstance(found, Text) else _problem(file, found) or found


@lru_cache(maxsize=64)
def _run(file: Path, _changed: int) -> object:
    """What the file calls EXPLANATION; a Text where it does not run."""
    spec = spec_from_file_location(f"monitor_explanation_{file.stem}", file)
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except UserError as error:
        return Text(f"{file.name}: {error.message('nl')}", f"{file.name}: {error.message('en')}")
    except Exception as error:  # noqa: BLE001 (whatever an analyst's file raises)
        line = getattr(error, "lineno", None) or _line_of(error, file)
        told = f"{file.name}, {{}} {line}: {type(error).__name__}."
        return Text(told.format("regel"), told.format("line"))
    return getattr(module, "EXPLANATION", None)


def _line_of(error: Exception, file: Path) -> int:
    """The last line of this file that ran."""
    line, place = 0, error.__traceback__
    while place is not None:
        if place.tb_frame.f_code.co_filename == str(file):
            line = place.tb_lineno
        place = place.tb_next
    return line


def _problem(file: Path, found: object) -> Text | None:
    if not isinstance(found, Explanation):
        return Text(
            f"{file.name}: er is geen EXPLANATION = Explanation(...).",
            f"{file.name}: there is no EXPLANATION = Explanation(...).",
        )
    ours = explanations()
    if found.name != file.stem or found.name in ours:
        return Text(
            f"{file.name}: de naam van de verklaring moet die van het bestand zijn, en geen van onze {len(ours)}.",
            f"{file.name}: the explanation must be named as its file, and not as one of our {len(ours)}.",
        )
    if set(found.told) != set(ANSWER_WORDS):
        return Text(
            f"{file.name}: told moet een zin hebben voor supports, contradicts en cannot_say.",
            f"{file.name}: told must have a sentence for supports, contradicts and cannot_say.",
        )
    return None


_MEND = Text(
    "Verbeter het bestand in de map explanations van de werkmap, of haal het weg.",
    "Mend the file in the folder explanations of the workspace, or take it away.",
)
