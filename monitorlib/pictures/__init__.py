"""Pictures for analysts, inside the wall: drawn from tables that may hold rows, so they never leave."""

from monitorlib.pictures.follow_up import plot_follow_up
from monitorlib.pictures.intervals import plot_intervals
from monitorlib.pictures.scores import plot_start_and_end

__all__ = ["plot_follow_up", "plot_intervals", "plot_start_and_end"]
