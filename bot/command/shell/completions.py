"""What Tab offers in bash, zsh and fish: commands, options, and words of the documents."""

from __future__ import annotations

from collections.abc import Sequence

SHELLS = ("bash", "zsh", "fish")
_BASH = """# Tab for {name} in bash: source this, or put it where bash-completion looks.
_{name}_complete() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}"
  case "$word" in
    -*) COMPREPLY=($(compgen -W "{options}" -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "$([ "$COMP_CWORD" = 1 ] && echo "{commands}")
        $({name} completions words "$word" 2>/dev/null)" -- "$word")) ;;
  esac
}}
complete -F _{name}_complete {name}
"""
_ZSH = """#compdef {name}
# Tab for {name} in zsh: source this after compinit, or put it as _{name} into a folder of $fpath.
_{name}() {{
  if [[ $PREFIX == -* ]]; then
    compadd -- {options}
  else
    (( CURRENT == 2 )) && compadd -- {commands}
    compadd -- ${{(f)"$({name} completions words "$PREFIX" 2>/dev/null)"}}
  fi
}}
compdef _{name} {name}
"""
_FISH = """# Tab for {name} in fish: put this into ~/.config/fish/completions/{name}.fish
complete -c {name} -f
complete -c {name} -n __fish_use_subcommand -a "{commands}"
complete -c {name} -a "({name} completions words (commandline -ct) 2>/dev/null)"
{fish_options}
"""


def completion_script(
    shell: str, *, name: str, commands: Sequence[str], options: Sequence[str]
) -> str:
    """Return the lines that teach a shell, one of :data:`SHELLS`, to complete a command."""
    long = [option.removeprefix("--") for option in options if option.startswith("--")]
    template = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}[shell]
    return template.format(
        name=name,
        commands=" ".join(commands),
        options=" ".join(options),
        fish_options="\n".join(f"complete -c {name} -l {option}" for option in long),
    )
