"""What several kinds of tests need: the project's own raw store, and a release made from it once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline import build
from pipeline.product.arrow import Rows
from pipeline.product.publish import current_release, rows_of_release
from pipeline.settings import Settings

ROOT = Path(__file__).parent.parent

settings.register_profile(
    "project", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("project")


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> Iterator[None]:
    """A developer's own PEEL_ and PREFECT_ variables must not change what the tests see."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(("PEEL_", "PREFECT_"))}
    yield
    os.environ.update(kept)


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a finished run on the raw store that the project brings along."""
    chosen = Settings.chosen(ROOT / "raw", tmp_path_factory.mktemp("bundled"))
    build.refresh(chosen)
    return chosen


@pytest.fixture(scope="session")
def bundled_rows(bundled: Settings) -> Rows:
    """The rows of the release made from the project's own raw store."""
    release = current_release(bundled.processed)
    assert release is not None
    return rows_of_release(release)
