"""Completion in the shell: a tab after `monitor` gives the commands, and after a command its options."""

from typing import Any

import typer

from monitorlib.cli import options
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.texts import Text

_INSTALL = Text(
    "Laat de Tab-toets opdrachten aanvullen in deze terminal (bash, zsh, fish, PowerShell).",
    "Let the Tab key complete commands in this terminal (bash, zsh, fish, PowerShell).",
)
_SHOW = Text(
    "Laat zien wat daarvoor in de instellingen komt, om zelf te plakken.",
    "Show what that puts in the settings, to paste it yourself.",
)
_INSTALLED = Text(
    "Tab vult aan na een nieuwe start van de terminal ({shell}, {file}).",
    "Tab completes after a new start of the terminal ({shell}, {file}).",
)
_NO_SHELL = Text(
    "Deze terminal is niet herkend; aanvullen kan in bash, zsh, fish en PowerShell.",
    "This terminal is not known; completion works in bash, zsh, fish and PowerShell.",
)


def completion_options(say: Speaker) -> tuple[Any, Any]:
    """`--install-completion` and `--show-completion`, explained in the reader's language."""
    from typer._completion_classes import completion_init

    completion_init()
    return (
        options.option(say, "--install-completion", _INSTALL, callback=_install(say)),
        options.option(say, "--show-completion", _SHOW, callback=_show(say)),
    )


def _install(say: Speaker) -> Any:
    def install(wanted: bool) -> None:
        if wanted:
            from typer.completion import install as install_for

            _shell(say)
            shell, file = install_for(prog_name="monitor")
            say(_INSTALLED, shell=shell, file=file)
            raise typer.Exit

    return install


def _show(say: Speaker) -> Any:
    def show(wanted: bool) -> None:
        if wanted:
            from typer.completion import get_completion_script

            shell = _shell(say)
            say.plain(
                get_completion_script(prog_name="monitor", complete_var="_MONITOR_COMPLETE", shell=shell)
            )
            raise typer.Exit

    return show


def _shell(say: Speaker) -> str:
    """The shell in which somebody types."""
    import shellingham

    try:
        return shellingham.detect_shell()[0]
    except shellingham.ShellDetectionFailure:
        say.wrong(_NO_SHELL[say.language])
        raise typer.Exit(1) from None
