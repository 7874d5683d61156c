"""What was read of a corpus folder is kept, and never served when it is not true any more."""

import io
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import Chatbot, CorpusError
from bot.command.progress import show_progress
from bot.errors import IndexFileError
from bot.library import INDEX, Library, load_library, read_library
from bot.retrieval.large.stored import load_stored, save_stored

THREE = Path(__file__).resolve().parents[1] / "fixtures" / "three"


@pytest.fixture
def folder(tmp_path):
    """Return a corpus folder of three documents, read once."""
    shutil.copytree(THREE, tmp_path / "corpus", ignore=shutil.ignore_patterns(INDEX))
    Chatbot.load(tmp_path / "corpus")
    return tmp_path / "corpus"


@pytest.fixture
def no_reading(monkeypatch):
    """Make reading the folder anew an error, to show that what was kept is used."""

    def fail(*_, **__):
        raise AssertionError("the corpus was read anew")

    monkeypatch.setattr("bot.library.read_library", fail)


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
    (folder / "moon.md").write_text("no heading", "utf-8")
    with pytest.raises(CorpusError, match="no heading"):
        Chatbot.load(folder)


def test_an_edit_while_the_folder_is_read_is_never_lost(folder, monkeypatch):
    """What was read before the edit is not kept as what stands there after it."""
    path = folder / "moon.md"
    path.write_text(path.read_text("utf-8").replace("tides", "swell"), "utf-8")

    def read_and_edit(*args, **options):
        found = read_library(*args, **options)
        path.write_text(path.read_text("utf-8").replace("swell", "waves"), "utf-8")
        return found

    with monkeypatch.context() as patch:
        patch.setattr("bot.library.read_library", read_and_edit)
        assert "swell" in Chatbot.load(folder).ask("why is there swell?").passages[0].text
    assert "waves" in Chatbot.load(folder).ask("why are there waves?").passages[0].text


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


@pytest.mark.parametrize("name", ["library", "ranking"])
@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "gone"])
def test_a_damaged_file_is_noticed_and_made_anew(folder, name, damage):
    """Torn, corrupt, emptied or deleted: the answers stay right and the next start is fast."""
    path = folder / INDEX / name
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
    assert Chatbot.load(folder).ask("why are there tides?").outcome == "answer"
    assert path.stat().st_size == len(raw)


def test_a_folder_that_cannot_be_written_to_is_read_each_time(folder, monkeypatch):
    """The start is slower and nothing else."""
    shutil.rmtree(folder / INDEX)

    def refuse(*_, **__):
        raise IndexFileError("no space left")

    monkeypatch.setattr("bot.library.save_stored", refuse)
    assert Chatbot.load(folder).ask("why are there tides?").outcome == "answer"


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


@pytest.mark.parametrize("frozen", [False, True])
def test_what_is_loaded_is_old_to_the_collector_and_nothing_else_changes(tmp_path, frozen):
    """Thousands of objects are not looked at as new ones; what is frozen grows by none of them."""
    kept = {number: [number] for number in range(20_000)}
    save_stored(kept, tmp_path / "kept", made_from="test")
    script = (
        "import gc, sys; from pathlib import Path; "
        "from bot.retrieval.large.stored import load_stored; "
        # No collection of its own accord moves anything.
        "gc.set_threshold(1_000_000); "
        "sys.argv[2] == 'True' and gc.freeze(); frozen = gc.get_freeze_count(); "
        "kept = load_stored(Path(sys.argv[1]), dict, made_from='test'); "
        "print(len(gc.get_objects(0)) < 20_000, gc.get_freeze_count() <= frozen)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "kept"), str(frozen)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(not frozen), "True"]


def test_what_is_kept_must_be_of_the_right_kind(tmp_path):
    """A file of something else is refused."""
    save_stored(["not", "a", "library"], tmp_path / "library", made_from="x")
    assert load_stored(tmp_path / "library", list, made_from="x") == ["not", "a", "library"]
    with pytest.raises(IndexFileError, match="something else"):
        load_stored(tmp_path / "library", Library, made_from="x")
    with pytest.raises(IndexFileError, match="other documents"):
        load_stored(tmp_path / "library", list, made_from="y")


def test_reading_tells_how_far_it_is(folder):
    """A large library can show a bar for each task, and each comes to its end."""
    shutil.rmtree(folder / INDEX)
    told = {}
    load_library(folder, progress=lambda task, done, whole: told.update({task: (done, whole)}))
    assert told == {"reading": (3, 3), "ranking": (told["ranking"][1],) * 2}


def test_an_interrupted_reading_leaves_no_index_behind(folder):
    """The next start begins anew instead of trusting half of the work."""
    shutil.rmtree(folder / INDEX)

    def interrupt(task, done, whole):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_library(folder, progress=interrupt)
    assert not (folder / INDEX).exists()
    assert Chatbot.load(folder).ask("why are there tides?").outcome == "answer"


def test_a_terminal_shows_a_bar_and_a_pipe_does_not():
    """A bar is drawn only where somebody watches."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    pipe, terminal = io.StringIO(), Terminal()
    for stream in (pipe, terminal):
        with show_progress(stream) as progress:
            progress("reading", 0, 2)
            time.sleep(0.8)
            progress("reading", 1, 2)
    assert pipe.getvalue() == ""
    assert "reading:  50%" in terminal.getvalue()
