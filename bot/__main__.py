"""The command line: ask, converse, check a corpus, evaluate."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.chatbot import Chatbot
from bot.command.printer import Printer
from bot.command.progress import show_progress
from bot.contract import MOST_HISTORY
from bot.errors import BotError
from bot.library import load_safety

ANSWERED, NO_ANSWER, BAD_INPUT = 0, 1, 2
CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 answered, 1 no answer, 2 bad input."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    commands = {
        "check": _check,
        "evaluate": _evaluate,
        "evaluate-collection": _evaluate_collection,
        "fit": _fit,
        "gaps": _gaps,
        "index": _index,
        "notices": _notices,
        "import": _import,
        "suggest-examples": _suggest_examples,
    }
    try:
        if given and given[0] in commands:
            return commands[given[0]](given[1:])
        return _ask(given)
    except BotError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # The reader of a pipe has seen enough.
        sys.stderr.close()
        return ANSWERED
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return BAD_INPUT


def _default_corpus() -> Path:
    """Return the folder that the environment names, as for the web, else the one that ships."""
    return Path(os.environ.get("CHATBOT_CORPUS") or CORPUS)


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m bot{name}", description=description)
    parser.add_argument(
        "--corpus", type=Path, default=_default_corpus(), help="the folder of documents"
    )
    return parser


def _ask(given: Sequence[str]) -> int:
    parser = _parser("", "Answer a question from the documents, word for word.")
    parser.epilog = (
        "Other commands: check, import FILE …, suggest-examples DOCUMENT, evaluate FOLDER, "
        "evaluate-collection FOLDER, fit, gaps, index, notices."
    )
    if {"-h", "--help"}.intersection(given):
        parser.epilog += f" {_safety_lines()}"
    parser.add_argument("question", nargs="*", help="without one, a conversation begins")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--explain", action="store_true", help="show how a question is read")
    parser.add_argument("--audience", choices=("client", "therapist"), default="client")
    parser.add_argument("--limit", type=int, default=3, help="the most passages (1 to 10)")
    options = parser.parse_args(given)
    with show_progress(sys.stderr) as progress:
        chatbot = Chatbot.load(options.corpus, progress=progress)
    # What lives until the end is never looked at by the collector, nor at the end.
    gc.freeze()
    if not options.question:
        return _converse(chatbot, options)
    question = " ".join(options.question)
    return _reply(chatbot, question, [], options)


def _reply(
    chatbot: Chatbot, question: str, history: Sequence[str], options: argparse.Namespace
) -> int:
    if options.explain:
        from bot.command.explain import explain

        explain(
            chatbot,
            question,
            corpus=options.corpus,
            history=history,
            audience=options.audience,
        )
        return ANSWERED
    answer = chatbot.ask(question, history=history, audience=options.audience, limit=options.limit)
    if options.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        Printer(sys.stdout).show(answer)
    return NO_ANSWER if answer.outcome == "no_answer" else ANSWERED


def _converse(chatbot: Chatbot, options: argparse.Namespace) -> int:
    """Answer one line after another until the input ends."""
    history: list[str] = []
    asking = sys.stdin.isatty()
    if asking:
        print("Ask about hip pain and massage. An empty line ends the conversation.")
    code = ANSWERED
    while True:
        try:
            question = input("> " if asking else "")
        except EOFError:
            return code
        if not question.strip():
            if asking:
                _show_card(chatbot)
                return code
            continue
        try:
            code = _reply(chatbot, question, history, options)
        except BotError as error:
            print(error, file=sys.stderr)
            code = BAD_INPUT
        else:
            history = [*history, question][-MOST_HISTORY:]


def _safety_lines() -> str:
    """Return the safety card of the corpus in one paragraph, for the help."""
    notices = load_safety(_default_corpus())
    if notices is None or notices.card is None:
        return ""
    # argparse reads a percent sign as the start of a field.
    return " ".join((f"{notices.card.title}:", *notices.card.lines)).replace("%", "%%")


def _show_card(chatbot: Chatbot) -> None:
    """Write when not to come for a massage and when to call for help, as the last word."""
    card = chatbot.safety_card
    if card is not None:
        Printer(sys.stdout).show_card(card.title, card.lines)


def _check(given: Sequence[str]) -> int:
    options = _parser(" check", "Read a corpus and report what is in it.").parse_args(given)
    from bot.command.check import report

    report(options.corpus, sys.stdout)
    return ANSWERED


def _index(given: Sequence[str]) -> int:
    parser = _parser(" index", "Keep what is read of a corpus, so that the next start is quick.")
    options = parser.parse_args(given)
    from bot.command.index import index

    index(options.corpus, sys.stdout, sys.stderr)
    return ANSWERED


def _evaluate(given: Sequence[str]) -> int:
    parser = _parser(" evaluate", "Measure the answers on judged questions.")
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
    parser = _parser(" fit", "Fit the confidence to the examples of a corpus, cross-validated.")
    parser.add_argument("--write", type=Path, help="a confidence.toml to change")
    options = parser.parse_args(given)
    from bot.command.fit import fit

    fit(options.corpus, sys.stdout, write=options.write)
    return ANSWERED


def _import(given: Sequence[str]) -> int:
    from bot.command.importing.command import main as bring_in

    return bring_in(given, _default_corpus())


def _suggest_examples(given: Sequence[str]) -> int:
    parser = _parser(" suggest-examples", "Draft example questions for a document, to be edited.")
    parser.add_argument("document", help="the document's id, as its address on the page has it")
    options = parser.parse_args(given)
    from bot.command.suggest_examples import suggest_examples

    print(suggest_examples(options.corpus, options.document))
    return ANSWERED


def _gaps(given: Sequence[str]) -> int:
    from bot.measuring.gaps.report import main as show_gaps

    return show_gaps(given)


def _notices(given: Sequence[str]) -> int:
    parser = _parser(" notices", "Print every safety notice, for a clinician to sign.")
    parser.add_argument("--region", help="the country, as in GB; by default the clinic's own")
    options = parser.parse_args(given)
    from bot.command.notices import write_notices

    write_notices(options.corpus, sys.stdout, region=options.region)
    return ANSWERED


if __name__ == "__main__":
    sys.exit(main())
