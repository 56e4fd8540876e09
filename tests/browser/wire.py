"""What a page asks for, as the browser itself counts it."""

from dataclasses import dataclass


@dataclass
class Answer:
    """One request and what came back."""

    url: str
    bytes: int = 0  # on the wire: head and body, as they came
    kind: str = ""
    encoding: str = ""
    length: int = 0  # of the body, as the page reads it
    cached: bool = False


class Wire:
    """Listens to one page; `answers` holds what it asked for, websockets too, without what stands in the page."""

    def __init__(self, page) -> None:
        self._known: dict[str, Answer] = {}
        told = page.context.new_cdp_session(page)
        told.on("Network.requestWillBeSent", lambda e: self._asked(e["requestId"], e["request"]["url"]))
        told.on("Network.webSocketCreated", lambda e: self._asked(e["requestId"], e["url"]))
        told.on("Network.responseReceived", self._answered)
        told.on("Network.dataReceived", self._more)
        told.on("Network.loadingFinished", self._finished)
        told.send("Network.enable")

    @property
    def answers(self) -> list[Answer]:
        """All that was asked for, in order."""
        in_the_page = ("data:", "blob:", "about:")
        return [each for each in self._known.values() if not each.url.startswith(in_the_page)]

    @property
    def bytes(self) -> int:
        """All bytes that came."""
        return sum(each.bytes for each in self.answers)

    def _asked(self, number: str, url: str) -> None:
        self._known.setdefault(number, Answer(url))

    def _answered(self, event: dict) -> None:
        answer, response = self._known[event["requestId"]], event["response"]
        headers = {name.lower(): value for name, value in response["headers"].items()}
        answer.kind, answer.encoding = response["mimeType"], headers.get("content-encoding", "")
        answer.cached = bool(response.get("fromDiskCache"))

    def _more(self, event: dict) -> None:
        self._known[event["requestId"]].length += event["dataLength"]

    def _finished(self, event: dict) -> None:
        self._known[event["requestId"]].bytes = event["encodedDataLength"]
