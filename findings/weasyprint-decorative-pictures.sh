#!/usr/bin/env bash
# WeasyPrint cannot be told that a picture is decoration, nor hear the name of an SVG that browsers hear.
#
# Expected: in a tagged PDF an img with alt="" and an svg with aria-hidden="true" are artifacts, which a screen reader
# passes over; an svg with role="img" and aria-label has that label as its alternative text.
# Seen: WeasyPrint 70.0, pdf_tags=True (pdf/ua-1 and pdf/ua-2 likewise): all three are figures without alternative text,
# and for the first an error "no required alt description" is logged. Only alt with words, or a title inside the svg, is
# told. A picture in CSS, as a background, is an artifact.
# Source: HTML Standard, img, "A purely decorative image that doesn't add any information"; ISO 14289-1, 7.1 and 7.3 (what
# is no content is an artifact; figures have alternative text). WeasyPrint pull request 2827 brought the title of an svg.
# What we do: every picture of our report has alt with words (monitorlib.reports.page), so it is told well; decoration
# belongs in the style sheet.
# Exits with another code than 0 when this has changed.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint==70.0
"$place/venv/bin/python" - <<'PY'
import logging
import re
import sys

from weasyprint import HTML

logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
DOT = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
SVG = '<svg {} width="9" height="9" xmlns="http://www.w3.org/2000/svg">{}<rect width="9" height="9"/></svg>'
pictures = {
    "alt with words": f'<img alt="Wonen" src="{DOT}">',
    "title in svg": SVG.format("", "<title>Wonen</title>"),
    "alt empty": f'<img alt="" src="{DOT}">',
    "aria-hidden": SVG.format('aria-hidden="true"', ""),
    "aria-label": SVG.format('role="img" aria-label="Wonen"', ""),
}


def tagged(picture: str) -> str:
    page = f'<html lang="nl"><head><title>Verslag</title></head><body><p>Tekst {picture}</p></body></html>'
    written = HTML(string=page).write_pdf(pdf_tags=True, uncompressed_pdf=True).decode("latin-1")
    figure = re.search(r"/S /Figure.*?endobj", written, re.DOTALL)
    return "no figure" if figure is None else "figure, told" if "/Alt" in figure[0] else "figure, silent"


seen = {name: tagged(picture) for name, picture in pictures.items()}
print(f"WeasyPrint 70.0: {seen}")
sys.exit(0 if list(seen.values()) == ["figure, told"] * 2 + ["figure, silent"] * 3 else 1)
PY
