"""The command line: everything scriptable, no display needed. One module per group of subcommands.

Exit status: 0 done, 1 refused or a problem found, 2 wrong usage or the profile cannot be opened.
"""

from crm_desktop.cli.command_line import main

__all__ = ["main"]
