"""Who may open which pages.

A word that is right (entry.py) is exchanged for a cookie that the server signs; rights follow from cookies alone.
Wrong tries are counted by place; after five of them that place waits, also with the right word.
"""

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest

from monitorlib.server.entry import Entry, OwnHosts, is_loopback, plain_host, same

MOST_WRONG = 5
SECONDS = 300.0  # that a wrong try counts, and so that a place waits at most
MOST_PLACES = 10_000  # the oldest is forgotten: whoever has so many places is not stopped by counting


class Lockout:
    """Wrong tries of each place in the last SECONDS.

    A try is counted before it is looked at, so that many at the same moment are not more than five.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def begin(self, place: Hashable) -> bool:
        """Count a try; False where this place must wait, and then nothing is counted."""
        tries = self._recent(place)
        if len(tries) >= MOST_WRONG:
            return False
        tries.append(self._clock())
        self._tries[place] = tries
        self._tries.move_to_end(place)
        while len(self._tries) > MOST_PLACES:
            self._tries.popitem(last=False)
        return True

    def was_right(self, place: Hashable) -> None:
        """The last try was no wrong one; those before it still count."""
        tries = self._tries.get(place)
        if tries:
            tries.pop()

    def waits(self, place: Hashable) -> bool:
        """Whether this place must wait."""
        return len(self._recent(place)) >= MOST_WRONG

    def _recent(self, place: Hashable) -> deque[float]:
        now = self._clock()
        return deque(at for at in self._tries.get(place, ()) if 0 <= now - at < SECONDS)


MEETING = "meeting"  # the meeting's page, and all that it is made of
FOLLOWING = "following"  # the meeting on a screen that only looks, without a kernel
PHONE = "phone"  # the page on which somebody in the room answers
ANY = "any"  # what every page is made of, and tells nothing: the installed scripts
OPEN = "open"  # the page on which somebody gets in

RIGHTS = (MEETING, FOLLOWING, PHONE)
# what else a right opens: who leads the meeting may look at what the others see
OPENS = {MEETING: {MEETING, FOLLOWING, PHONE, ANY}, FOLLOWING: {FOLLOWING, ANY}, PHONE: {PHONE, ANY}}
LONGEST_SECONDS = 24 * 3600  # that a cookie holds at most
ONCE_SECONDS = 120  # in which a browser that was started with a word of its own comes
ARRIVED = ("same-origin", "none")  # of Sec-Fetch-Site: from our own page, or typed, scanned or opened by hand
_COOKIE = "monitor"


@dataclass(frozen=True)
class SignIn:
    """One right of one browser: which, when it was given, and a number that nobody else has."""

    right: str
    at: int
    number: str

    def spelled(self) -> str:
        """As it is signed."""
        return f"{self.right}.{self.at}.{self.number}"


class Access:
    """What a request may open."""

    def __init__(self, entry: Entry, port: int, clock: Callable[[], float] = time.time) -> None:
        self.entry, self._port, self._clock = entry, port, clock
        self.wrong_tries = Lockout()
        self._own_hosts = OwnHosts()
        self._begun = clock()
        self._seen: dict[str, float] = {}  # when a sign-in last gave a sign of life
        self._ended: set[str] = set()
        self._used_once = False

    # --- where a request comes from

    def knows_host(self, host: str) -> bool:
        """Whether a browser that asks for this Host means us: another name is somebody else's page."""
        name = plain_host(host)
        named = {*self.entry.hosts, urlsplit(self.entry.address).hostname or ""} - {""}
        return is_loopback(name) or name in named or (self.entry.room and name in self._own_hosts)

    def arrived(self, request: HTTPServerRequest) -> bool:
        """Whether no other website sent the browser here; a browser that does not tell has the cookie to show."""
        return request.headers.get("Sec-Fetch-Site", "none") in ARRIVED

    def place_of(self, request: HTTPServerRequest) -> str:
        """From where a request comes: a number (of IPv6 the network), by the proxy's word where we believe it."""
        told = request.remote_ip or ""
        if self._from_proxy(request):
            told = request.headers.get("X-Forwarded-For", told).split(",")[-1].strip()
        try:
            number = ipaddress.ip_address(told)
        except ValueError:
            return told[:64]
        return str(ipaddress.ip_network((number, 64), strict=False)) if number.version == 6 else str(number)

    def is_secure(self, request: HTTPServerRequest) -> bool:
        """Whether the browser came over TLS."""
        if self._from_proxy(request):
            told = request.headers.get("X-Forwarded-Proto", request.protocol)
            return told.split(",")[-1].strip() == "https"
        return request.protocol == "https"

    def _from_proxy(self, request: HTTPServerRequest) -> bool:
        try:
            number = ipaddress.ip_address(request.remote_ip or "")
            return any(number in ipaddress.ip_network(proxy) for proxy in self.entry.proxies)
        except ValueError:
            return False

    # --- rights

    def allows(self, request: HTTPServerRequest, page: str) -> bool:
        """Whether this request may open `page`: MEETING, FOLLOWING, PHONE, or ANY of them."""
        return page == OPEN or any(page in OPENS[right] for right in self.rights(request))

    def rights(self, request: HTTPServerRequest) -> frozenset[str]:
        """The rights that a request shows."""
        return frozenset(each.right for each in self.sign_ins(request))

    def sign_ins(self, request: HTTPServerRequest) -> list[SignIn]:
        """The sign-ins that a request shows and that still hold."""
        given = getattr(request, "monitor_sign_ins", None)  # by a hub (hub.py)
        return [each for each in given or self._shown(request) if self.holds(each)]

    def ended_by_itself(self, request: HTTPServerRequest, page: str) -> bool:
        """Whether this browser was let in to `page`, and time ended that: its owner did not."""
        return any(
            page in OPENS[each.right] and each.number not in self._ended and not self.holds(each)
            for each in self._shown(request)
        )

    def _shown(self, request: HTTPServerRequest) -> list[SignIn]:
        """The sign-ins of ours in the cookies of a request, also those that do not hold any more."""
        cookies = (request.cookies.get(self.cookie_name(right)) for right in RIGHTS)
        read = (self._read(cookie.value) for cookie in cookies if cookie is not None)
        return [each for each in read if each is not None]

    def holds(self, sign_in: SignIn) -> bool:
        """Whether a sign-in was not ended, by its owner, by time, or by nobody being there."""
        now, idle = self._clock(), self.entry.idle_seconds
        if sign_in.number in self._ended or not 0 <= now - sign_in.at < LONGEST_SECONDS:
            return False
        # a server that was started again has seen nobody yet
        last = self._seen.get(sign_in.number, max(sign_in.at, self._begun))
        return idle == 0 or now - last < idle

    def saw(self, sign_ins: list[SignIn]) -> None:
        """A sign of life: a page was opened, or something was done on it."""
        if self.entry.idle_seconds:
            self._seen.update({each.number: self._clock() for each in sign_ins})

    def end(self, sign_ins: list[SignIn]) -> None:
        """Somebody leaves."""
        self._ended.update(each.number for each in sign_ins)

    # --- words and cookies

    def right_of(self, code: str, page: str) -> str | None:
        """What a word opens at this page: the phone's code opens the phone's page, and is no good elsewhere."""
        asked = (PHONE,) if page == PHONE else (MEETING, FOLLOWING)
        right = [right for right in asked if same(code, getattr(self.entry, right))]
        if page != PHONE and same(code, self.entry.once) and self._first_time():
            return MEETING
        return right[0] if right else None

    def _first_time(self) -> bool:
        used, self._used_once = self._used_once, True
        return not used and 0 <= self._clock() - self.entry.made < ONCE_SECONDS

    def cookie_name(self, right: str) -> str:
        """A cookie holds for all ports of a computer, so its name says which one."""
        return f"{_COOKIE}-{right}-{self._port}"

    def sign(self, right: str) -> str:
        """The value of a new cookie."""
        sign_in = SignIn(right, int(self._clock()), secrets.token_hex(16))
        return f"{sign_in.spelled()}.{self._mac(sign_in)}"

    def _read(self, value: str) -> SignIn | None:
        """The sign-in in a cookie; None for one that is not ours."""
        parts = value.split(".")
        if len(parts) != 4 or parts[0] not in RIGHTS or not (parts[1].isascii() and parts[1].isdigit()):
            return None
        sign_in = SignIn(parts[0], int(parts[1][:15]), parts[2])
        right = hmac.compare_digest(self._mac(sign_in).encode(), parts[3].encode())
        return sign_in if right else None

    def _mac(self, sign_in: SignIn) -> str:
        key = bytes.fromhex(self.entry.secret)
        return hmac.new(key, f"{self._port} {sign_in.spelled()}".encode(), hashlib.sha256).hexdigest()


def of_our_page(request: HTTPServerRequest) -> bool:
    """Whether the browser says that a page of this very address asks; one that says nothing is refused."""
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc.lower() == request.host.lower()


def is_ours(address: str, base_url: str) -> bool:
    """Whether an address stays on this server: a path below ours, and nothing that a browser reads otherwise."""
    odd = "\\" in address or any(ord(letter) < 33 for letter in address)
    return address.startswith(base_url) and not address.startswith("//") and not odd
