"""The command line: it reads what is given and hands it to a command."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.chatbot import Chatbot
from bot.command.asking import ANSWERED, BAD_INPUT, reply
from bot.errors import NO_MEMORY, BotError
from bot.language.languages import load_language, understood
from bot.terminal.command_line import default_corpus, make_parser, own_name, safety_lines
from bot.terminal.progress import show_progress
from bot.terminal.streams import accept_any_letter


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 answered, 1 no answer, 2 bad input."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    accept_any_letter(sys.stdout, sys.stderr)
    try:
        code = _COMMANDS[given[0]](given[1:]) if given and given[0] in _COMMANDS else _ask(given)
        sys.stdout.flush()
        return code
    except (BotError, MemoryError) as error:
        print(NO_MEMORY if isinstance(error, MemoryError) else error, file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # The reader of a pipe has seen enough.
        sys.stderr.close()
        return ANSWERED
    except OSError as error:
        what = error.filename or "the output"
        print(f"{what}: cannot be used ({error.strerror}); make room for it", file=sys.stderr)
        # What is left in the buffer would be a second fault at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BAD_INPUT
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return BAD_INPUT


def _ask(given: Sequence[str]) -> int:
    parser = _question_parser()
    if {"-h", "--help"}.intersection(given):
        parser.epilog = f"{parser.epilog} {safety_lines()}"
    options = parser.parse_args(given)
    if options.version:
        from bot.version import find_version

        print(find_version())
        return ANSWERED
    if options.therapist:
        options.audience = "therapist"
    with show_progress(sys.stderr) as progress:
        chatbot = Chatbot.load(options.corpus, progress=progress)
    # What lives until the end is never looked at by the collector, nor at the end.
    gc.freeze()
    if not options.question:
        from bot.command.conversation import converse

        return converse(chatbot, options)
    return reply(chatbot, " ".join(options.question), [], options)


def _question_parser() -> argparse.ArgumentParser:
    parser = make_parser("", "Answer a question from the documents, word for word.")
    parser.epilog = f"Other commands: {', '.join(_COMMANDS)}."
    parser.add_argument("question", nargs="*", help="without one, a conversation begins")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--explain", action="store_true", help="show how a question is read")
    parser.add_argument("--audience", choices=("client", "therapist"), default="client")
    parser.add_argument(
        "--therapist",
        action="store_true",
        help="look words up: techniques first, with all their steps",
    )
    parser.add_argument("--limit", type=int, default=3, help="the most passages (1 to 10)")
    parser.add_argument("--version", action="store_true", help="print the version")
    return parser


def _check(given: Sequence[str]) -> int:
    options = make_parser(" check", "Read a corpus and report what is in it.").parse_args(given)
    from bot.command.check import report

    report(options.corpus, sys.stdout)
    return ANSWERED


def _index(given: Sequence[str]) -> int:
    parser = make_parser(
        " index", "Keep what is read of a corpus, so that the next start is quick."
    )
    options = parser.parse_args(given)
    from bot.command.index import index

    index(options.corpus, sys.stdout, sys.stderr)
    return ANSWERED


def _evaluate(given: Sequence[str]) -> int:
    parser = make_parser(" evaluate", "Measure the answers on judged questions.")
    parser.add_argument("folder", type=Path, help="a folder of judged questions (.jsonl)")
    parser.add_argument("--misses", action="store_true", help="list what was missed")
    options = parser.parse_args(given)
    from bot.measuring.report import print_measures

    print_measures(options.corpus, options.folder, sys.stdout, misses=options.misses)
    return ANSWERED


def _evaluate_collection(given: Sequence[str]) -> int:
    from bot.measuring.beir.measures import main as evaluate_collection

    return evaluate_collection(given)


def _fit(given: Sequence[str]) -> int:
    parser = make_parser(" fit", "Fit the confidence to a corpus's examples, cross-validated.")
    parser.add_argument("--write", type=Path, help="a confidence.toml to change")
    parser.add_argument("--language", choices=understood(), default="en", help="default: en")
    options = parser.parse_args(given)
    from bot.command.fit import fit

    fit(options.corpus, sys.stdout, write=options.write, language=load_language(options.language))
    return ANSWERED


def _import(given: Sequence[str]) -> int:
    from bot.command.importing.command import main as bring_in

    return bring_in(given, default_corpus())


def _suggest_examples(given: Sequence[str]) -> int:
    parser = make_parser(
        " suggest-examples", "Draft example questions for a document, to be edited."
    )
    parser.add_argument("document", help="the document's id, as its address on the page has it")
    options = parser.parse_args(given)
    from bot.command.suggest_examples import suggest_examples

    print(suggest_examples(options.corpus, options.document))
    return ANSWERED


def _gaps(given: Sequence[str]) -> int:
    from bot.measuring.gaps.report import main as show_gaps

    return show_gaps(given)


def _notices(given: Sequence[str]) -> int:
    parser = make_parser(" notices", "Print every safety notice, for a clinician to sign.")
    parser.add_argument("--region", help="the country, as in GB; by default the clinic's own")
    options = parser.parse_args(given)
    from bot.command.notices import write_notices

    write_notices(options.corpus, sys.stdout, region=options.region)
    return ANSWERED


def _install(given: Sequence[str]) -> int:
    from bot.command.shell.commands import install_command

    return install_command(given, prog=f"{own_name()} install")


def _completions(given: Sequence[str]) -> int:
    from bot.command.shell.commands import print_completions

    parser = make_parser(" completions", "Print what teaches a shell to complete, to be sourced.")
    flags = [flag for flag in _question_parser()._option_string_actions if flag.startswith("--")]
    return print_completions(
        given, parser, name=own_name(), commands=tuple(_COMMANDS), options=flags
    )


_COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "check": _check,
    "completions": _completions,
    "evaluate": _evaluate,
    "evaluate-collection": _evaluate_collection,
    "fit": _fit,
    "gaps": _gaps,
    "import": _import,
    "index": _index,
    "install": _install,
    "notices": _notices,
    "suggest-examples": _suggest_examples,
}

if __name__ == "__main__":
    sys.exit(main())
