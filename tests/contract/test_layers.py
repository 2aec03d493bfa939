"""The house: every module in one layer, arrows only upwards, no Prefect, disk or network where none belongs."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from pipeline.fingerprints import LAYERS

PACKAGE = Path(__file__).parents[2] / "pipeline"
ORDER = list(LAYERS)
LAYER_OF = {module: layer for layer, modules in LAYERS.items() for module in modules}
PURE = ("reading", "meaning")
IMPURE = {"prefect", "httpx", "requests", "socket", "sqlite3", "subprocess", "os", "pathlib", "random"}


BOUNDED = {"pdf_limits", "pdf_child", "read_pdf"}
"""Rooms that bound memory and time for a hostile PDF, which takes a child process and a clock."""


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name:
            found[name] = path
    return found


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def imported_rooms(path: Path) -> set[str]:
    known = modules()
    return {
        name.removeprefix("pipeline.")
        for name in imports(path)
        if name.startswith("pipeline.") and name.removeprefix("pipeline.") in known
    }


def test_every_module_lives_in_exactly_one_layer() -> None:
    listed = [module for layer in LAYERS.values() for module in layer]
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == set(modules())


@pytest.mark.parametrize("module", modules())
def test_imports_point_upwards(module: str) -> None:
    place = ORDER.index(LAYER_OF[module])
    wrong = [room for room in imported_rooms(modules()[module]) if ORDER.index(LAYER_OF[room]) > place]
    assert not wrong, f"{module} ({LAYER_OF[module]}) imports {wrong}"


@pytest.mark.parametrize("module", [m for layer in PURE for m in LAYERS[layer] if m not in BOUNDED])
def test_reading_and_meaning_are_pure(module: str) -> None:
    roots = {name.split(".")[0] for name in imports(modules()[module])}
    assert not roots & IMPURE


@pytest.mark.parametrize("module", LAYERS["reading"])
def test_readers_know_nothing_of_policing(module: str) -> None:
    assert not {room for room in imported_rooms(modules()[module]) if room.startswith(("vocabulary", "schema"))}


@pytest.mark.parametrize("module", LAYERS["meaning"])
def test_meaning_knows_nothing_of_media(module: str) -> None:
    roots = {name.split(".")[0] for name in imports(modules()[module])}
    assert not roots & {"bs4", "lxml", "pdfplumber", "pdfminer", "pypdfium2"}


def test_the_map_names_every_room() -> None:
    text = (PACKAGE / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w*/]+(?:\.py)?)`", text)
    missing = [m for m in modules() if not any(fnmatch(f"{m}.py", name) or name == f"{m}/" for name in named)]
    assert not missing
