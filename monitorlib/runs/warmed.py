"""What a notebook needs, imported once by the process that others are forked from. It holds no data.

Nothing here may open a Delta table: its threads do not survive a fork.
"""

import gc
import os
from importlib import import_module

from monitorlib.foundation.startup import collect_seldom, skip_slow_grammar

skip_slow_grammar()
collect_seldom()
# matplotlib looks at it when it is imported; without it a first figure asks for a window
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

ml = import_module("monitorlib")
for _name in (
    "papermill",
    "nbclient",
    "nbformat",
    "IPython.core.interactiveshell",
    "seaborn",
    "scipy.optimize",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "deltalake.fs",
    "pandas.core.arrays.arrow.extension_types",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "pyarrow.dataset",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "monitorlib.runs.cells",
    "monitorlib.runs.warm",
):
    import_module(_name)
for _verb in ml.__all__:
    getattr(ml, _verb)

# a first picture looks up letters and languages, and imports every explanation: one of a made-up row
_row = {"instrument": "-", "leefgebied": "-", "check": "-", "flagged": True, "p_adjusted": 0.5}
ml.plot_waterfall(import_module("pandas").DataFrame([{**_row, "remains": 0.5, "takes_away": 0.5}]))

nbformat = import_module("nbformat")
nbformat.validate(nbformat.v4.new_notebook())  # it compiles what it checks by

import_module("monitorlib.runs.cells").make_ready()

gc.collect()
gc.freeze()  # pages of memory that no notebook will write to stay shared
