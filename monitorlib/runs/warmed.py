"""What a run of notebooks needs, imported once by the process that others are forked from. It holds no data."""

import gc
from importlib import import_module

from monitorlib.startup import skip_slow_grammar

skip_slow_grammar()

for _name in (
    "papermill",
    "nbclient",
    "pandas",
    "scipy.optimize",
    "scipy.stats",
    "monitorlib.runs",
    "monitorlib.release.assemble",
):
    import_module(_name)

gc.collect()
gc.freeze()  # pages of memory that no run will write to stay shared
