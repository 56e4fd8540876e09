"""The frame around the commands in the reader's language: headings, usage, error boxes.

Typer writes these in English and has no switch for it. What it lets be set is set here; what it does not is drawn
by the two classes below, which every command of ours is made of.
"""

from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from monitorlib.cli.options import FILE, NUMBER
from monitorlib.cli.story import REST, epilog, heading, order
from monitorlib.foundation.errors import choose_from
from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text

_HEADINGS = {
    "DEPRECATED_STRING": Text("(verouderd) ", "(deprecated) "),
    "DEFAULT_STRING": Text("[anders: {}]", "[default: {}]"),
    "ENVVAR_STRING": Text("[omgevingsvariabele: {}]", "[env var: {}]"),
    "REQUIRED_LONG_STRING": Text("[verplicht]", "[required]"),
    "ARGUMENTS_PANEL_TITLE": Text("Wat u meegeeft", "Arguments"),
    "OPTIONS_PANEL_TITLE": Text("Opties", "Options"),
    "COMMANDS_PANEL_TITLE": REST,
}
_USAGE = Text("Gebruik: {line}", "Usage: {line}")
_OPTIONS = Text("[OPTIES]", "[OPTIONS]")
_COMMAND = Text("OPDRACHT", "COMMAND")
_COMMANDS = Text("Opdrachten", "Commands")
_HELP = Text("Laat deze uitleg zien.", "Show this explanation.")
# what is shown where an option or argument does not say itself what it wants
_WANTED = {
    "int": NUMBER,
    "float": NUMBER,
    "Path": FILE,
    "str": Text("WOORD", "WORD"),
    "bool": Text("", ""),
}


class _Spoken:
    """What a command and a group of commands have in common: usage and help in one language."""

    language = DEFAULT_LANGUAGE

    def get_usage(self, ctx: Any) -> str:
        pieces = [_OPTIONS[self.language], *self._pieces()]
        return _USAGE.fill(line=" ".join([ctx.command_path, *pieces]))[self.language]

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of the command it is mixed into
        if option is not None:
            option.help, option.metavar = _HELP[self.language], ""
        return option

    def _pieces(self) -> list[str]:
        params = self.params  # type: ignore[attr-defined]  # of the command it is mixed into
        return [_argument(param) for param in params if param.param_type_name == "argument"]


def _argument(param: Any) -> str:
    return param.metavar if param.required else f"[{param.metavar}]"


class SpokenCommand(_Spoken, TyperCommand):
    """One command."""


class SpokenGroup(_Spoken, TyperGroup):
    """Commands under one name; a name that is none is met with the one that was meant."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            told = _NO_COMMAND.fill(name=args[0], meant=choose_from(args[0], self.commands))
            ctx.fail(told[self.language])
        return super().resolve_command(ctx, args)

    def _pieces(self) -> list[str]:
        return [_COMMAND[self.language]]


class SpokenTyper(typer.Typer):
    """Typer whose commands are spoken ones, however they are registered."""

    def command(self, name: str | None = None, **more: Any) -> Any:
        return super().command(name, **{"cls": SpokenCommand, **more})


def in_language(app: typer.Typer, language: str) -> Any:
    """The commands of `app` as they are run: frame, order and headings in `language`."""
    for name, text in _HEADINGS.items():
        setattr(rich_utils, name, text[language])
    root = typer.main.get_command(app)
    _speak(root, language)
    return root


def _speak(command: Any, language: str) -> None:
    command.language = language
    for param in command.params:
        _name_what_it_wants(param, language)
    if not hasattr(command, "commands"):
        command.epilog = command.epilog or epilog(language)
        return
    command.commands = dict(sorted(command.commands.items(), key=lambda item: order(item[0])))
    for name, child in command.commands.items():
        child.rich_help_panel = heading(name)[language] if not command.name else _COMMANDS[language]
        _speak(child, language)


def _name_what_it_wants(param: Any, language: str) -> None:
    if param.metavar is None:
        wanted = _WANTED.get(_kind(param))
        param.metavar = None if wanted is None else wanted[language]
    if param.param_type_name == "argument":  # its word says what it is; typer adds a type of Python's to it
        param.display_type_rich = lambda ctx: ""


def _kind(param: Any) -> str:
    kind = getattr(getattr(param, "type_descriptor", None), "annotation", str)
    inside = getattr(kind, "__args__", None)
    return (inside[0] if inside else kind).__name__


def run(app: typer.Typer, arguments: list[str], language: str) -> int:
    """Run one command; its exit code. What was typed wrongly is told in `language`, exit 2."""
    try:
        code = in_language(app, language).main(args=arguments, prog_name="monitor", standalone_mode=False)
    except typer.Abort:  # Ctrl-C, or the end of the input, where something was asked
        raise KeyboardInterrupt from None
    except Exception as error:  # typer has no public name for what it raises; that has `format_message`
        if not hasattr(error, "format_message"):
            raise
        return _tell(error, language)
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


_INTERRUPTED = 130


def _tell(error: Any, language: str) -> int:
    """What was typed wrongly: how the command is used, where help is, and what is wrong."""
    from rich.console import Console
    from rich.markup import escape
    from rich.panel import Panel

    if type(error).__name__ == "NoArgsIsHelpError":  # its help was shown already
        return error.exit_code
    err, ctx = Console(stderr=True, highlight=False), getattr(error, "ctx", None)
    if ctx is not None:
        err.print(escape(ctx.command.get_usage(ctx)))
        err.print(escape(_TRY.fill(path=ctx.command_path)[language]), style="dim")
    title = _WRONG[language]
    err.print(Panel(escape(in_words(error)[language]), title=title, title_align="left", border_style="red"))
    return error.exit_code


def in_words(error: Any) -> Text:
    """What is wrong with what was typed."""
    told = _TOLD.get(type(error).__name__)
    return Text(error.message, error.message) if told is None else told(error)


def _no_option(error: Any) -> Text:
    meant = error.possibilities
    near = Text("", "")
    if meant:
        named = ", ".join(sorted(meant))
        near = Text(f" Bedoelde u {named}?", f" Did you mean {named}?")
    return _NO_OPTION.fill(name=error.option_name, near=near)


def _missing(error: Any) -> Text:
    param = error.param
    if param.param_type_name == "option":
        return _MISSING_OPTION.fill(
            name=f"{param.opts[-1]} {param.metavar or ''}".strip(), why=param.help or ""
        )
    return _MISSING_ARGUMENT.fill(name=param.metavar or param.name, why=param.help or "")


def _no_value(error: Any) -> Text:
    """A value that is not there, or one where there should be none."""
    option = error.ctx and next((p for p in error.ctx.command.params if error.option_name in p.opts), None)
    is_flag = getattr(option, "is_flag", "does not take" in error.message)
    return (_TAKES_NONE if is_flag else _WANTS_ONE).fill(name=error.option_name)


def _not_that(error: Any) -> Text:
    param = error.param
    name = param.opts[-1] if param.param_type_name == "option" else param.metavar or param.name
    kind, low, high = _kind(param), getattr(param, "min", None), getattr(param, "max", None)
    expected = _EXPECTED.get(kind, Text(error.message, error.message))
    between = Text("", "")
    if low is not None and high is not None:
        between = _BETWEEN.fill(low=low, high=high)
    elif low is not None:
        between = _AT_LEAST.fill(low=low)
    elif high is not None:
        between = _AT_MOST.fill(high=high)
    return _NOT_THAT.fill(name=name, expected=expected, between=between)


def _usage(error: Any) -> Text:
    """What typer itself says without an exception of its own."""
    if error.message.startswith("Missing command"):
        return Text("Welke opdracht?", "Which command?")
    if error.message.startswith("Got unexpected extra argument"):
        given = error.message.rpartition(" (")[2].rstrip(")")
        return _TOO_MANY.fill(given=given)
    return Text(error.message, error.message)


_TOLD = {
    "NoSuchOption": _no_option,
    "MissingParameter": _missing,
    "BadOptionUsage": _no_value,
    "BadParameter": _not_that,
    "UsageError": _usage,
}
_WRONG = Text("Dit kan zo niet", "Error")
_TRY = Text("Uitleg: {path} --help", "Help: {path} --help")
_NO_COMMAND = Text("'{name}' is geen opdracht. {meant}", "There is no command '{name}'. {meant}")
_NO_OPTION = Text("De optie {name} is er niet.{near}", "No such option: {name}.{near}")
_MISSING_OPTION = Text("{name} ontbreekt. {why}", "Missing option {name}. {why}")
_MISSING_ARGUMENT = Text("{name} ontbreekt. {why}", "Missing argument {name}. {why}")
_TAKES_NONE = Text("Achter {name} hoort niets te staan.", "Option {name} does not take a value.")
_WANTS_ONE = Text("Achter {name} ontbreekt een waarde.", "Option {name} requires a value.")
_TOO_MANY = Text("Dit staat er te veel: {given}.", "Unexpected extra argument: {given}.")
_NOT_THAT = Text(
    "Wat achter {name} staat, kan niet: {expected}{between}.",
    "Invalid value for {name}: {expected}{between}.",
)
_EXPECTED = {
    "int": Text("het moet een heel getal zijn", "it must be a whole number"),
    "float": Text("het moet een getal zijn", "it must be a number"),
}
_BETWEEN = Text(" van {low} tot en met {high}", " from {low} to {high}")
_AT_LEAST = Text(" van {low} of meer", " of {low} or more")
_AT_MOST = Text(" van {high} of minder", " of {high} or less")
