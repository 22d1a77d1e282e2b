"""What is shipped: libraries pinned by hash, files of others as they were published, no secret, no tests, no tools."""

from __future__ import annotations

import hashlib
import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["runtime.txt", "development.txt"]
# Files of others that lie in this repository: their version and what they are byte for byte (docs/libraries.md).
VENDORED = {
    "bot/console/static/htmx.min.js": "2.0.11",
    "tests/browser/vendor/axe.min.js": "4.14.1",
}


def locked(name: str) -> dict[str, list[tuple[str, list[str]]]]:
    """Version and hashes of every library of a lock file; some have one version for each Python."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for line in text.splitlines():
        if match := re.match(r"([A-Za-z0-9_.-]+)==([^ ;]+)", line):
            hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", line)
            found.setdefault(match[1].lower().replace("_", "-"), []).append((match[2], hashes))
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_library_is_pinned_with_the_hashes_of_its_files(name: str) -> None:
    libraries = locked(name)
    assert len(libraries) > 30
    assert [library for library, kept in libraries.items() if not all(hashes for _, hashes in kept)] == []
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|git\+|https?://", text)


def test_every_library_that_the_project_names_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"[\[<>=~! ;]", text)[0].lower().replace("_", "-") for text in project["dependencies"]}
    assert named <= set(locked("runtime.txt"))


def test_what_is_installed_here_is_what_is_locked() -> None:
    wrong = {}
    for name, kept in locked("runtime.txt").items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            continue  # of another platform, or optional
        if installed not in {wanted for wanted, _ in kept}:
            wrong[name] = installed
    assert wrong == {}


def test_every_library_has_its_reason_in_the_docs() -> None:
    docs = (ROOT / "docs" / "libraries.md").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for text in project["dependencies"]:
        name = re.split(r"[\[<>=~! ;]", text)[0].lower()
        assert name in docs or name.replace("python-", "") in docs, name


@pytest.mark.parametrize("file", VENDORED)
def test_files_of_others_bear_their_version_and_stand_in_the_docs(file: str) -> None:
    content = (ROOT / file).read_bytes()
    assert VENDORED[file].encode() in content
    digest = hashlib.sha256(content).hexdigest()
    assert digest in (ROOT / "docs" / "security.md").read_text(encoding="utf-8"), f"{file}: {digest}"


def test_the_image_holds_no_history_no_tests_no_secrets_and_runs_without_rights() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".git", ".env", "data", "keys", "tests"} <= set(ignored)
    steps = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    last = steps[steps.rindex("\nFROM ") :]
    assert "USER rumbo" in last
    assert not re.search(r"COPY\s+\.\s", steps)
    assert "development.txt" not in steps
    assert not re.search(r"(?i)(token|secret|password)\s*=", steps)
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", '"127.0.0.1:8080:8080"'):
        assert line in compose
    for line in compose.splitlines():
        assert not re.search(r"(?i)(token|secret|password|key)[^:]*:\s*[\"']?[A-Za-z0-9]{6,}", line), line


def test_no_secret_lies_in_the_repository() -> None:
    names = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True, text=True
    ).stdout.split("\0")
    assert not [name for name in names if re.search(r"(^|/)(\.env|rumbo\.key|.*\.pem|id_rsa.*)$", name)]
    kinds = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY|ghp_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|xox[bp]-\d{10}")
    for name in names:
        if name.endswith(
            (".py", ".yaml", ".yml", ".md", ".toml", ".txt", ".json", ".sh", "Dockerfile", "Makefile")
        ):
            file = ROOT / name
            if file.is_file() and file.stat().st_size < 300_000:
                assert not kinds.search(file.read_bytes()), name


def test_in_the_program_no_library_of_the_tests_is_imported() -> None:
    tools = r"pytest|hypothesis|playwright|psutil|sklearn|scipy|bm25s|pypdf|zxingcpp"
    for file in (ROOT / "bot").rglob("*.py"):
        if "evaluation" not in file.parts:
            assert not re.search(
                rf"^\s*(?:import|from)\s+(?:{tools})\b", file.read_text(encoding="utf-8"), re.MULTILINE
            )
