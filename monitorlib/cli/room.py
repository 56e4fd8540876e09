"""`monitor session --network`: what is told of a meeting that the room's network can reach."""

from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.texts import Text

NETWORK_HELP = Text(
    "Open het gesprek voor het netwerk van deze ruimte, ook voor telefoons.",
    "Open the meeting to this room's network, for phones too.",
)
_ALONE = Text(
    "Deze computer heeft geen netwerk. Alleen deze computer zelf kan de pagina openen.",
    "This computer has no network. Only this computer itself can open the page.",
)
_TOLD = Text(
    "Alleen meekijken: {following}\n"
    "Telefoons: {phones}\n"
    "De eerste link is voor de gespreksleider: geef die niet door. Het netwerk van de ruimte is niet versleuteld: "
    "gebruik een netwerk dat u vertrouwt.",
    "To follow along only: {following}\n"
    "Phones: {phones}\n"
    "The first link is for the facilitator: do not pass it on. The room's network is not encrypted: use one that "
    "you trust.",
)


def tell_of_the_room(say: Speaker, viewer) -> None:
    """The addresses for others in the room."""
    from monitorlib.server.hosts import room_numbers

    if not room_numbers():
        say(_ALONE)
    say(_TOLD, following=viewer.following_address, phones=viewer.phones_address)
