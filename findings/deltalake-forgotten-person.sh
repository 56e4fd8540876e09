#!/usr/bin/env bash
# Deleting a person from a Delta table writes that person's number into the log of the table.
#
# Expected: after delete(), and vacuum() without retention, nothing of the person is left in the folder; that is the way
# that is given for the right to be forgotten (GDPR, art. 17; delta-io/delta issue 1692 names it).
# Seen: deltalake 1.6.6: the data file is gone, but two commits of _delta_log hold the number: the first as the smallest
# value of the file's statistics, the other as the predicate of the deletion itself. A checkpoint and cleanup_metadata()
# leave both; commits stay for thirty days by default.
# Source: deltalake.DeltaTable.delete, .vacuum and .cleanup_metadata; the Delta protocol, "Per-file Statistics" and "Commit
# Provenance Information". That vacuum leaves the log is documented; that the log holds the values is not said there.
# What we do about it: forgetting writes the table and its log anew (docs/decisions.md, 111), and a test looks for the
# pseudonym in every file of the workspace.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check deltalake==1.6.6 pyarrow==26.0.1
"$place/venv/bin/python" - "$place/table" <<'PY'
import sys
from pathlib import Path

import pyarrow
from deltalake import DeltaTable, write_deltalake

folder = Path(sys.argv[1])
write_deltalake(folder, pyarrow.table({"resident": ["person-0123", "person-0456"], "score": [2, 4]}))
DeltaTable(folder).delete("resident = 'person-0123'")
table = DeltaTable(folder)
table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
table.create_checkpoint()
table.cleanup_metadata()
left = sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file() and b"person-0123" in f.read_bytes())
print(f"deltalake 1.6.6: the number of the deleted person is in {left}")
sys.exit(0 if len(left) == 2 and all(name.startswith("_delta_log") for name in left) else 1)
PY
