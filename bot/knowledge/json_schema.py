"""The JSON Schemas by which an editor such as VS Code completes and checks while people type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.knowledge import schema
from bot.knowledge.records import TOPICS

SCHEMAS: dict[str, tuple[type[schema.Shape], tuple[str, ...]]] = {
    "answers": (schema.AnswersFile, tuple(f"*/{topic}.yaml" for topic in TOPICS)),
    "questions": (schema.QuestionsFile, ("shared/questions/*.yaml",)),
    "places": (schema.PlacesFile, ("*/places.yaml",)),
    "lines": (schema.LinesFile, ("*/lines.yaml",)),
    "leads": (schema.LeadsFile, ("*/leads.yaml",)),
    "tests": (schema.TestsFile, ("*/tests.yaml",)),
    "countries": (schema.CountriesFile, ("shared/countries.yaml",)),
    "danger": (schema.DangerFile, ("shared/danger.yaml",)),
    "danger_tests": (schema.DangerTestsFile, ("shared/danger_tests.yaml",)),
    "smalltalk": (schema.SmallTalkFile, ("shared/smalltalk.yaml",)),
    "vocabulary": (schema.VocabularyFile, ("shared/vocabulary.yaml",)),
    "freshness": (schema.FreshnessFile, ("shared/freshness.yaml",)),
}


def json_schemas() -> dict[str, str]:
    """File name -> JSON text of every schema."""
    return {f"{name}.schema.json": _text(shape) for name, (shape, _) in SCHEMAS.items()}


def write_json_schemas(folder: Path) -> list[Path]:
    """Writes the schemas into `folder` and gives the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in json_schemas().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def vscode_settings(schema_folder: str, knowledge_folder: str) -> dict[str, Any]:
    """The settings that tell VS Code's YAML extension which schema goes with which file."""
    return {
        "yaml.schemas": {
            f"./{schema_folder}/{name}.schema.json": [f"/{knowledge_folder}/{glob}" for glob in globs]
            for name, (_, globs) in SCHEMAS.items()
        }
    }


def _text(shape: type[schema.Shape]) -> str:
    return json.dumps(shape.model_json_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
