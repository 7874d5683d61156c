"""Index files: what is loaded ranks as what was saved, and a doubtful file is never used."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import IndexFileError
from bot.retrieval.large.index_file import fingerprint, load_ranker, save_ranker
from bot.retrieval.large.ranking import Ranker

RUNS = [["hip", "pain"], ["neck", "pain", "pain"], [], ["büste", "\ud800"]]
TITLES = [["hip"], ["neck"], [], []]
QUERY = {"pain": 1.0, "hip": 0.5, "büste": 2.0, "\ud800": 1.0, "unknown": 1.0}


def make_ranker() -> Ranker:
    """Return a small ranker of two fields."""
    return Ranker.build([RUNS, TITLES])


@given(
    st.lists(st.lists(st.text(max_size=5), max_size=8), max_size=8),
    st.lists(st.text(max_size=5), max_size=5),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_loaded_ranker_ranks_as_the_saved_one(
    tmp_path: Path, runs: list[list[str]], query: list[str]
) -> None:
    """Scores, idf and vocabulary come back as they were, for any passages."""
    saved = Ranker.build([runs], weights=[1.0])
    save_ranker(saved, tmp_path / "index", made_from="test")
    loaded = load_ranker(tmp_path / "index", made_from="test")
    weighed = dict.fromkeys(query, 1.0)
    assert loaded.scores(weighed).tolist() == saved.scores(weighed).tolist()
    assert [loaded.idf(term) for term in query] == [saved.idf(term) for term in query]
    assert list(loaded.vocabulary) == list(saved.vocabulary)


def test_two_fields_and_their_weights_are_kept(tmp_path: Path) -> None:
    """A title counts after loading as it counted before."""
    save_ranker(make_ranker(), tmp_path / "index", made_from="test")
    loaded = load_ranker(tmp_path / "index", made_from="test")
    assert loaded.rank(QUERY, limit=5) == make_ranker().rank(QUERY, limit=5)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.02, 0.5, 0.999])
def test_a_file_with_one_changed_byte_is_refused(tmp_path: Path, share: float) -> None:
    """Wherever the byte stands, in the header or in an array, the damage is noticed."""
    path = tmp_path / "index"
    save_ranker(make_ranker(), path, made_from="test")
    content = bytearray(path.read_bytes())
    content[int(share * len(content))] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexFileError, match=r"index: (damaged|not an index)"):
        load_ranker(path, made_from="test")


@pytest.mark.parametrize("length", [0, 7, 39, 60, 500])
def test_a_torn_file_is_refused(tmp_path: Path, length: int) -> None:
    """A file that ends early is as good as none."""
    path = tmp_path / "index"
    save_ranker(make_ranker(), path, made_from="test")
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(IndexFileError):
        load_ranker(path, made_from="test")


def test_an_index_of_other_documents_is_refused_and_replaced(tmp_path: Path) -> None:
    """Other documents give another fingerprint; what is saved then is what is loaded."""
    path = tmp_path / "folder" / "index"
    save_ranker(Ranker.build([[["old"]]], weights=[1.0]), path, made_from="old")
    with pytest.raises(IndexFileError, match="made from other documents"):
        load_ranker(path, made_from="new")
    save_ranker(make_ranker(), path, made_from="new")
    assert "hip" in load_ranker(path, made_from="new")


def test_a_folder_that_cannot_be_written_is_an_error_with_a_name(tmp_path: Path) -> None:
    """Whoever saves can go on without, and say so."""
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IndexFileError, match="cannot be written"):
        save_ranker(make_ranker(), tmp_path / "file" / "index", made_from="x")


def test_an_interruption_leaves_the_old_index_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the file is written changes nothing on the disk."""
    path = tmp_path / "index"
    save_ranker(make_ranker(), path, made_from="old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.retrieval.large.index_file.os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_ranker(Ranker.build([[["new"]]], weights=[1.0]), path, made_from="new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["index"]
    assert "hip" in load_ranker(path, made_from="old")


def test_progress_begins_at_nothing_and_ends_at_all() -> None:
    """The callback hears of the first and of the last run of terms."""
    heard: list[tuple[int, int]] = []
    Ranker.build([RUNS, TITLES], progress=lambda done, whole: heard.append((done, whole)))
    assert heard == [(0, 8), (8, 8)]


def test_arrays_are_mapped_and_not_copied(tmp_path: Path) -> None:
    """Postings of a loaded index lie in the file, not in memory of their own."""
    save_ranker(make_ranker(), tmp_path / "index", made_from="test")
    packed = load_ranker(tmp_path / "index", made_from="test").postings.packed
    assert isinstance(packed, np.memmap)
    assert not packed.flags.writeable


def test_fingerprints_tell_where_a_part_ends() -> None:
    """The same letters cut otherwise are another content."""
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])
    assert fingerprint(["ab", b"c"]) == fingerprint(iter(["ab", "c"]))
