"""The pages that say why not: each leads on, also where the server has a path before its addresses."""

from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemLoader

from monitorlib.server.access import MEETING, Access
from monitorlib.server.entry import Entry
from monitorlib.server.guard import Guarded
from monitorlib.server.login_page import login_page, no_meeting_page, wait_page
from monitorlib.server.voila import SHARE, TEMPLATE


class Refused(Guarded):
    """A handler that keeps what it would send."""

    def __init__(self, base_url: str) -> None:
        templates = Environment(loader=FileSystemLoader(SHARE / "voila" / "templates" / TEMPLATE))
        self.settings = {"voila_jinja2_env": templates, "base_url": base_url}
        self.request = SimpleNamespace(method="GET", path="/")

    def set_header(self, name: str, value: str) -> None:
        """Not looked at here."""

    def finish(self, page: str) -> None:
        self.page = page


@pytest.mark.parametrize("base_url", ["/", "/teams/", "/user/anna/"])
def test_an_address_that_is_not_there_leads_to_this_servers_own_page(base_url):
    handler = Refused(base_url)
    handler.write_error(404)
    assert f'<a href="{base_url}">Naar de teamreflectie</a>' in handler.page


def test_who_may_not_open_a_page_behind_a_hub_is_led_to_the_hub():
    hub = Access(Entry(hub={"hub": "/monitor/", "prefix": "/monitor/user/anna/"}), 1)
    told = login_page(hub, MEETING, "nl", "/")
    assert "U mag deze pagina niet openen" in told and 'href="/monitor/hub/home"' in told
    assert "href=" not in login_page(Access(Entry(), 1), MEETING, "nl", "/").split("<section>")[1]


def test_a_server_of_the_progress_leads_to_the_progress():
    assert 'href="/teams/"' in no_meeting_page("nl", "/teams/")
    assert "There is no meeting here" in no_meeting_page("en", "/")


def test_who_must_wait_is_led_on_and_who_was_signed_out_reads_why():
    assert 'href="/teams/login?page=phone">Probeer het opnieuw' in wait_page("nl", "/teams/login?page=phone")
    access = Access(Entry(password="x"), 1)
    assert "vanzelf afgemeld" in login_page(access, MEETING, "nl", "/", ended=True)
    assert "vanzelf afgemeld" not in login_page(access, MEETING, "nl", "/")
