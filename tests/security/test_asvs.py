"""The map of OWASP ASVS 5.0.0: complete, each claim proved by a test that exists and is run, the page up to date."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.security.asvs_list import requirements
from tests.security.asvs_report import PAGE, STATES, Requirement, page, read_bad_inputs, read_map

ROOT = Path(__file__).parents[2]
NOT_EVERYWHERE = ("tests/browser/", "tests/end_to_end/")  # need Chromium, or a process of their own
SERIOUS = 1  # the level at which "not met" must be agreed on here, by name
AGREED = {"V15.2.1"}
EVERY = [each for chapter in read_map().values() for each in chapter]
BAD_INPUTS = read_bad_inputs()


def test_the_list_of_the_standard_is_whole() -> None:
    assert Counter(requirements(1, 2, 3).values()) == {1: 70, 2: 183, 3: 92}


def test_every_requirement_of_level_1_and_2_is_decided_once() -> None:
    wanted = requirements(1, 2)
    assert len(wanted) == 253
    assert [each.id for each in EVERY] == list(wanted)
    assert {each.id: each.level for each in EVERY} == wanted


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.id)
def test_each_has_what_its_state_asks_for(each: Requirement) -> None:
    assert each.state in STATES
    assert each.what
    assert len(each.what) < 120, "a phrase of ours, not a sentence of the standard"
    if each.state == "not met":
        assert each.why
        assert len(each.plan) > 30
        assert not each.tests
        assert each.level > SERIOUS or each.id in AGREED
        return
    assert not each.plan
    assert each.why or each.state == "met"
    assert each.tests
    assert any(not test.startswith(NOT_EVERYWHERE) for test in each.tests), (
        "one proof at least runs everywhere"
    )
    assert len(set(each.tests)) == len(each.tests)


def _proofs() -> list[str]:
    named = {test for each in EVERY for test in each.tests}
    return sorted(named | {test for _, tests in BAD_INPUTS.values() for test in tests})


@pytest.mark.parametrize("proof", _proofs())
def test_each_proof_is_a_test_that_is_run(proof: str) -> None:
    file, _, name = proof.partition("::")
    assert Path(file).name.startswith("test_")
    assert name.startswith("test_")
    assert (ROOT / file).is_file(), f"there is no {file}"
    assert name in functions_of(file), f"{file} has no test of that name"
    test = functions_of(file)[name]
    assert not skips(test), "a test that is skipped proves nothing"
    assert asserts(test, file), "a test that claims nothing proves nothing"


def test_every_bad_input_of_the_console_is_tried() -> None:
    assert list(BAD_INPUTS) == [f"B{number}" for number in range(60, 84)]
    assert all(tests for _, tests in BAD_INPUTS.values())


def test_the_page_in_the_docs_is_made_of_the_map() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.security.asvs_report"


Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def functions_of(file: str) -> dict[str, Function]:
    """The functions at the top level of a file; of two of one name the last, as Python has it."""
    module = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    marks = [ast.unparse(node) for node in module.body if isinstance(node, ast.Assign)]
    assert not any("pytestmark" in mark and ("skip" in mark or "xfail" in mark) for mark in marks), file
    functions = [node for node in module.body if isinstance(node, Function)]
    assert len({node.name for node in functions}) == len(functions), f"{file}: two functions of one name"
    return {node.name: node for node in functions}


def skips(test: Function) -> bool:
    """Whether a test says of itself that it is left out, or may fail."""
    decorators = [ast.unparse(decorator) for decorator in test.decorator_list]
    if any(".skip" in decorator or ".xfail" in decorator for decorator in decorators):
        return True
    called = {ast.unparse(node.func) for node in ast.walk(test) if isinstance(node, ast.Call)}
    return bool(called & {"pytest.skip", "pytest.xfail", "pytest.importorskip"})


def asserts(test: Function, file: str) -> bool:
    """Whether a test, or a function of its file that it calls, asserts something or waits for an error."""
    own = functions_of(file)
    called = {ast.unparse(node.func) for node in ast.walk(test) if isinstance(node, ast.Call)}
    bodies = [test, *(own[name] for name in called & set(own))]
    return any(isinstance(node, ast.Assert) for body in bodies for node in ast.walk(body)) or (
        "pytest.raises" in ast.unparse(test)
    )
