"""The guide docs/places.md tells the truth: its mapping is read, its fields, kinds and limits are the real ones."""

from __future__ import annotations

import re
from pathlib import Path

from bot.knowledge.registers import form, tables
from bot.knowledge.registers.boxes import BEYOND, MARGIN
from bot.knowledge.registers.header_words import FIELDS
from bot.knowledge.registers.mapping import read_mapping

GUIDE = (Path(__file__).parents[3] / "docs" / "places.md").read_text(encoding="utf-8")


def test_the_mapping_of_the_guide_is_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.DOTALL)
    file = tmp_path / "map.yaml"
    file.write_text(example, encoding="utf-8")
    mapping = read_mapping(file)
    assert mapping.columns["phone"] == "none"
    assert mapping.kinds["Posta de Salud Rural (PSR)"] == "health post"
    assert mapping.owners == {"Delegado": "public"}


def test_the_guide_names_every_field() -> None:
    listed = GUIDE.partition("Ours are: ")[2].partition(". The kinds")[0]
    assert tuple(re.findall(r"`(\w+)`", listed)) == FIELDS


def test_the_guide_names_the_real_limits() -> None:
    assert f"At most {tables.MAX_FILE_BYTES // 1024**2} MB" in GUIDE
    assert f"{tables.MAX_ROWS:,} rows, of which at most {form.MAX_PLACES:,} places" in GUIDE
    assert f"{MARGIN + BEYOND} degrees" in GUIDE
