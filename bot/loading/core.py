"""What takes long to work out of a corpus folder: kept between two starts, or made anew.

These are the documents, ready to be searched, and what was learned from examples. They are used
until a file of the folder, the bot itself or a package that it reads with changes.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.errors import KeptFileError
from bot.files.cache import SETTING, cache_folder, kept_path
from bot.files.kept import load_kept, save_kept
from bot.learning.keeping import Learned, find_learned, load_learned
from bot.learning.model import Weights
from bot.loading.fingerprint import fingerprint_of
from bot.loading.learned import learn, names_of_learned
from bot.retrieval.indexing import Indexed, facts_of, from_kept, index_documents

_log = logging.getLogger(__name__)

# Told what is being done, and how much of how much is done.
Progress = Callable[[str, int, int], None]


def in_silence(task: str, done: int, whole: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Core:
    """What takes long to work out of a corpus folder."""

    indexed: Indexed
    """The documents, ready to be searched."""
    learned: Mapping[str, str]
    """The digest of what was learned, by the names of bot.loading.learned."""
    folder: Path
    """The corpus folder."""
    cache: Path | None
    """Where what was learned is kept."""

    def weights(self, name: str) -> Weights:
        """Return what was learned under one of the names of bot.loading.learned.

        :raise CorpusError: when it is no longer kept, and cannot be learned anew.
        """
        kept = load_learned(self.learned[name], cache=self.cache)
        if kept is not None:
            return kept
        return learn(name, self.folder, self.indexed.documents, self.cache)[0]

    def learned_from(self) -> dict[str, Learned]:
        """Return where what was learned came from, by name; it is read where it was not yet.

        :raise CorpusError: as weights does.
        """
        found: dict[str, Learned] = {}
        for name, digest in self.learned.items():
            weights = self.weights(name)
            found[name] = find_learned(digest) or Learned(weights.examples, True, 0.0)
        return found


def load_core(
    folder: Path, *, cache: str | Path | None = None, progress: Progress = in_silence
) -> Core:
    """Return the core of a folder: kept from before, or else read anew and kept.

    cache is the folder to keep it in, by default that of the setting CHATBOT_CACHE or the
    platform's own. An empty one keeps nothing, which makes the next start slower and nothing else.

    :raise CorpusError: when something in the folder cannot be used.
    """
    keep_in = cache_folder(cache)
    if keep_in is None:
        return read_core(folder, cache=None, progress=progress)
    path = _path(folder, keep_in)
    made_from = ""
    try:
        made_from = fingerprint_of(folder)
        with _no_collection():
            core = _load(path, made_from, folder, keep_in)
        if core is not None:
            return core
    except KeptFileError as error:
        _log.warning("%s; reading the corpus anew", error)
    core = read_core(folder, cache=keep_in, progress=progress)
    try:
        if made_from:
            _save(core, folder, path, made_from)
    except KeptFileError as error:
        _log.warning("%s; the next start reads the corpus anew", error)
    return core


def keep_core(
    folder: Path, *, cache: str | Path | None = None, progress: Progress = in_silence
) -> tuple[Core, Path]:
    """Read a folder and keep its core ahead of the next start; return the core and its file.

    :raise CorpusError: when something in the folder cannot be used.
    :raise KeptFileError: when it cannot be kept.
    """
    keep_in = cache_folder(cache)
    if keep_in is None:
        raise KeptFileError(f"{SETTING} is empty, so nothing is kept; name a folder")
    path = _path(folder, keep_in)
    made_from = fingerprint_of(folder)
    core = read_core(folder, cache=keep_in, progress=progress)
    _save(core, folder, path, made_from)
    return core, path


def read_core(folder: Path, *, cache: Path | None, progress: Progress = in_silence) -> Core:
    """Return the core of a folder, read from its files; cache is where what is learned is kept.

    :raise CorpusError: when something in the folder cannot be used.
    """
    # Python-Markdown and its kin are needed for this alone, which most starts are spared.
    from bot.documents.reader import read_documents

    documents = read_documents(folder, progress=partial(progress, "reading"))
    names = names_of_learned()
    steps = len(names) + 1
    progress("indexing", 0, steps)
    indexed = index_documents(documents)
    learned: dict[str, str] = {}
    for step, name in enumerate(names, start=1):
        progress("learning", step, steps)
        _, learned[name] = learn(name, folder, documents, cache)
    progress("learning", steps, steps)
    return Core(indexed, learned, folder, cache)


def _path(folder: Path, cache: Path) -> Path:
    return kept_path(folder, "core", cache=cache)


def _save(core: Core, folder: Path, path: Path, made_from: str) -> None:
    # A file that was written meanwhile may have been read before or after.
    if fingerprint_of(folder) != made_from:
        raise KeptFileError(f"{folder}: changed while it was read")
    save_kept(
        path,
        made_from=made_from,
        facts={"indexed": facts_of(core.indexed), "learned": core.learned},
        arrays=core.indexed.ranker.arrays(),
    )


def _load(path: Path, made_from: str, folder: Path, cache: Path) -> Core | None:
    kept = load_kept(path, made_from=made_from)
    if kept is None:
        return None
    try:
        learned = {str(name): str(digest) for name, digest in kept.facts["learned"].items()}
        if learned.keys() != set(names_of_learned()):
            return None
        return Core(from_kept(kept.facts["indexed"], kept.arrays), learned, folder, cache)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeptFileError(f"{path}: cannot be used ({error})") from error


@contextmanager
def _no_collection() -> Iterator[None]:
    """Let nothing look for garbage meanwhile: none can arise, and looking takes half the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
