"""What a page's scripts weigh on the wire: joined, compressed once, and kept by the browser.

Voila's front end comes in some eighty small scripts, uncompressed, and asks for them one after another. Here those
that a page of ours needs (`scripts.txt`) are one answer, compressed when the server starts. They are the installed
files, unchanged, one after another: webpack takes a part that has come as it takes one that it asked for, and asks
itself for each part that is not among them. So a list that is out of date, after an update of Voila or ipywidgets,
costs time and breaks nothing; tests/browser/test_wire.py tells, and writes a new one.
"""

import gzip
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from pathlib import Path

LIST = Path(__file__).parent / "scripts.txt"
LEVEL = 6  # a tenth of a second; the highest takes half as long again for a third of a percent
FOREVER = "public, max-age=31536000, immutable"  # the address changes with what stands there
# no formulas: 900 KB of scripts that draw them stay away when MathJax comes from elsewhere, and here that
# is an empty script of this server; the page holds a MathJax that does nothing
NO_FORMULAS = "voila/none.js"


class Scripts:
    """The scripts of a page as one answer."""

    def __init__(self, files: list[Path]) -> None:
        joined = b"\n;".join(file.read_bytes() for file in files)
        self.address = f"voila/scripts/{sha256(joined).hexdigest()[:20]}.js"
        pool = ThreadPoolExecutor(1)  # beside the import of Voila, so that nobody waits for it
        self._compressed: Future[bytes] = pool.submit(gzip.compress, joined, LEVEL, mtime=0)
        pool.shutdown(wait=False)

    def body(self, compressed: bool) -> bytes:
        """What is sent; hardly anybody reads it uncompressed, so that is not kept."""
        small = self._compressed.result()
        return small if compressed else gzip.decompress(small)


@cache
def page_scripts() -> Scripts:
    """The scripts of this server's pages, of those in the list that are installed."""
    from jupyter_core.paths import jupyter_path

    places = (("voila", "templates", "base", "static"), ("labextensions",), ("voila", "labextensions"))
    roots = [Path(root) for place in places for root in jupyter_path(*place)]
    return Scripts([file for name in listed() for file in _found(roots, name)])


def listed() -> list[str]:
    """The names in the list."""
    return LIST.read_text(encoding="utf-8").split()


def _found(roots: list[Path], name: str) -> list[Path]:
    return [root / name for root in roots if (root / name).is_file()][:1]


def without_formulas(page_config: dict, base_url: str, **_kwargs) -> dict:
    """A hook of Voila: what its front end is told."""
    return {**page_config, "fullMathjaxUrl": base_url + NO_FORMULAS, "mathjaxConfig": "none"}


def unchanging(extensions: list[str]) -> list[str]:
    """Beginnings of addresses with the version in them, which Jupyter may let a browser keep."""
    return [f"/voila/labextensions/{name}/static/remoteEntry." for name in extensions]
