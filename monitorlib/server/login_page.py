"""The pages on which somebody gets in, or reads why not: no script, nothing from elsewhere, in both languages."""

from html import escape
from pathlib import Path
from urllib.parse import quote

from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.server.access import FOLLOWING, PHONE, Access

TITLE = Text("Teamreflectie", "Team reflection")
PLAIN = Text("Hier is een toegang voor nodig.\n", "This needs a sign-in.\n")
ENTER = Text("Open", "Open")
_OTHER = {"nl": "en", "en": "nl"}
_SWITCH = Text("Nederlands", "English")  # the other language is named in its own words
_WORDS = {
    "following": Text("Meekijken", "Follow along"),
    "following_field": Text("Code", "Code"),
    "following_hint": Text(
        "Open de link om mee te kijken; de gespreksleider heeft die. Of typ de code die erachter staat.",
        "Open the link to follow along; the facilitator has it. Or type the code at the end of it.",
    ),
    "link": Text("Deze pagina is alleen voor de gespreksleider", "This page is for the facilitator only"),
    "link_field": Text("Code", "Code"),
    "link_hint": Text(
        "Open de link die bij het starten op het scherm stond. Of typ de code die erachter staat.",
        "Open the link that was shown at the start. Or type the code at the end of it.",
    ),
    "password": Text("Aanmelden", "Sign in"),
    "password_field": Text("Wachtwoord", "Password"),
    "password_hint": Text(
        "Weet u het wachtwoord niet? Vraag het uw beheerder.",
        "You do not know the password? Ask your administrator.",
    ),
    "phone": Text("Doe mee", "Take part"),
    "phone_field": Text("Code", "Code"),
    "phone_hint": Text("De code staat op het grote scherm.", "The code is on the large screen."),
    "none": Text("U mag deze pagina niet openen", "You may not open this page"),
    "none_hint": Text(
        "Begin opnieuw bij de startpagina, of vraag uw beheerder.",
        "Start at the home page, or ask your administrator.",
    ),
}
_WRONG = {
    "link": Text("Deze code klopt niet. Kijk hem nog eens na.", "This code is not right. Please check it."),
    "following": Text(
        "Deze code klopt niet. Vraag de gespreksleider om de link om mee te kijken.",
        "This code is not right. Ask the facilitator for the link to follow along.",
    ),
    "password": Text(
        "Dit wachtwoord klopt niet. Probeer het nog eens.", "This password is not right. Try again."
    ),
    "phone": Text(
        "Deze code klopt niet. Kijk op het grote scherm.", "This code is not right. Look at the large screen."
    ),
    "none": Text("Dit klopt niet.", "This is not right."),
}
# of a word that stood in an address: a tab that came back, or a link of yesterday
_WRONG_LINK = Text(
    "Deze link is van een eerdere start of klopt niet. Gebruik de nieuwe link.",
    "This link is of an earlier start or not right. Use the new link.",
)
_WAIT = Text(
    "Er is vijf keer iets verkeerds ingevuld. Wacht vijf minuten en probeer het dan opnieuw.",
    "Five wrong tries were made. Wait five minutes, then try again.",
)
_AGAIN = Text("Probeer het opnieuw", "Try again")
_ENDED = Text(
    "U bent na een tijd vanzelf afgemeld. Wat bewaard was, is er nog.",
    "You were signed out after a while. What was saved is still there.",
)
_ELSEWHERE = Text(
    "Een andere website stuurde u hierheen. Wilde u dat zelf? Ga dan verder.",
    "Another website sent you here. Did you want that yourself? Then go on.",
)
_GO_ON = Text("Open de teamreflectie", "Open the team reflection")
_HOME = Text("Naar de startpagina", "To the home page")
_NO_MEETING = Text("Hier is geen gesprek", "There is no meeting here")
_PROGRESS_HERE = Text(
    "Op dit adres staat de voortgang van de afspraken van een team. Meekijken en meedoen kan alleen bij een "
    "gesprek. De gespreksleider heeft daarvan het adres.",
    "This address shows what a team agreed and what became of it. You can only follow along or take part in a "
    "meeting. The facilitator has its address.",
)
_TO_PROGRESS = Text("Open de voortgang", "Open the progress")
_STYLE = Path(__file__).with_name("login.css").read_text(encoding="utf-8")


def login_page(
    access: Access,
    page: str,
    language: str,
    after: str,
    *,
    wrong: bool = False,
    by_link: bool = False,
    ended: bool = False,
) -> str:
    """Ask for the word that opens `page`; afterwards the browser goes to `after`, an address of ours.

    `wrong`: the word was not right; `by_link`: it stood in a link, and nobody typed it. `ended`: this browser was
    in, and time ended that.
    """
    kind = _kind(access, page)
    words = {name: escape(_WORDS[f"{kind}_{name}"][language]) for name in ("field", "hint") if kind != "none"}
    if kind == "none":
        return _page(language, _heading(_WORDS["none"][language]) + _begin_again(access, language))
    refused = escape(_wrong(kind, by_link)[language])
    told = f'<p class="wrong" role="alert" id="wrong">{refused}</p>' if wrong else ""
    told += f'<p class="note" role="status">{escape(_ENDED[language])}</p>' if ended else ""
    typed = 'type="password" autocomplete="current-password"' if kind == "password" else _TYPED
    described = "wrong hint" if wrong else "hint"
    form = f"""<form method="post" action="{escape(access.entry.base_url)}login?language={language}">
<input type="hidden" name="page" value="{escape(page)}"><input type="hidden" name="after" value="{escape(after)}">
<label for="word">{words["field"]}</label>
<input id="word" name="word" {typed} required autofocus aria-describedby="{described}">
<button>{ENTER[language]}</button></form>"""
    hint = f'<p class="hint" id="hint">{words["hint"]}</p>'
    switch = _switch(access, page, language, after)
    return _page(language, _heading(_WORDS[kind][language]) + told + hint + form, switch)


_TYPED = 'type="text" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="60"'


def wait_page(language: str, again: str) -> str:
    """Say that this place must wait, with the way to `again`, where one can go on after that."""
    told = f'<h1>{TITLE[language]}</h1><p class="wrong" role="alert">{_WAIT[language]}</p>'
    return _page(language, f'{told}<p><a class="button" href="{escape(again)}">{_AGAIN[language]}</a></p>')


def arrived_from_elsewhere(language: str) -> str:
    """Ask whether somebody meant to come here; the link comes from our own page, so it is let through."""
    link = f'<p><a class="button" href="">{_GO_ON[language]}</a></p>'
    return _page(language, f"<h1>{TITLE[language]}</h1><p>{_ELSEWHERE[language]}</p>{link}")


def _begin_again(access: Access, language: str) -> str:
    """Why not, and behind a hub the way to its own page."""
    told, hub = f"<p>{_WORDS['none_hint'][language]}</p>", access.entry.hub.get("hub", "")
    home = f"{hub.rstrip('/')}/hub/home"
    return told + (f'<p><a class="button" href="{escape(home)}">{_HOME[language]}</a></p>' if hub else "")


def no_meeting_page(language: str, place: str) -> str:
    """Say that this server shows the progress, at `place`, and no meeting."""
    link = f'<p><a class="button" href="{escape(place)}">{_TO_PROGRESS[language]}</a></p>'
    return _page(language, f"{_heading(_NO_MEETING[language])}<p>{_PROGRESS_HERE[language]}</p>{link}")


def _wrong(kind: str, by_link: bool) -> Text:
    """A phone's code stands in its link too, but also on the large screen, which is where to look."""
    return _WRONG_LINK if by_link and kind in ("link", "following") else _WRONG[kind]


def _kind(access: Access, page: str) -> str:
    if page == PHONE:
        return "phone"
    if page == FOLLOWING and access.entry.by_link:
        return "following"
    return "link" if access.entry.by_link else "password" if access.entry.password else "none"


def _heading(words: str) -> str:
    return f"<h1>{escape(words)}</h1>"


def _switch(access: Access, page: str, language: str, after: str) -> str:
    other = _OTHER[language]
    address = login_address(access.entry.base_url, page, other, after)
    link = f'<a href="{escape(address)}" lang="{other}" hreflang="{other}">{_SWITCH[other]}</a>'
    return f'<p class="switch">{link}</p>'


def login_address(base_url: str, page: str, language: str, after: str) -> str:
    """The page that asks for the word of `page`, in a language; afterwards the browser goes to `after`."""
    return f"{base_url}login?language={language}&page={quote(page)}&after={quote(after, safe='')}"


def _page(language: str, body: str, below: str = "") -> str:
    assert language in LANGUAGES
    title = TITLE[language]
    return f"""<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:;base64,="><style>{_STYLE}</style></head>
<body><header><p>{title}</p></header><main><section>{body}</section>{below}</main></body></html>
"""
