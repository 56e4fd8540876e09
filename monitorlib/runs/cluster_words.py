"""What there is to say of a cluster, in two languages."""

from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.texts import Text

NOT_INSTALLED = Text(
    "--scheduler: Dask is hier niet geïnstalleerd.", "--scheduler: Dask is not installed here."
)
INSTALL = Text("Doe: pip install 'monitorlib[cluster]'", "Do: pip install 'monitorlib[cluster]'")
NO_ADDRESS = Text(
    "--scheduler: '{address}' is geen adres van een scheduler.",
    "--scheduler: '{address}' is no address of a scheduler.",
)
AN_ADDRESS = Text(
    "Een adres is bijvoorbeeld tcp://10.0.0.5:8786.", "An address is for example tcp://10.0.0.5:8786."
)
NO_CERTIFICATE = Text(
    "--scheduler: voor '{address}' zijn certificaten nodig, en die zijn hier niet ingesteld.",
    "--scheduler: '{address}' wants certificates, and none are set here.",
)
SET_CERTIFICATES = Text(
    "Zet distributed.comm.tls in de instellingen van Dask (docs/beheer.md).",
    "Set distributed.comm.tls in Dask's configuration (docs/beheer.md).",
)
AWAY = Text("De scheduler op {address} antwoordt niet.", "The scheduler at {address} does not answer.")
IS_IT_THERE = Text(
    "Draait hij, en klopt het adres? Er is niets begonnen.",
    "Is it running, and is the address right? Nothing was begun.",
)
LOST = Text(
    "De scheduler op {address} antwoordt niet meer, of hij begon opnieuw.",
    "The scheduler at {address} does not answer any more, or started anew.",
)
NO_WORKERS = Text("Het cluster op {address} heeft geen worker.", "The cluster at {address} has no worker.")
NO_WORKERS_LEFT = Text(
    "Het cluster op {address} heeft geen worker meer.", "The cluster at {address} has no worker left."
)
START_ONE = Text("Start er een: dask worker {address}", "Start one: dask worker {address}")
ONCE_MORE = Text(
    "Wat klaar was, is vrijgegeven; doe daarna hetzelfde nog eens.",
    "What was done is released; do the same once more.",
)
OTHER_VERSION = Text("{name} is daar {there} en hier {here}", "{name} is {there} there and {here} here")
OTHER_CODE = Text(
    "monitorlib is daar ook {version}, maar de code is anders",
    "monitorlib is {version} there too, with other code",
)
NO_MONITORLIB = Text(
    "monitorlib is daar niet, of is een andere versie", "monitorlib is not there, or is another version"
)
OTHER_NOTEBOOKS = Text("de notebooks zijn daar anders dan hier", "the notebooks are others there than here")
NOT_SEEN = Text("werkmap {path} is daar niet te zien", "workspace {path} cannot be seen there")
THE_WORKER = Text("Worker {address}: {told}.", "Worker {address}: {told}.")
THE_WORKERS = Text("Worker {address} en {n} andere: {told}.", "Worker {address} and {n} more: {told}.")
THE_SCHEDULER = Text("De scheduler op {address}: {told}.", "The scheduler at {address}: {told}.")
MAKE_SAME = Text(
    "Zorg dat daar hetzelfde staat als hier, en start hem daarna opnieuw.",
    "Make it the same there as here, and start it again after that.",
)
_GONE = Text(
    "de worker die de notebooks uitvoerde, verdween {n} keer.",
    "the worker that ran the notebooks was gone {n} times.",
)
_COULD_NOT = Text(
    "de worker kon niet beginnen ({why}).",
    "the worker could not begin ({why}).",
)
_LOOK_THERE = Text(
    "Kijk in de log van de workers; meestal is daar het geheugen vol.",
    "Look into the workers' log; mostly memory is full there.",
)


def gone_too_often(times: int) -> UserError:
    """One team's failure: each worker that took it was gone."""
    return UserError(_GONE.fill(n=times), _LOOK_THERE)


def could_not_begin(error: OSError) -> UserError:
    """One team's failure: the worker has no process, memory or disk to run it."""
    return UserError(_COULD_NOT.fill(why=why_refused(error)), _LOOK_THERE)
