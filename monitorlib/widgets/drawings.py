"""Screens that show the same are drawn once: a drawing follows from the state alone, so equal states share it."""

from collections import OrderedDict
from dataclasses import fields

from monitorlib.release.seal import Releases
from monitorlib.released import Content, Release, View
from monitorlib.sessions import Notes
from monitorlib.widgets import frame
from monitorlib.widgets.sheet import Screen
from monitorlib.widgets.state import State
from monitorlib.workspace import Settings

MOST_KEPT = 64  # drawings of some 50 KB; thirty screens of one meeting need a few
# what is large, and the same object wherever it is the same: told apart by which object it is
_LARGE = (Release, Content, View, Notes, Settings, Releases)
_NOT_DRAWN = {"screen"}  # what it leads or follows is drawn, its name is not


class Drawings:
    """The last drawings, by what they show."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple, tuple[Screen, list]] = OrderedDict()
        self.drawn = 0  # how often it was really drawn

    def draw(self, state: State) -> Screen:
        """As frame.draw(state). The screen must not be changed by whoever gets it."""
        held: list = []
        shown = tuple(_part(getattr(state, each.name), held) for each in _DRAWN)
        if shown not in self._kept:
            self.drawn += 1
            self._kept[shown] = frame.draw(state), held
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(shown)
        return self._kept[shown][0]


_DRAWN = tuple(each for each in fields(State) if each.name not in _NOT_DRAWN)


def _part(value: object, held: list) -> object:
    """A value as something to look up by. `held` keeps large objects, so that no other gets their identity."""
    if isinstance(value, _LARGE):
        held.append(value)
        return id(value)
    if isinstance(value, dict):
        return tuple((_part(name, held), _part(each, held)) for name, each in value.items())
    if isinstance(value, list | tuple):
        return tuple(_part(each, held) for each in value)
    return value
