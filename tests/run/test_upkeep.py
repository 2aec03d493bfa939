"""What killed runs and deletions leave behind, and what may be deleted."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from pipeline import build
from pipeline.product import publish, upkeep
from pipeline.product.publish import INTENT, PublishError, current_release, is_whole, releases, rows_of_release
from pipeline.settings import Settings
from tests.run.test_releases import add, kent

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(ROOT / "raw", tmp_path / "raw")
    chosen = Settings.chosen(tmp_path / "raw", tmp_path / "processed")
    build.refresh(chosen)
    return chosen


class Killed(BaseException):
    """Ends a run like a kill would: nothing of ours catches it."""


def test_killed_before_the_link_is_swapped_the_next_run_swaps_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(settings, kent("Good", "12/12/2017", "The force should do better."))
    with monkeypatch.context() as patched:
        patched.setattr(publish, "point_to", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            build.refresh(settings)
    first, second = releases(settings.processed)
    assert current_release(settings.processed) == first
    outcome = build.refresh(settings)
    assert (outcome.release, outcome.published, outcome.held_back) == (second, False, None)
    assert current_release(settings.processed) == second
    assert not (settings.processed / INTENT).exists()
    assert {row["cause"] for row in rows_of_release(second)["changes"]} == {"new_document"}


@pytest.mark.parametrize("intent", ["0002-0123456789", "\udcff", ""])
def test_an_intent_that_names_no_release_is_forgotten(settings: Settings, intent: str) -> None:
    before = current_release(settings.processed)
    (settings.processed / INTENT).write_text(intent, encoding="utf-8", errors="surrogateescape")
    assert build.refresh(settings).release == before
    assert not (settings.processed / INTENT).exists()


def test_leftovers_are_cleared_away_and_nothing_else(settings: Settings) -> None:
    processed = settings.processed
    kept = {path.relative_to(processed) for path in processed.rglob("*")}
    (processed / "releases" / ".draft-0002-0123456789").mkdir()
    (processed / "releases" / ".draft-0002-0123456789" / "gradings.parquet").write_bytes(b"half")
    (processed / "releases" / ".gone-0001-0123456789").mkdir()
    (processed / ".current-4711").symlink_to("releases/nowhere")
    build.refresh(settings)
    assert {path.relative_to(processed) for path in processed.rglob("*")} == kept


def test_a_link_that_is_lost_leads_to_the_newest_release_again(settings: Settings) -> None:
    add(settings, kent("Good", "12/12/2017", "The force should do better."))
    second = build.refresh(settings).release
    (settings.processed / "current").unlink()
    outcome = build.refresh(settings)
    assert (outcome.release, outcome.published) == (second, False)


def test_a_damaged_release_is_compared_with_the_last_whole_one(settings: Settings) -> None:
    first = current_release(settings.processed)
    add(settings, kent("Good", "12/12/2017", "The force should do better."))
    second = build.refresh(settings).release
    assert first is not None
    assert second is not None
    (second.folder / "gradings.parquet").write_bytes(b"PAR1 not really")
    third = build.refresh(settings).release
    assert third is not None
    assert is_whole(third)
    assert third.digest == second.digest
    assert f"Compared with {first.version}" in (third.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert "kent-2017-legitimacy" in {row["entity_id"] for row in rows_of_release(third)["changes"]}


def test_prune_never_deletes_what_current_points_to(settings: Settings) -> None:
    for number in range(3):
        add(settings, kent("Good", "12/12/2017", f"The force should do {number}."))
        build.refresh(settings)
    first, _, third, fourth = releases(settings.processed)
    upkeep.roll_back(settings.processed, first.version)
    # Even when its manifest can no longer be read.
    (first.folder / "release.json").write_text("{", encoding="utf-8")
    upkeep.prune(settings.processed, 2)
    assert first.folder.is_dir()
    assert [release.version for release in releases(settings.processed)] == [third.version, fourth.version]
    assert upkeep.prune(settings.processed, 2) == []


def test_prune_never_deletes_the_newest_whole_release(settings: Settings) -> None:
    """The current one is damaged: made again, it is compared with the one before."""
    for number in range(2):
        add(settings, kent("Good", "12/12/2017", f"The force should do {number}."))
        build.refresh(settings)
    first, second, third = releases(settings.processed)
    (third.folder / "gradings.parquet").unlink()
    assert upkeep.prune(settings.processed, 1) == [first.version]
    assert releases(settings.processed) == [second, third]


def test_a_deletion_that_is_killed_leaves_no_half_release(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    add(settings, kent("Good", "12/12/2017", "The force should do better."))
    build.refresh(settings)
    first, second = releases(settings.processed)

    def killed(path: Path) -> None:
        os.unlink(path / "gradings.parquet")
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", killed)
        with pytest.raises(Killed):
            upkeep.prune(settings.processed, 1)
    assert releases(settings.processed) == [second]
    build.refresh(settings)
    assert {folder.name for folder in (settings.processed / "releases").iterdir()} == {second.version}
    assert not first.folder.exists()


def test_a_run_that_has_to_wait_says_so(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    ended = []

    def hold() -> None:
        with build.only_run(settings):
            holding.set()
            time.sleep(0.3)
            ended.append(time.monotonic())

    holding = threading.Event()
    other = threading.Thread(target=hold)
    other.start()
    holding.wait()
    with upkeep.alone(settings.processed, 60):
        assert ended
        assert time.monotonic() >= ended[0]
    other.join()
    assert "Another run is at work; waiting" in caplog.text


def test_commands_wait_for_a_run(settings: Settings) -> None:
    with (
        build.only_run(settings),
        pytest.raises(PublishError, match="Another run"),
        upkeep.alone(settings.processed, 0),
    ):
        pass
