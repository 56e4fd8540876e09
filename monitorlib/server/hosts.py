"""By which names and numbers this computer is known to a browser, and where it can be found in the room."""

import ipaddress
import re
import socket
import time
from collections.abc import Iterator

import psutil

LOOPBACK_NAME = "localhost"
_AGAIN_SECONDS = 5.0  # a laptop that changes networks gets other numbers
_VIRTUAL = re.compile(
    r"^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|tun|tap|utun|zt|tailscale)", re.IGNORECASE
)


def plain_host(host: str) -> str:
    """A Host header without its port, in small letters: "[::1]:8790" is "::1"."""
    name = re.sub(r":\d+$", "", host.strip().lower())
    return name[1:-1] if name.startswith("[") and name.endswith("]") else name


def is_loopback(host: str) -> bool:
    """Whether a plain host is this computer itself, as only this computer calls it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == LOOPBACK_NAME


class OwnHosts:
    """The numbers and the name of this computer in its network."""

    def __init__(self) -> None:
        self._known: frozenset[str] = frozenset()
        self._looked = -_AGAIN_SECONDS

    def __contains__(self, host: str) -> bool:
        if time.monotonic() >= self._looked + _AGAIN_SECONDS:
            self._known, self._looked = frozenset(_own()), time.monotonic()
        return host in self._known


def _own() -> Iterator[str]:
    name = socket.gethostname().lower()
    yield from (name, f"{name.split('.')[0]}.local")
    yield from (number for _card, number in _numbers())


def _numbers() -> Iterator[tuple[str, str]]:
    """Network cards that are on, with their numbers."""
    states = psutil.net_if_stats()
    for card, addresses in psutil.net_if_addrs().items():
        for each in addresses:
            if each.family in (socket.AF_INET, socket.AF_INET6) and (card not in states or states[card].isup):
                yield card, each.address.split("%")[0].lower()


def room_numbers() -> list[str]:
    """The numbers (IPv4) at which others in the room may find this computer, the likeliest first."""
    found = [(card, ipaddress.ip_address(number)) for card, number in _numbers() if "." in number]
    useful = [(card, each) for card, each in found if not (each.is_loopback or each.is_link_local)]
    ordered = sorted(useful, key=lambda pair: (bool(_VIRTUAL.match(pair[0])), not pair[1].is_private))
    return [str(each) for _card, each in ordered]
