#!/usr/bin/env bash
# A notebook of which all output was cleared still holds the table of residents that a widget showed.
#
# Expected: after `jupyter nbconvert --clear-output --inplace`, which is how a notebook is made fit to be sent to a
# colleague or kept in git, nothing that the notebook showed is left in the file.
# Seen: nbconvert 7.17.2, a notebook run by papermill 2.7.0 with one ipywidgets 8.1.9 HTML widget of a table: every cell is
# empty afterwards, and the table stands in the file as text, as state of the widget in the notebook's own metadata. Who
# opens the file sees nothing of it. nbstripout 0.9.1 takes it away.
# Source: nbconvert, "ClearOutputPreprocessor: removes the output from all code cells"; papermill and nbclient keep the
# state of widgets in metadata.widgets when they run a notebook. nbstripout 42 (closed) took it away there; not found
# among the issues of nbconvert.
# Why our users should know: an executed notebook stays inside the wall. Who sends one on starts from the copy that was
# never run, or uses nbstripout. Our warm engine keeps no state of widgets; `--engine kernel` is papermill's and does.
# `monitor resident --forget` cleared an analyst's own notebooks in the same way and left that state; it takes it away
# now (monitorlib.resident.notebooks, tests/resident).
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check nbconvert==7.17.2 papermill==2.7.0 ipywidgets==8.1.9 \
  ipykernel==7.1.0 nbstripout==0.9.1 pandas==3.1.1
cd "$place"
export PATH="$place/venv/bin:$PATH" IPYTHONDIR="$place" JUPYTER_DATA_DIR="$place/data"
python - <<'PY'
import nbformat

with open("rows.csv", "w", encoding="utf-8") as file:
    file.write("resident,score\nQ-417,2\n")
code = "import ipywidgets, pandas\nipywidgets.HTML(pandas.read_csv('rows.csv').to_html())"
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)], metadata={"kernelspec": kernel})
nbformat.write(made, "in.ipynb")
PY
papermill in.ipynb cleared.ipynb --no-progress-bar >log 2>&1
cp cleared.ipynb stripped.ipynb
jupyter nbconvert --clear-output --inplace cleared.ipynb >>log 2>&1
nbstripout stripped.ipynb >>log 2>&1
python - <<'PY'
import json
import sys

import nbformat

seen = {}
for name in ("cleared", "stripped"):
    notebook = nbformat.read(f"{name}.ipynb", as_version=4)
    outputs = sum(len(cell.get("outputs", ())) for cell in notebook.cells)
    seen[name] = outputs, "Q-417" in json.dumps(notebook)
    print(f"{name}: {outputs} outputs in its cells; the resident stands in the file: {seen[name][1]}")
sys.exit(0 if seen == {"cleared": (0, True), "stripped": (0, False)} else 1)
PY
