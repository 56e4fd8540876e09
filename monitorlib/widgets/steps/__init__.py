"""The eight steps, one module each. A step draws from the state: it returns regions and changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from monitorlib.foundation.texts import Text
from monitorlib.widgets.sheet import Sheet
from monitorlib.widgets.state import State
from monitorlib.widgets.steps import (
    closing,
    expect,
    explain,
    improve,
    last_time,
    recognise,
    value,
    welcome,
)


@dataclass(frozen=True)
class Step:
    """One step: its name in the stepper, and what it shows (region → HTML)."""

    code: str
    name: Text
    draw: Callable[[State, Sheet], dict[str, str]]


def _step(code: str, module: ModuleType) -> Step:
    return Step(code, module.NAME, module.draw)


STEPS = (
    _step("welkom", welcome),
    _step("vorige-keer", last_time),
    _step("verwachten", expect),
    _step("herkennen", recognise),
    _step("verklaren", explain),
    _step("waarderen", value),
    _step("verbeteren", improve),
    _step("verslag", closing),
)
