"""What an analyst does in JupyterLab leaves nothing outside of the workspace.

IPython keeps what was typed in a file of the user's own, a pseudonym too, and JupyterLab puts a notebook that is
deleted, with its rows, into the user's bin: forgetting a person reaches neither.
"""

from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

from monitorlib.foundation.startup import NO_HISTORY


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
