"""The house: arrows only point from lower layers to upper ones, and each layer knows only what it may."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from pipeline.fingerprints import LAYERS

PACKAGE = Path(__file__).parents[2] / "pipeline"
ORDER = [*LAYERS, "edges"]
PURE = ("reading", "meaning")
IMPURE = {"prefect", "httpx", "requests", "socket", "sqlite3", "subprocess", "os", "pathlib", "random", "time"}
MEDIA = {"bs4", "lxml", "pdfplumber", "pdfminer", "pypdfium2"}
LONGEST = 400
"""Lines of a room; a longer one does two things."""


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name below it."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name:
            found[name] = path
    return found


MODULES = modules()


def layer_of(module: str) -> str:
    first = module.split(".")[0]
    return "words" if first == "vocabulary" else first if first in LAYERS else "edges"


def inside(layer: str) -> list[str]:
    return [module for module in MODULES if layer_of(module) == layer]


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
    ours = {name.removeprefix("pipeline.") for name in imports(path) if name.startswith("pipeline.")}
    return ours & set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_upwards(module: str) -> None:
    place = ORDER.index(layer_of(module))
    wrong = [room for room in imported_rooms(MODULES[module]) if ORDER.index(layer_of(room)) > place]
    assert not wrong, f"{module} ({layer_of(module)}) imports {wrong}"


@pytest.mark.parametrize("module", [module for layer in PURE for module in inside(layer)])
def test_reading_and_meaning_know_no_clock_network_or_disk(module: str) -> None:
    roots = {name.split(".")[0] for name in imports(MODULES[module])}
    assert not roots & IMPURE


@pytest.mark.parametrize("module", inside("reading"))
def test_readers_know_nothing_of_policing(module: str) -> None:
    rooms = imported_rooms(MODULES[module])
    assert not {room for room in rooms if room.startswith("vocabulary") or room == "words.schema"}


@pytest.mark.parametrize("module", inside("meaning"))
def test_meaning_knows_nothing_of_media(module: str) -> None:
    assert not {name.split(".")[0] for name in imports(MODULES[module])} & MEDIA


@pytest.mark.parametrize("layer", LAYERS)
def test_prefect_is_known_at_the_edges_only(layer: str) -> None:
    roots = {name.split(".")[0] for module in inside(layer) for name in imports(MODULES[module])}
    assert "prefect" not in roots


def test_rooms_stay_small() -> None:
    lines = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in MODULES.items()}
    assert {module: count for module, count in lines.items() if count > LONGEST} == {}


def test_the_map_names_every_room() -> None:
    text = (PACKAGE / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w*/]+(?:\.py|/))`", text)
    files = [path.relative_to(PACKAGE).as_posix() for path in MODULES.values() if path.name != "__init__.py"]
    missing = [file for file in files if not any(fnmatch(file, name) for name in named)]
    assert not missing
    gone = [name for name in named if "*" not in name and name.endswith(".py") and not (PACKAGE / name).is_file()]
    assert not gone


def test_what_is_stored_of_a_document_depends_on_what_its_fingerprint_names() -> None:
    """``fingerprints.of_documents`` counts the layers below and these two rooms of the product layer."""
    for room in ("product.extracted", "product.arrow"):
        above = {name for name in imported_rooms(MODULES[room]) if layer_of(name) in {"product", "edges"}}
        assert above <= {"product.arrow"}, room


def test_what_a_document_says_does_not_depend_on_the_vocabulary_of_tables() -> None:
    """``fingerprints.of_documents`` leaves out the files that only these functions read."""
    loaders = ("corrections", "expectations", "due_reports", "loose_ties")
    for module in (*inside("reading"), *inside("meaning"), "product.extracted"):
        text = MODULES[module].read_text(encoding="utf-8")
        assert not [name for name in loaders if f"vocabulary.{name}(" in text], module
    text = MODULES["vocabulary"].read_text(encoding="utf-8")
    for name, files in zip(loaders, ("corrections", "expectations", "due", "loose_ties"), strict=True):
        body = text.partition(f"def {name}(")[2].partition("\ndef ")[0]
        assert f"{files}.csv" in body, name
