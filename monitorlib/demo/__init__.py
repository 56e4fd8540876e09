"""The demo data: an invented town with a known truth, and a real study, as registration exports.

`python -m monitorlib.demo` writes data/demo/ again, byte for byte the same for the same seed.
"""

from pathlib import Path

from monitorlib.demo.exports import dossiernet, regimaat, volgmij
from monitorlib.demo.specification import SEED, SETTINGS, TRUTH, read_truth
from monitorlib.demo.town import draw_town

DEMO_FILES = ("VERZONNEN_regimaat_zrm.csv", "VERZONNEN_dossiernet_zrm.csv", "VERZONNEN_volgmij.xlsx")


def write_demo(folder: str | Path, seed: int = SEED) -> list[Path]:
    """Write the three exports, the truth behind them and the demo workspace's settings; return the paths."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    answers = draw_town(seed, read_truth())
    makers = (regimaat, dossiernet, volgmij)
    contents = {name: make(answers) for name, make in zip(DEMO_FILES, makers, strict=True)}
    for text in (TRUTH, SETTINGS):
        contents[text.name] = text.read_text(encoding="utf-8").encode("utf-8")
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]
