"""WeasyPrint reading nothing but the pictures that stand in the page itself. Light: for every page on paper."""

from base64 import b64decode

from monitorlib.errors import UserError
from monitorlib.pages import PICTURE
from monitorlib.texts import Text

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
