"""A page without a browser: what it would send, and what it does with what a browser sends."""

import pytest

from monitorlib.release.keys import releases_of
from monitorlib.sessions import SessionLog
from monitorlib.widgets.conversation import Conversation
from monitorlib.workspace import Workspace
from tests.releases import SETTINGS, a_content, a_release, a_row, a_view, write_by_hand

# counts that occur nowhere else on a page, so that one of them in a message is an outcome that leaked
TELLTALE = {"improved": 7171, "unchanged": 7272, "deteriorated": 7373}


class Browser:
    """Stands for a browser: keeps what the kernel sent, and sends what a person does."""

    def __init__(self, workspace: Workspace, language: str = "nl", wanted: str = "") -> None:
        self.sent: list[dict] = []
        self.regions: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.conversation = Conversation(workspace, releases_of(workspace), wanted, language)
        self.conversation.browser.send = self._receive
        self.conversation._begin_polling = lambda: None  # no loop here; look_for_others is called by hand

    def _receive(self, content: dict) -> None:
        self.sent.append(content)
        if content["kind"] == "patch":
            for name in content["gone"]:
                del self.regions[name]
            self.regions |= content["regions"]
            self.values |= content["values"]

    def do(self, kind: str, **content) -> "Browser":
        self.conversation.listen({"kind": kind, **content})
        return self

    def step(self, number: int) -> "Browser":
        return self.do("step", value=number)

    def open(self, leefgebied: str) -> "Browser":
        """Tap a leefgebied in the picture of step 4."""
        return self.do("step", value=4, leefgebied=leefgebied)

    def reveal(self) -> "Browser":
        return self.do("tap", meeting=self.meeting, subject="meeting", field="set_revealed", value="yes")

    def write(self, subject: str, field: str, value: str, **more) -> dict:
        """Type or tap something; what the page answered."""
        self.do(
            "write",
            key="k",
            number=1,
            meeting=self.meeting,
            subject=subject,
            field=field,
            value=value,
            **more,
        )
        return next((m for m in reversed(self.sent) if m["kind"] == "saved"), {})

    @property
    def meeting(self) -> str:
        return self.conversation.state.meeting.id

    @property
    def html(self) -> str:
        return "".join(self.regions.values())


@pytest.fixture
def workspace(tmp_path):
    """A workspace with one team, two leefgebieden, two views; made by hand."""
    made = Workspace.create(tmp_path / "werkmap", SETTINGS)
    rows = (
        a_row(counts=TELLTALE, n=sum(TELLTALE.values()), could_improve=20_111),
        a_row("huisvesting", counts=TELLTALE, n=21816, verdict="deteriorated"),
    )
    views = a_view(*rows), a_view(a_row("financien", counts=TELLTALE, n=21816), rater="inwoner")
    write_by_hand(made.release, a_release(a_content(*views)))
    return made


@pytest.fixture
def browser(workspace):
    """A page that said hello."""
    return Browser(workspace).do("hello", place={})


@pytest.fixture
def log(workspace):
    """The session log beside the page."""
    return SessionLog(workspace.session_log)
