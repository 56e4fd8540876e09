"""What an analyst types in a cell or deletes in JupyterLab stays out of the folders of that account.

IPython keeps what was typed in a file there, a pseudonym too, a shell does the same, and JupyterLab puts a
notebook that is deleted, with its rows, into the bin: forgetting a person reaches none of these.
"""

import os

from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

NO_HISTORY = "--HistoryManager.enabled=False"


class UntoldKernel(ServerKernelManager):
    """A kernel without a history; what was typed in this session is there as ever (`In`)."""

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """The command that starts it; kernels of other languages have their own options."""
        command = super().format_kernel_cmd(extra_arguments)
        return [*command, NO_HISTORY] if any("ipykernel" in part for part in command) else command


# words on the command line of JupyterLab, also of one that a JupyterHub starts
OF_A_LAB = (
    f"--MultiKernelManager.kernel_manager_class={__name__}.{UntoldKernel.__name__}",
    "--FileContentsManager.delete_to_trash=False",
)
# the same for the environment of its terminals
OF_ITS_SHELLS = {"HISTFILE": os.devnull}
