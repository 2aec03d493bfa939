"""A stand-in of the inspectorate's site on loopback: made-up reports in the form of real ones.

``python -m tests.standin --port N`` serves it; see :mod:`tests.standin.server` and :mod:`tests.standin.pages`.
"""

from tests.standin.pages import Resource, resources
from tests.standin.server import ArchiveServer, Asked, SiteServer

__all__ = ["ArchiveServer", "Asked", "Resource", "SiteServer", "resources"]
