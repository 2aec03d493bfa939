"""The folder of releases between two publications: one at work at a time, going back, deleting, tidying up."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.product.draft import PublishError
from pipeline.product.publish import (
    INTENT,
    Release,
    current_release,
    is_whole,
    newest_whole,
    point_to,
    releases,
    version_folders,
)

logger = logging.getLogger(__name__)

_LEFTOVERS = ("releases/.draft-*", "releases/.gone-*", ".current-*")
"""What a run or a deletion leaves behind when it is killed."""


def _log_wait() -> None:
    logger.warning("Another run is at work; waiting for it to end.")


@contextmanager
def alone(processed: Path, seconds: float, waiting: Callable[[], None] = _log_wait) -> Iterator[None]:
    """Be the only one who writes to this folder of releases, and find it in order.

    Args:
        processed: the folder, made if missing.
        seconds: how long to wait for another one.
        waiting: called once if there is another one to wait for.

    Raises:
        PublishError: the other one takes longer, or the folder cannot be written.
    """
    lock = FileLock(processed / ".lock")
    try:
        processed.mkdir(parents=True, exist_ok=True)
        _acquire(lock, seconds, waiting)
    except Timeout as error:
        raise PublishError(
            f"Another run has been at work in {processed} for {seconds:.0f} s. Wait for it to end, then run again."
        ) from error
    except OSError as error:
        raise PublishError(
            f"{processed} cannot be written ({error.strerror}). Name another folder with --processed."
        ) from error
    try:
        tidy(processed)
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, seconds: float, waiting: Callable[[], None]) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if seconds:
            waiting()
        lock.acquire(timeout=seconds)


def tidy(processed: Path) -> None:
    """Finish or clear away what a killed run left: a release that was not yet current, drafts, links.

    Where ``current`` leads nowhere, it is made to lead to the newest whole release.

    Raises:
        PublishError: a folder stands in the place of the link, or the folder cannot be written.
    """
    try:
        _finish_publication(processed)
        for pattern in _LEFTOVERS:
            for path in processed.glob(pattern):
                _delete(path)
        if current_release(processed) is None and (newest := newest_whole(processed)):
            point_to(processed, newest.folder)
    except OSError as error:
        raise PublishError(f"{processed} cannot be written ({error}). Give write access, then run again.") from error


def _finish_publication(processed: Path) -> None:
    intent = processed / INTENT
    if not intent.is_file():
        return
    version = intent.read_text(encoding="utf-8", errors="replace")
    release = next((release for release in releases(processed) if release.version == version), None)
    if release is not None and is_whole(release):
        point_to(processed, release.folder)
    intent.unlink()


def roll_back(processed: Path, version: str) -> Release:
    """Make another release the current one. What the newer ones say is not published again.

    Raises:
        PublishError: there is no such release, or its files are damaged.
    """
    found = next((release for release in releases(processed) if release.version == version), None)
    if found is None:
        known = ", ".join(release.version for release in releases(processed)) or "none"
        raise PublishError(f"There is no release {version} in {processed}; there are: {known}.")
    if not is_whole(found):
        raise PublishError(f"Release {version} in {processed} is damaged; choose another one.")
    point_to(processed, found.folder)
    return found


def held_back(processed: Path, current: Release, digest: str) -> Release | None:
    """The newer release, rolled back from, that says what this digest says; None if there is none."""
    return next((r for r in releases(processed) if r.number > current.number and r.digest == digest), None)


def prune(processed: Path, keep: int) -> list[str]:
    """Delete all but the newest ``keep`` releases, also older ones that cannot be read. The one that ``current`` points
    to always stays, and the newest that is whole: it is what a damaged one is compared with when it is made again.
    Where none can be read, nothing is deleted.

    Returns:
        The deleted versions.

    Raises:
        PublishError: a release cannot be deleted.
    """
    whole = newest_whole(processed)
    stay = {(processed / "current").resolve(), *([whole.folder.resolve()] if whole else [])}
    kept = {release.folder for release in releases(processed)[-keep:]}
    deleted = []
    for folder in version_folders(processed) if kept else ():
        if folder in kept:
            break
        if folder.resolve() not in stay:
            _forget(folder)
            deleted.append(folder.name)
    return deleted


def _forget(folder: Path) -> None:
    """Delete a release. It goes at once: half a release is never listed."""
    gone = folder.with_name(f".gone-{folder.name}")
    try:
        os.replace(folder, gone)
        shutil.rmtree(gone)
    except OSError as error:
        raise PublishError(f"{folder} cannot be deleted ({error}).") from error


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
