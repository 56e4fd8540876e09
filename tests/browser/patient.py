"""The server of the meeting, in which no kernel ends but that of a page that said goodbye: `python -m
tests.browser.patient NOTEBOOK --port N`."""

from monitorlib.server import attendance
from monitorlib.server.voila import main

if __name__ == "__main__":
    attendance.LINGER_SECONDS = 3600.0
    main()
