"""A crew of processes: what is told of one that is gone."""

from multiprocessing import Pipe
from types import SimpleNamespace

from monitorlib.runs import How
from monitorlib.runs.crew import Crew
from monitorlib.workspace import Workspace


class Gone:
    """A process that was killed, as the system tells it: how it ended is known once it was waited for."""

    exitcode: int | None = None

    def join(self) -> None:
        self.exitcode = -9

    def kill(self) -> None:
        """It is gone already."""


def test_of_a_process_that_is_gone_its_code_is_told(tmp_path):
    here, there = Pipe(duplex=False)
    there.close()
    with Crew(Workspace(tmp_path), [], How(), 1) as crew:
        crew._running[here] = SimpleNamespace(team="Oost", period="2025"), Gone()
        [ended] = crew.next()
    assert "verdween (code -9)." in ended.error.message("nl")
