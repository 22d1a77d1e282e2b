"""The JSON Schemas by which an editor such as VS Code completes, explains and checks while people type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.knowledge import schema, schema_landmarks, schema_options, schema_shared
from bot.knowledge.fields import Shape
from bot.knowledge.records import TOPICS
from bot.knowledge.registers.form import RegisterShape

SCHEMAS: dict[str, tuple[type[Shape], tuple[str, ...]]] = {
    "answers": (
        schema.AnswersFile,
        tuple(f"*/{topic}{more}.yaml" for topic in TOPICS for more in ("", "-*")),
    ),
    "questions": (schema.QuestionsFile, ("shared/questions/*.yaml",)),
    "places": (schema.PlacesFile, ("*/places.yaml", "*/places-*.yaml")),
    "lines": (schema.LinesFile, ("*/lines.yaml", "*/lines-*.yaml")),
    "leads": (schema_shared.LeadsFile, ("*/leads.yaml", "*/leads-*.yaml")),
    "research": (schema_shared.ResearchFile, ("*/research.yaml", "*/research-*.yaml")),
    "tests": (schema_shared.TestsFile, ("*/tests.yaml", "*/tests-*.yaml")),
    "options": (schema_options.OptionsFile, ("*/options.yaml",)),
    "situations": (schema_options.SituationsFile, ("*/situations.yaml",)),
    "health_facilities": (RegisterShape, ("*/health_facilities.yaml",)),
    "walk": (schema_options.WalkFile, ("shared/walk.yaml",)),
    "landmarks": (schema_landmarks.LandmarksFile, ("shared/landmarks.yaml",)),
    "countries": (schema_shared.CountriesFile, ("shared/countries.yaml",)),
    "danger": (schema_shared.DangerFile, ("shared/danger.yaml",)),
    "danger_tests": (
        schema_shared.DangerTestsFile,
        ("shared/danger_tests.yaml", "shared/danger_examples.yaml"),
    ),
    "smalltalk": (schema_shared.SmallTalkFile, ("shared/smalltalk.yaml",)),
    "vocabulary": (schema_shared.VocabularyFile, ("shared/vocabulary.yaml",)),
    "freshness": (schema_shared.FreshnessFile, ("shared/freshness.yaml",)),
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
    """The settings by which VS Code's YAML extension knows which schema goes with which file, and saves files whole."""
    return {
        "yaml.schemas": {
            f"./{schema_folder}/{name}.schema.json": [f"/{knowledge_folder}/{glob}" for glob in globs]
            for name, (_, globs) in SCHEMAS.items()
        },
        "[yaml]": {
            "editor.insertSpaces": True,
            "editor.tabSize": 2,
            "files.encoding": "utf8",
            "files.insertFinalNewline": True,
            "files.trimTrailingWhitespace": True,
        },
    }


def _text(shape: type[Shape]) -> str:
    made = _untitled(shape.model_json_schema())
    return json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _untitled(schema: Any) -> Any:
    """Without the titles pydantic makes of names ("Confirm At"): the descriptions say more."""
    if isinstance(schema, list):
        return [_untitled(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _untitled(x) for key, x in schema.items() if not (key == "title" and isinstance(x, str))}
