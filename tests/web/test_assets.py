import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web.pages.assets import load_assets


def test_assets_are_named_by_content_and_kept_for_a_year(client: FlaskClient) -> None:
    """Every asset that a page names is there, immutable, with a mark of its content."""
    page = client.get("/").get_data(as_text=True)
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(names) >= 4
    for name in names:
        response = client.get(name)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert re.search(r"\.[0-9a-f]{10}\.(css|js|svg)$", name)


def test_packed_assets_are_the_same_bytes(client: FlaskClient) -> None:
    """An asset unpacks to what is sent plain, as the right kind of text."""
    page = client.get("/").get_data(as_text=True)
    name = re.search(r'src="(/static/chat[^"]+)"', page)[1]  # type: ignore[index]
    packed = client.get(name, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == client.get(name).data
    assert packed.mimetype == "text/javascript"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.css", "text/css"),
        ("a.js", "text/javascript"),
        ("a.svg", "image/svg+xml"),
        ("a.png", "image/png"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_a_file_is_sent_as_what_it_is(tmp_path: Path, name: str, media_type: str) -> None:
    """The type goes by the end of the name, whatever the system's own table says."""
    (tmp_path / name).write_text("a", "utf-8")
    (asset,) = load_assets(tmp_path).files.values()
    assert asset.media_type == media_type


def test_a_script_imports_another_by_its_name_on_the_web(tmp_path: Path) -> None:
    """What one module imports is there under the mark of its content, which changes with it."""
    names: list[str] = []
    for folder in (tmp_path / "old", tmp_path / "new"):
        folder.mkdir()
        (folder / "a.js").write_text('import { b } from "./b.js"\n', "utf-8")
        (folder / "b.js").write_text(f"export const b = '{folder.name}'\n", "utf-8")
        assets = load_assets(folder)
        names.append(assets.names["a.js"])
        assert assets.files[assets.names["a.js"]].plain == (
            f'import {{ b }} from "./{assets.names["b.js"]}"\n'.encode()
        )
    assert names[0] != names[1]


def test_other_names_are_404(client: FlaskClient) -> None:
    """No path from a request reaches the file system."""
    for name in ("chat.js", "../config.py", "..%2fconfig.py", "chat.0000000000.js"):
        assert client.get(f"/static/{name}").status_code == 404


def test_the_first_visit_is_light(client: FlaskClient) -> None:
    """At most 35 KB in at most 10 requests, all from the own origin."""
    headers = {"Accept-Encoding": "gzip"}
    page = client.get("/", headers=headers)
    text = gzip.decompress(page.data).decode()
    addresses = re.findall(r'<(?:link|script)[^>]*?(?:href|src)="([^"]+)"', text)
    assert all(address.startswith("/static/") for address in addresses)
    responses = [page, *(client.get(address, headers=headers) for address in addresses)]
    assert len(responses) <= 10
    size = sum(len(each.data) + len(str(each.headers)) for each in responses)
    assert size <= 35_000
