"""Every picture of ours.

`shifts` draws a released view once, when a team is released, and takes released numbers, never rows. `intervals`,
`scores`, `waterfall` and `tables` are for analysts, inside the wall: drawn from tables that may hold rows, so they
never leave. `look` holds colours, letters and panels of them all.
"""

from monitorlib.figures.look import Picture, as_png, as_svg
from monitorlib.figures.shifts import alt_text, plot_shifts, shifts_png

__all__ = ["Picture", "alt_text", "as_png", "as_svg", "plot_shifts", "shifts_png"]
