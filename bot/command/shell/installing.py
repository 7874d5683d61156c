"""A command of its own beside Python, which finds this copy of the bot from any folder.

It is a small file in the folder of the environment's programs, so the repository needs no file
more at its top, and no package has to be built.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from pathlib import Path

from bot.errors import BotError
from bot.files.whole_file import write_whole

NAME = "hip"
_MARK = "made by: python -m bot install"
_ROOT = Path(__file__).resolve().parents[3]
# Shells read the second line as a command, Python reads it as a text: so a path may hold spaces.
_LAUNCHER = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
# {mark}
import sys

sys.path.insert(0, {root!r})
from bot.__main__ import main

sys.exit(main())
"""
_WINDOWS = '@rem {mark}\n@"{python}" "%~dp0{name}-command.py" %*\n'


class InstallError(BotError):
    """The command cannot be made; the message says why and what to do."""


def install(folder: Path | None = None, *, name: str = NAME) -> Path:
    """Make the command and return its file; one that was made before is made anew.

    :param folder: where to put it, by default beside the Python that runs.
    :param name: what the command is called.
    :raise InstallError: when the name is none, or there is something else of that name.
    """
    if re.fullmatch(r"[A-Za-z][\w-]*", name) is None:
        raise InstallError(f"{name!r}: is no name of a command; use letters, digits and hyphens")
    place = folder or Path(sysconfig.get_path("scripts"))
    command = place / (f"{name}.cmd" if os.name == "nt" else name)
    launcher = place / f"{name}-command.py" if os.name == "nt" else command
    if command.exists() and _MARK not in command.read_text("utf-8", "replace"):
        raise InstallError(f"{command}: is there already; choose another with --name")
    values = {"python": sys.executable, "root": str(_ROOT), "mark": _MARK, "name": name}
    try:
        # Half a launcher would lack the mark, and never be made anew.
        write_whole(launcher, [_LAUNCHER.format(**values).encode()])
        if command != launcher:
            write_whole(command, [_WINDOWS.format(**values).encode()])
        command.chmod(0o755)
    except OSError as error:
        raise InstallError(
            f"{command}: cannot be written ({error.strerror}); choose a folder with --folder"
        ) from error
    return command
