"""What was read of a corpus folder is kept, and never served when it is not true any more."""

import io
import logging
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import Chatbot, CorpusError
from bot.__main__ import main
from bot.errors import KeptFileError
from bot.files.cache import cache_folder, kept_path
from bot.loading.core import keep_core, load_core, read_core
from bot.loading.fingerprint import fingerprint_of
from bot.loading.learned import names_of_learned
from bot.terminal.progress import show_progress

THREE = Path(__file__).resolve().parents[1] / "fixtures" / "three"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Return a cache folder that is the setting's, not made yet."""
    monkeypatch.setenv("CHATBOT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path, cache):
    """Return a corpus folder of three documents, read once."""
    shutil.copytree(THREE, tmp_path / "corpus")
    Chatbot.load(tmp_path / "corpus")
    return tmp_path / "corpus"


@pytest.fixture
def no_reading(monkeypatch):
    """Make reading the folder anew an error, to show that what was kept is used."""

    def fail(*_, **__):
        raise AssertionError("the corpus was read anew")

    monkeypatch.setattr("bot.loading.core.read_core", fail)


def answers(chatbot):
    """Tell whether a chatbot finds what the three documents say of tides, however sure it is."""
    found = chatbot.ask("why are there tides?").passages
    return bool(found) and found[0].citation.document_id == "moon"


def test_the_corpus_folder_is_left_as_it_is(folder, cache):
    """What is kept lies in the cache: a file of the corpus, and one for each thing learned."""
    assert sorted(p.name for p in folder.iterdir()) == sorted(p.name for p in THREE.iterdir())
    core = kept_path(folder, "core", cache=cache)
    learned = [path.name for path in cache.iterdir() if path != core]
    assert core.exists()
    assert len(learned) == len(names_of_learned())
    assert all(name.endswith("-learned.kept") for name in learned)


@pytest.mark.usefixtures("folder")
def test_nothing_that_is_kept_can_run(cache):
    """It is numbers and text behind a header: no pickle, whose reading would run what it names."""
    for path in cache.iterdir():
        assert path.read_bytes()[:8] == b"BOTKEPT1"
    source = "".join(p.read_text("utf-8") for p in (THREE.parents[2] / "bot").rglob("*.py"))
    assert "import pickle" not in source


def test_a_second_start_reads_nothing_anew_and_answers_the_same(folder, request):
    """The kept library gives the very same answers."""
    fresh = Chatbot.load(folder).ask("why are there tides?")
    request.getfixturevalue("no_reading")
    assert Chatbot.load(folder).ask("why are there tides?") == fresh


def test_an_edited_document_is_noticed(folder):
    """One changed letter is enough, though size and time of the file stay the same."""
    path = folder / "moon.md"
    path.write_text(path.read_text("utf-8").replace("tides", "waves"), "utf-8")
    assert "waves" in Chatbot.load(folder).ask("why are there waves?").passages[0].text


def test_a_new_document_is_noticed(folder):
    """Dropping a file into the folder is all that it takes."""
    (folder / "feet.md").write_text("# Feet\n\nBunions press on the big toe.\n", "utf-8")
    assert Chatbot.load(folder).ask("bunions").passages[0].citation.document_id == "feet"


def test_a_broken_edit_is_an_error_and_never_answered_from_what_was_kept(folder):
    """What was kept belongs to other files."""
    (folder / "moon.md").write_bytes(b"# Moon\n\nTides \xff\n")
    with pytest.raises(CorpusError, match="not UTF-8 text"):
        Chatbot.load(folder)


def test_an_edit_while_the_folder_is_read_is_never_lost(folder, monkeypatch, caplog):
    """What was read before the edit is not kept as what stands there after it."""
    path = folder / "moon.md"
    path.write_text(path.read_text("utf-8").replace("tides", "swell"), "utf-8")

    def read_and_edit(*args, **options):
        found = read_core(*args, **options)
        path.write_text(path.read_text("utf-8").replace("swell", "waves"), "utf-8")
        return found

    with monkeypatch.context() as patch:
        patch.setattr("bot.loading.core.read_core", read_and_edit)
        assert "swell" in Chatbot.load(folder).ask("why is there swell?").passages[0].text
    assert "changed while it was read" in caplog.text
    assert "waves" in Chatbot.load(folder).ask("why are there waves?").passages[0].text


def test_a_file_in_a_folder_of_the_corpus_counts(folder):
    """Whatever is read of subfolders, an edit there is noticed; a hidden draft is not."""
    (folder / "more").mkdir()
    before = fingerprint_of(folder)
    (folder / "more" / "feet.md").write_text("# Feet\n\nBunions press.\n", "utf-8")
    after = fingerprint_of(folder)
    (folder / "more" / ".feet.md.swp").write_text("draft", "utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "index").write_text("draft", "utf-8")
    assert before != after == fingerprint_of(folder)


def test_a_copy_of_a_corpus_has_the_same_fingerprint(folder, tmp_path):
    """An index that was built ahead serves where it is shipped to: dates do not matter."""
    shutil.copytree(folder, tmp_path / "copy", copy_function=shutil.copyfile)
    assert fingerprint_of(tmp_path / "copy") == fingerprint_of(folder)


def test_other_code_other_defaults_and_another_release_count(folder, tmp_path, monkeypatch):
    """What another version of the bot, or of a package that it reads with, kept is not used."""
    root = tmp_path / "house"
    (root / "defaults").mkdir(parents=True)
    (root / "core.py").write_text("", "utf-8")
    monkeypatch.setattr(
        "bot.loading.fingerprint.__file__", str(root / "loading" / "fingerprint.py")
    )
    found = [fingerprint_of(folder)]
    (root / "defaults" / "words.txt").write_text("a", "utf-8")
    found.append(fingerprint_of(folder))
    (root / "new.py").write_text("", "utf-8")
    found.append(fingerprint_of(folder))
    monkeypatch.setattr(
        "bot.loading.fingerprint._releases", lambda: iter(["markdown-99.dist-info"])
    )
    found.append(fingerprint_of(folder))
    assert len(set(found)) == 4


def test_a_start_from_what_was_kept_loads_no_reader(folder):
    """Python-Markdown, the sanitiser, what scores are made with and the like stay on the disk."""
    code = (
        "import sys; from bot import Chatbot; Chatbot.load(sys.argv[1]).ask('tides'); "
        "spared = {'markdown', 'nh3', 'sentencex', 'bot.documents.reader', 'rank_bm25'}; "
        "print(*spared & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == []


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("markdown-99.dist-info", True),
        ("PyStemmer-99.dist-info", True),
        ("pyyaml-99.dist-info", True),
        ("markdownify-1.2.3.dist-info", False),
        ("waitress-3.0.2.dist-info", False),
    ],
)
def test_only_releases_of_what_a_corpus_is_read_with_count(
    folder, tmp_path, monkeypatch, name, counts
):
    """Whoever installs something else beside them need not read a thousand documents anew."""

    def found_here(module):
        return SimpleNamespace(origin=str(tmp_path / "site" / module / "__init__.py"))

    (tmp_path / "site").mkdir()
    monkeypatch.setattr("bot.loading.fingerprint.find_spec", found_here)
    before = fingerprint_of(folder)
    (tmp_path / "site" / name).mkdir()
    assert (fingerprint_of(folder) != before) == counts


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "gone", "folder"])
def test_a_damaged_file_is_one_line_in_the_log_and_made_anew(folder, cache, damage, caplog):
    """Torn, corrupt, emptied or deleted: the answers stay right and the next start is fast."""
    path = kept_path(folder, "core", cache=cache)
    raw = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(raw[: len(raw) // 2])
    elif damage == "flip":
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        path.unlink()
    if damage == "folder":
        path.mkdir()
    with caplog.at_level(logging.INFO, "bot"):
        assert answers(Chatbot.load(folder))
    lines = [record.getMessage() for record in caplog.records if record.name == "bot.loading.core"]
    if damage == "gone":
        assert lines == []
    else:
        assert lines[0].startswith(f"{path}: ")
        assert lines[0].endswith("; reading the corpus anew")
        assert "\n" not in lines[0]
    if damage != "folder":
        assert len(lines) == (damage != "gone")
        assert path.stat().st_size == len(raw)


def test_a_kept_file_of_other_records_is_read_as_damaged(folder, cache, monkeypatch, caplog):
    """A checksum that is right does not make wrong facts right."""
    with monkeypatch.context() as patch:
        patch.setattr("bot.retrieval.indexing.as_plain", lambda record: [["odd"]])
        keep_core(folder)
    assert answers(Chatbot.load(folder))
    assert "cannot be used" in caplog.text


def test_a_cache_that_cannot_be_written_to_is_said_and_changes_nothing_else(
    folder, tmp_path, caplog
):
    """The start is slower and nothing else."""
    (tmp_path / "file").write_text("not a folder")
    chatbot = Chatbot.load(folder, cache=tmp_path / "file" / "cache")
    assert answers(chatbot)
    assert "cannot be written" in caplog.text


def test_an_empty_setting_keeps_nothing(folder, cache, monkeypatch, caplog):
    """Who wants no file gets none, and no line about it."""
    shutil.rmtree(cache)
    monkeypatch.setenv("CHATBOT_CACHE", "")
    assert answers(Chatbot.load(folder))
    assert not cache.exists()
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"CHATBOT_CACHE": "/a"}, "/a"),
        ({"CHATBOT_CACHE": "~/a", "HOME": "/h"}, "/h/a"),
        ({"CHATBOT_CACHE": " "}, None),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/massage-chatbot"),
        ({"HOME": "/h"}, "/h/.cache/massage-chatbot"),
    ],
)
def test_the_cache_is_where_the_setting_or_the_platform_says(monkeypatch, environment, expected):
    """The setting first, then the user's own cache folder."""
    for name in ("CHATBOT_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    found = cache_folder()
    assert (found and found.as_posix()) == expected
    assert cache_folder("") is None
    assert cache_folder("/b") == Path("/b")


def test_a_user_without_a_home_keeps_nothing(monkeypatch):
    """As in some containers: that is no reason not to start."""

    def homeless():
        raise RuntimeError("no home")

    monkeypatch.delenv("CHATBOT_CACHE", raising=False)
    monkeypatch.setattr("bot.files.cache.Path.home", homeless)
    assert cache_folder() is None


def test_the_index_command_keeps_ahead_what_the_next_start_uses(
    folder, cache, request, capsys, monkeypatch
):
    """It says how much it is and where it lies."""
    shutil.rmtree(cache)
    assert main(["index", "--corpus", str(folder)]) == 0
    path = kept_path(folder, "core", cache=cache)
    assert capsys.readouterr().out.startswith("3 documents, ")
    assert path.exists()
    request.getfixturevalue("no_reading")
    assert len(load_core(folder).indexed.documents) == 3


def test_the_index_command_says_why_nothing_is_kept(folder, tmp_path, monkeypatch, capsys):
    """One line each, and an exit code that a deploy script sees."""
    (tmp_path / "file").write_text("not a folder")
    for setting, said in (("", "CHATBOT_CACHE is empty"), (str(tmp_path / "file"), "written")):
        monkeypatch.setenv("CHATBOT_CACHE", setting)
        assert main(["index", "--corpus", str(folder)]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert error.count("\n") == 1
    with pytest.raises(KeptFileError):
        keep_core(folder, cache="")


def test_the_region_chooses_numbers_of_its_own(chatbot):
    """What was kept for one region is not used for another."""
    del chatbot
    corpus = Path(__file__).resolve().parents[2] / "corpus"
    question = "my mum fell and cannot stand, her leg is shorter"
    hrefs = [
        Chatbot.load(corpus, region=region).ask(question).notice.action.href
        for region in ("US", "GB", "US")
    ]
    assert hrefs == ["tel:911", "tel:999", "tel:911"]


def test_a_large_corpus_is_kept_and_answers_the_same(folder, monkeypatch, request):
    """The arrays of a large index come back from the file as well."""
    fresh = Chatbot.load(folder).ask("why are there tides?")
    monkeypatch.setattr("bot.retrieval.indexing.MOST_PASSAGES", 0)
    keep_core(folder)
    request.getfixturevalue("no_reading")
    chatbot = Chatbot.load(folder)
    assert type(chatbot.reader.searcher.ranker).__name__ == "LargeIndex"
    assert chatbot.ask("why are there tides?") == fresh


def test_reading_tells_how_far_it_is(folder):
    """A large library can show a bar for each task, and each comes to its end."""
    told = {}
    load_core(
        folder, cache="", progress=lambda task, done, whole: told.update({task: (done, whole)})
    )
    steps = len(names_of_learned()) + 1
    assert told == {"reading": (3, 3), "indexing": (0, steps), "learning": (steps, steps)}


def test_an_interrupted_reading_leaves_nothing_behind(folder, cache):
    """The next start begins anew instead of trusting half of the work."""
    shutil.rmtree(cache)

    def interrupt(task, done, whole):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_core(folder, progress=interrupt)
    assert not cache.exists()
    assert answers(Chatbot.load(folder))


def test_a_terminal_shows_how_far_it_is_and_a_pipe_does_not(monkeypatch):
    """A line is drawn only where somebody watches, only for long work, and is cleared."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    pipe, terminal = io.StringIO(), Terminal()
    for stream in (pipe, terminal):
        with show_progress(stream) as progress:
            progress("reading", 0, 2000)
            assert stream.getvalue() == ""
            now[0] += 0.8
            progress("reading", 1000, 2000)
            progress("reading", 1001, 2000)
    assert pipe.getvalue() == ""
    assert terminal.getvalue() == "\r\x1b[Kreading 1,000 of 2,000\r\x1b[K"
