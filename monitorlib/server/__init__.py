"""Serving the meeting: Voila as a process of its own, locked down. All of Voila that we use stands here."""

from monitorlib.foundation.startup import skip_slow_grammar

skip_slow_grammar()  # here, as modules of this room import Jupyter's at their top
