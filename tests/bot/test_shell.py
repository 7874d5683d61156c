"""The command in a person's own shell."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import _COMMANDS, main
from bot.command.shell.installing import InstallError, install
from tests.tools import need_tool


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the command, installed in a folder whose name has a space."""
    folder = tmp_path_factory.mktemp("a folder")
    return install(folder)


def run(command: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command from its own folder, where there is no corpus."""
    return subprocess.run(
        [command, *arguments], cwd=command.parent, capture_output=True, text=True, timeout=120
    )


def test_the_command_works_from_any_folder(command: Path) -> None:
    """It finds its corpus, and goes by its own name."""
    answered = run(command, "--therapist", "pirif")
    assert (answered.returncode, answered.stderr) == (0, "")
    assert answered.stdout.startswith("1. Lateral Rotators")
    assert run(command, "--help").stdout.startswith("usage: hip ")
    assert run(command, "--version").stdout.startswith("2.")


def test_the_command_is_made_anew_but_overwrites_nothing_else(tmp_path: Path) -> None:
    """What has the same name and is not ours stays as it is."""
    assert install(tmp_path) == install(tmp_path)
    (tmp_path / "other").write_text("mine", encoding="utf-8")
    with pytest.raises(InstallError, match="is there already; choose another with --name"):
        install(tmp_path, name="other")
    assert (tmp_path / "other").read_text("utf-8") == "mine"
    with pytest.raises(InstallError, match="is no name of a command"):
        install(tmp_path, name="a/b")
    with pytest.raises(InstallError, match="cannot be written"):
        install(tmp_path / "nowhere")


def test_install_prints_where_the_command_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, to be put into PATH."""
    assert main(["install", "--folder", str(tmp_path), "--name", "clinic"]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'clinic'}\n"


# How each shell is asked what it would offer for a line.
_ASKED = {
    "bash": 'source "$1"; COMP_WORDS=({line}); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); '
    '_hip_complete; printf "%s\\n" "${COMPREPLY[@]}"',
    "fish": 'source "$argv[1]"; complete -C "{line}"',
    "zsh": 'compdef() {}; compadd() { shift $@[(i)--]; print -l -- $@ }; source "$1"; '
    "words=({line}); CURRENT=${#words}; PREFIX=${words[-1]}; _hip",
}


@pytest.mark.parametrize("shell", _ASKED)
@pytest.mark.parametrize(
    ("line", "offered"),
    [("hip pirif", "piriformis"), ("hip chec", "check"), ("hip --thera", "--therapist")],
)
def test_tab_offers_words_commands_and_options(
    command: Path, tmp_path: Path, shell: str, line: str, offered: str
) -> None:
    """Each shell runs its own lines."""
    program = shell if shell == "bash" else need_tool(shell)
    script = tmp_path / f"hip.{shell}"
    script.write_text(run(command, "completions", shell).stdout, encoding="utf-8")
    asked = _ASKED[shell].replace("{line}", line)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    ends = [str(script)] if shell == "fish" else [shell, str(script)]
    said = subprocess.run(
        [program, "-c", asked, *ends],
        env={**os.environ, "PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert offered in [each.split("\t")[0] for each in said.stdout.splitlines()], said


@pytest.mark.parametrize("shell", _ASKED)
def test_every_command_is_offered(command: Path, shell: str) -> None:
    """A new one is in the lines by itself."""
    script = run(command, "completions", shell).stdout
    assert all(name in script for name in _COMMANDS)
