"""The report as PDF by WeasyPrint, which reads nothing but the page that it is given."""

from base64 import b64decode

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.pages import PICTURE
from monitorlib.reports.page import END

NO_PANGO = Text(
    "Een PDF maken lukt niet: de systeembibliotheek Pango ontbreekt op deze computer.",
    "A PDF cannot be made: the system library Pango is missing on this computer.",
)
GET_PANGO = Text(
    "Debian en Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0. macOS: brew install pango. Of kies "
    "--format html en druk de pagina af als PDF.",
    "Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0. macOS: brew install pango. Or choose "
    "--format html and print the page as PDF.",
)


def refuse_without_pango() -> None:
    """A UserError where WeasyPrint cannot work on this computer."""
    try:
        import weasyprint  # noqa: F401 (only to see whether its system libraries are there)
    except OSError as error:  # how WeasyPrint tells that a system library is not there
        raise UserError(NO_PANGO, GET_PANGO) from error


def own_pictures():
    """Fetches the pictures that stand in the page itself; all else would come from outside, and is refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnPictures(URLFetcher):
        def fetch(self, url: str, headers=None) -> URLFetcherResponse:
            if not url.startswith(PICTURE):
                raise ValueError("a report asks nothing from outside")
            return URLFetcherResponse(
                url, b64decode(url.removeprefix(PICTURE)), {"Content-Type": "image/svg+xml"}
            )

    return OwnPictures()


# points; the first at which the last page is no scrap
SIZES = (10, 9.5, 10.5)
SCRAP = 0.25  # of a page


def pdf_report(html: str) -> bytes:
    """The page as a tagged PDF file: a screen reader can follow it, pictures included."""
    return laid_out(html).write_pdf(pdf_tags=True)


def laid_out(html: str):
    """The page on A4 (a WeasyPrint document), in letters a little smaller where that saves a scrap of a page."""
    refuse_without_pango()
    from weasyprint import CSS, HTML

    page, first = HTML(string=html, url_fetcher=own_pictures()), None
    for size in SIZES:
        style = CSS(string=f"@media print {{ html {{ font-size: {size}pt !important }} }}")
        document = page.render(stylesheets=[style])
        first = first or document
        if len(document.pages) == 1 or last_page_share(document) >= SCRAP:
            return document
    return first


def last_page_share(document) -> float:
    """How far down its last page a report ends, 0 to 1."""
    last = document.pages[-1]
    return last.anchors[END][1] / last.height if END in last.anchors else 1.0
