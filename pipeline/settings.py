"""What an operator can set: by option of the command, else by environment variable ``PEEL_…``, else by default."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Folders and limits of a run. Each field is also read from the environment: ``raw`` from ``PEEL_RAW``."""

    model_config = SettingsConfigDict(env_prefix="PEEL_", frozen=True, extra="ignore")

    raw: Path = Field(Path("raw"), description="Folder of the raw store.")
    processed: Path = Field(Path("processed"), description="Folder that releases are published to.")
    max_text_bytes: int = Field(4 * 1024 * 1024, gt=0, description="Largest text capture that is read, in bytes.")
    max_html_bytes: int = Field(20 * 1024 * 1024, gt=0, description="Largest HTML page that is read, in bytes.")
    max_pdf_bytes: int = Field(64 * 1024 * 1024, gt=0, description="Largest PDF that is read, in bytes.")
    max_pdf_pages: int = Field(3_000, gt=0, description="Most pages of a PDF that is read.")
    max_pdf_seconds: float = Field(300, gt=0, description="How long one PDF may be read, in seconds.")
    max_pdf_memory_bytes: int = Field(
        2 * 1024**3, gt=0, description="Memory that reading one PDF may take, in bytes; it is read in a child process."
    )
    contact: str | None = Field(
        None, description="E-mail or web address by which the site's owner reaches the person who scrapes."
    )
    project_url: str | None = Field(
        None, description="Address of the project or its fork, told to the site beside the contact."
    )
    notify_url: str | None = Field(
        None, description="Web address that gets a JSON note when a scheduled run fails, errs or finds nothing."
    )
    silent_days: int = Field(
        10,
        ge=0,
        description="The nightly check tells if no scrape of the whole site succeeded for so many days; 0: never.",
    )
    workers: int = Field(0, ge=0, description="Processes that read side by side; 0 takes one for each core.")
    lock_seconds: float = Field(
        600, ge=0, description="How long a run waits, in seconds, for another one on the same folder."
    )

    @classmethod
    def chosen(cls, raw: Path | None, processed: Path | None) -> Settings:
        """The settings with these folders; where one is None the environment or the default decides.

        Raises:
            pydantic.ValidationError: a variable of the environment has no valid value.
        """
        folders: dict[str, Any] = {"raw": raw, "processed": processed}
        return cls(**{name: folder for name, folder in folders.items() if folder is not None})
