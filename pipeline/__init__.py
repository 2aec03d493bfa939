"""PEEL reports as tables. ``pipeline/README.md`` is the map of this package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

__all__ = ["load"]


def load(table: str, processed: str | Path | None = None) -> pandas.DataFrame:
    """A published table as a pandas frame, with Arrow types so that integers, dates and missing values stay.

    Args:
        table: its name in the data contract, for example ``gradings``.
        processed: folder of releases; left out, ``PEEL_PROCESSED`` or ``./processed``.

    Raises:
        ValueError: there is no table of that name.
        FileNotFoundError: nothing is published there, or the release lacks the table.
    """
    import pandas

    from pipeline.settings import Settings
    from pipeline.words.schema import TABLE

    if table not in TABLE:
        raise ValueError(f"There is no table {table!r}; there are {', '.join(TABLE)}")
    folder = Settings.chosen(None, Path(processed) if processed else None).processed
    release = (folder / "current").resolve()
    path = release / f"{table}.parquet"
    if not release.is_dir():
        raise FileNotFoundError(f"Nothing is published in {folder}. Make a release with peel run.")
    if not path.is_file():
        raise FileNotFoundError(
            f"Release {release.name} in {folder} has no table {table}. Make it again with peel run."
        )
    return pandas.read_parquet(path, dtype_backend="pyarrow")
