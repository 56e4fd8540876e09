"""What one page has at hand: what it looks at, the log that it writes in, its phones, and how it shows all that.

What a browser asks comes in by `conversation`; `choosing`, `noting` and `holding` do it with the page.
"""

from collections.abc import Callable

from monitorlib.foundation.errors import UserError
from monitorlib.release.seal import Releases
from monitorlib.sessions import Phones, SessionLog, screen_name
from monitorlib.widgets import frame, walking
from monitorlib.widgets.sheet import Screen, Showing
from monitorlib.widgets.state import State, read_notes
from monitorlib.widgets.steps import common
from monitorlib.workspace import Workspace

QUIET_SECONDS = 20.0  # nobody is taken along to another step in the middle of a sentence


class OnePage:
    """One page and its state. `writes`: whether it may write, lead, open and close, as every ordinary page may."""

    writes = True

    def __init__(self, workspace: Workspace, releases: Releases, wanted: str, language: str) -> None:
        self.workspace, self.releases = workspace, releases
        self.wanted, self.language = wanted, language
        self.screen = screen_name()
        self.log: SessionLog | None = None
        self.phones: Phones | None = None
        self.state: State | None = None  # nothing is read before a browser says hello: kernels wait preheated
        self.mine: set[str] = set()  # the meetings that this page has shown; it writes in no other
        self._left: set[str] = set()  # those that it led when it went to another
        self.typed = -QUIET_SECONDS  # when somebody typed here last
        self.turn: int | None = None  # the press on Back or Forward that is answered now
        self.browser = Showing()  # its messages go where whoever carries them says

    def show(self, say: str = "", focus: str = "") -> None:
        """Send what is on the screen now, with a sentence to say and the place to be."""
        self.browser.show(self.draw(), say, focus, self.turn)

    def draw(self) -> Screen:
        """What is on the screen now."""
        return frame.draw(self.state)

    def tell(self, error: UserError) -> None:
        """Say what is wrong; on a page that shows nothing yet that is all there is."""
        if self.state is None:
            self.browser.show(frame.alone(error.message(self.language), self.language))
        else:
            self.show(say=error.message(self.state.language))

    def read_again(self) -> None:
        """What is written in the meeting now, by this screen and by others."""
        read_notes(self.state, self.log)

    def leave_for(self, look: Callable[[], None]) -> None:
        """Look at another meeting: the one that is left is not led from here any more, until this page is back."""
        left = walking.let_go(self.state, self.log)
        self._left |= {left} - {""}
        look()
        here = self.state.meeting
        if here is not None and here.id in self._left and self.state.leads and not here.closed:
            self._left.discard(here.id)
            walking.lead(self.state, self.log)
            self.read_again()
        self.remember_meeting()

    def go_to_place(self, place: dict) -> None:
        """Look at what an address names."""
        self.leave_for(lambda: walking.go_to_place(self.state, self.log, place))

    def remember_meeting(self) -> None:
        """The meeting on the screen is one that this page writes in."""
        if self.state.meeting is not None:
            self.mine.add(self.state.meeting.id)

    def takes_part(self) -> bool:
        """Whether this screen may do what counts for all; where another leads meanwhile, it is shown instead."""
        self.read_again()
        if not self.state.leads:
            self.show(say=common.not_here(self.state)[self.state.language])
        return self.state.leads
