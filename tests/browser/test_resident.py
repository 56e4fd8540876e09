"""The resident's own page, read by axe and looked at on a small screen."""

import pytest

from monitorlib.instruments import read_instruments
from monitorlib.resident.content import page_parts
from monitorlib.resident.page import html_page
from monitorlib.resident.panels import rows_of
from tests.browser.conftest import violations
from tests.resident.test_page import some, table  # noqa: F401 (fixtures)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_a_residents_page(browser, demo, some, tmp_path, language, width):  # noqa: F811 (a fixture)
    known = read_instruments(demo.instruments)
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    for number, resident in enumerate(some[::6]):
        file = tmp_path / f"{number}.html"
        file.write_text(html_page(page_parts(rows_of(demo, [resident]), known, language), language), "utf-8")
        page.goto(file.as_uri())
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
