"""Kept files: plain data that comes back as it was, or is not used at all."""

import errno
import json
import os
import time
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

import bot.files.whole_file
from bot.errors import KeptFileError
from bot.files.kept import load_kept, save_kept

FACTS = {"title": "Hüfte \ud800", "numbers": [1, 0.1 + 0.2, None, True], "empty": {}}
ARRAYS = {
    "counts": np.arange(7, dtype=np.uint32),
    "columns": np.arange(6, dtype=np.float16).reshape(2, 3),
    "none": np.zeros((0, 4)),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)
NUMBERS = arrays_of.arrays(
    st.sampled_from(["<f8", "<u4", "|b1", ">i2"]), arrays_of.array_shapes(min_dims=1, min_side=0)
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a kept file of facts and arrays."""
    save_kept(tmp_path / "test.kept", made_from="test", facts=FACTS, arrays=ARRAYS)
    return tmp_path / "test.kept"


@given(JSON, st.dictionaries(st.text(max_size=4), NUMBERS, max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_facts_and_arrays_come_back_as_they_were(tmp_path: Path, facts, arrays) -> None:
    """Whatever JSON can say, and arrays of every type, shape and byte order."""
    save_kept(tmp_path / "any.kept", made_from="x", facts=facts, arrays=arrays)
    kept = load_kept(tmp_path / "any.kept", made_from="x")
    assert kept.facts == facts
    assert kept.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        assert kept.arrays[name].dtype == array.dtype
        assert kept.arrays[name].shape == array.shape
        assert kept.arrays[name].tobytes() == array.tobytes()


def test_arrays_are_copies_that_nobody_can_change(path: Path) -> None:
    """They lie in memory of their own: what happens to the file later does not reach them."""
    kept = load_kept(path, made_from="test")
    path.write_bytes(b"")
    assert kept.arrays["counts"].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert not isinstance(kept.arrays["counts"], np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        kept.arrays["counts"][0] = 1


def test_every_changed_byte_is_noticed(path: Path) -> None:
    """Wherever the byte stands, in the header, the facts, an array or between them."""
    content = path.read_bytes()
    made_from = content.index(b'"test"') + 1
    # Changed in a single letter, it would be a file of other sources: no error, and not used.
    for at in set(range(len(content))) - set(range(made_from, made_from + len("test"))):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(KeptFileError) as caught:
            load_kept(path, made_from="test")
        assert str(caught.value).startswith(f"{path}: ")
        assert "\n" not in str(caught.value)


def test_every_torn_or_lengthened_file_is_noticed(path: Path) -> None:
    """A file that ends early, anywhere, or goes on is as good as none."""
    content = path.read_bytes()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(KeptFileError):
            load_kept(path, made_from="test")
    path.write_bytes(content + b"\0")
    with pytest.raises(KeptFileError):
        load_kept(path, made_from="test")


def test_a_file_that_is_cut_short_while_it_is_read_is_noticed(path: Path, monkeypatch) -> None:
    """Its length is looked at first; what is missing later is damage, never a signal."""
    whole = os.fstat

    def cut_after_the_look(handle):
        status = whole(handle)
        if os.path.samestat(status, path.stat()):
            os.truncate(path, status.st_size - 1)
        return status

    monkeypatch.setattr(bot.files.kept.os, "fstat", cut_after_the_look)
    with pytest.raises(KeptFileError, match="damaged"):
        load_kept(path, made_from="test")


def forge(path: Path, header: object, rest: bytes = b"") -> None:
    """Write a file whose checksum is right and whose header is what somebody made up."""
    raw = json.dumps(header).encode()
    body = len(raw).to_bytes(8, "little") + raw + rest
    body += bytes(-(40 + len(body)) % 64)
    path.write_bytes(b"BOTKEPT1" + blake2b(body, digest_size=32).digest() + body)


@pytest.mark.parametrize(
    "header",
    [
        [],
        {},
        {"made_from": "test"},
        {"made_from": "test", "facts": -1, "arrays": []},
        {"made_from": "test", "facts": 10**15, "arrays": []},
        {"made_from": "test", "facts": 2, "arrays": [{"name": "a", "type": "|O", "shape": [0]}]},
        {"made_from": "test", "facts": 2, "arrays": [{"name": "a", "type": "?!", "shape": [0]}]},
        {"made_from": "test", "facts": 2, "arrays": [{"name": "a", "type": "<f8", "shape": [-1]}]},
        {
            "made_from": "test",
            "facts": 2,
            "arrays": [{"name": "a", "type": "<f8", "shape": [10**15]}],
        },
        {"made_from": "test", "facts": 2, "arrays": [{"name": "a", "type": "<f8", "shape": "ab"}]},
        {"made_from": "test", "facts": 2, "arrays": [1]},
    ],
)
def test_a_forged_header_is_an_error_with_a_name(tmp_path: Path, header: object) -> None:
    """No object is made, no memory is taken that the file does not fill, nothing is executed."""
    forge(tmp_path / "forged.kept", header, b"{}")
    with pytest.raises(KeptFileError):
        load_kept(tmp_path / "forged.kept", made_from="test")


def test_facts_that_are_nested_without_end_are_an_error_with_a_name(tmp_path: Path) -> None:
    """A hundred thousand brackets do not end the process."""
    facts = b"[" * 100_000
    forge(tmp_path / "deep.kept", {"made_from": "test", "facts": len(facts), "arrays": []}, facts)
    with pytest.raises(KeptFileError):
        load_kept(tmp_path / "deep.kept", made_from="test")


def test_no_file_and_one_of_other_sources_are_no_errors(path: Path) -> None:
    """Both happen every day: a first start, and an edited document."""
    assert load_kept(path.with_name("none.kept"), made_from="test") is None
    assert load_kept(path, made_from="other") is None


def test_a_folder_in_its_place_is_an_error_with_a_name(tmp_path: Path) -> None:
    """Whatever the system says of it."""
    (tmp_path / "folder.kept").mkdir()
    with pytest.raises(KeptFileError, match="cannot be read"):
        load_kept(tmp_path / "folder.kept", made_from="test")


def test_a_folder_that_cannot_be_written_to_is_an_error_with_a_name(tmp_path: Path) -> None:
    """Whoever saves can go on without, and say so."""
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(KeptFileError, match="cannot be written"):
        save_kept(tmp_path / "file" / "new.kept", made_from="x", facts={}, arrays={})


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("reason", [KeyboardInterrupt(), OSError(errno.ENOSPC, "no space left")])
def test_an_interruption_or_a_full_disk_leaves_the_old_file_and_no_rest(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, reason: BaseException
) -> None:
    """All of the new file or nothing of it is on the disk."""

    def fail(*_: object) -> None:
        raise reason

    monkeypatch.setattr(bot.files.whole_file.os, step, fail)
    with pytest.raises((KeptFileError, KeyboardInterrupt)):
        save_kept(path, made_from="new", facts={}, arrays={})
    assert [entry.name for entry in path.parent.iterdir()] == ["test.kept"]
    assert load_kept(path, made_from="test").facts == FACTS


def test_only_the_owner_may_read_what_is_kept(tmp_path: Path) -> None:
    """A document may not be meant for the other users of the machine."""
    save_kept(tmp_path / "new" / "a.kept", made_from="x", facts={}, arrays={})
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "a.kept").stat().st_mode & 0o777 == 0o600


def test_what_was_not_used_for_two_months_is_deleted(path: Path) -> None:
    """A file in use stays, one of a folder that is no more goes, one of somebody else stays."""
    old = time.time() - 61 * 24 * 3600
    for name in ("used.kept", "forgotten.kept", ".torn.kept", "picture.png"):
        path.with_name(name).write_bytes(path.read_bytes())
        os.utime(path.with_name(name), (old, old))
    load_kept(path.with_name("used.kept"), made_from="test")
    save_kept(path, made_from="test", facts={}, arrays={})
    left = sorted(entry.name for entry in path.parent.iterdir())
    assert left == ["picture.png", "test.kept", "used.kept"]
