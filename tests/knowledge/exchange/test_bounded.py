"""A file that is broken, too large or a trap is refused with a sentence, and nothing of it is unpacked."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.knowledge.exchange import bounded
from bot.knowledge.exchange.hsds_json import read_services
from bot.knowledge.exchange.hsds_package import read_rows
from bot.knowledge.exchange.refusals import ExchangeRefused
from bot.knowledge.exchange.tables import places_in_table
from tests.knowledge.exchange.made_up import a_service

SERVICES = "id,name,status,organization_id\r\n1,Casa,active,2\r\n"


def packed(path: Path, parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def refused(read: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(ExchangeRefused) as found:
        read(path)
    return str(found.value)


def test_a_file_of_200_mb_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024**2)  # takes no room on the disk
    assert "big.json: is larger than 128 MB: export it in parts" in refused(read_services, path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'[{"name": "Caf\xe9"}]', "x.json, row 1: is not UTF-8: save it again with encoding UTF-8"),
        (b'[{"name": "Casa"]', "x.json, row 1: is broken here"),
        (b"[" * 200_000, "x.json: is nested too deep"),
        (b'[{"latitude": NaN}]', "holds what is no number (NaN)"),
        (b'{"hello": 1}', "holds no services"),
        (b"[1, 2]", "holds no services"),
        (b"", "is broken here"),
        (b"[]\0", "holds bytes that are no text"),
    ],
)
def test_json_that_is_none_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    assert said in refused(read_services, path)


def test_a_page_a_list_and_one_service_are_read_with_or_without_a_mark(tmp_path: Path) -> None:
    for value in ({"contents": [a_service()]}, [a_service()], a_service()):
        path = tmp_path / "x.json"
        path.write_bytes(b"\xef\xbb\xbf" + json.dumps(value).encode())
        assert read_services(path) == [a_service()]


@pytest.mark.parametrize(
    "name", ["../services.csv", "/etc/services.csv", "a\\..\\services.csv", "C:\\services.csv"]
)
def test_a_path_that_leads_outside_is_refused(name: str, tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {name: SERVICES})
    assert "leads outside" in refused(read_rows, path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"services.csv": b"0" * (30 * 1024**2)})
    assert "zip bomb" in refused(read_rows, path)


def test_a_package_is_bounded_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MAX_BYTES", 100)
    path = packed(tmp_path / "x.zip", {"services.csv": SERVICES, "phones.csv": "id,number\n" + "1,2\n" * 20})
    assert "is larger than" in refused(read_rows, path)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"readme.txt": "hello"}, "holds no services.csv"),
        ({"a/services.csv": SERVICES, "b/phones.csv": "id\n"}, "tables in several folders"),
        (
            {"services.csv": SERVICES.encode("latin-1").replace(b"Casa", b"Ca\xf1a")},
            "services.csv, row 2: is not UTF-8",
        ),
        ({"services.csv": "name,status\nCasa,active\n"}, "services.csv, row 1: has no column `id`"),
        ({"services.csv": "id,name\n1,Casa,más\n"}, "services.csv, row 2: has 3 cells under 2 names"),
        ({"services.csv": 'id,name\n1,"Casa\n'}, "is broken here"),
        ({"datapackage.json": "[]", "services.csv": SERVICES}, "datapackage.json: describes no package"),
    ],
)
def test_a_package_that_is_none_is_refused(parts: dict[str, str | bytes], said: str, tmp_path: Path) -> None:
    assert said in refused(read_rows, packed(tmp_path / "x.zip", parts))


def test_what_is_no_zip_or_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04 broken")
    assert "is no zip that can be read" in refused(read_rows, path)
    assert "cannot be read" in refused(read_services, tmp_path / "nowhere.json")


def test_a_folder_is_read_and_a_link_in_it_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "services.csv").write_text(SERVICES, encoding="utf-8")
    assert read_rows(folder)["service"][0]["name"] == "Casa"
    (folder / "phones.csv").symlink_to("/etc/passwd")
    assert "is a link to another file" in refused(read_rows, folder)


def test_a_table_that_is_not_ours_is_sent_to_the_right_command(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("nombre,distrito\nPosta,Lima\n", encoding="utf-8")
    assert "use `rumbo places import`" in refused(places_in_table, path)
