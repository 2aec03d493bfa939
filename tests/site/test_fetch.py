"""One request: who asks, whom it may reach."""

from __future__ import annotations

import pytest

from pipeline.capture.answers import Verdict
from pipeline.capture.fetch import Fetcher, Operator
from pipeline.capture.network import GuardedBackend, PrivateAddressError, is_public
from tests.site.conftest import OPERATOR, QUICK, StillClock
from tests.standin import SiteServer


@pytest.mark.parametrize("contact", ["", "somebody", "a@b\r\nX-Other: 1", "a@b (me)", "é@b"])
def test_an_operator_must_be_reachable(contact: str) -> None:
    with pytest.raises(ValueError, match="contact"):
        Operator(contact, "https://example.org/")


def test_the_project_s_address_must_be_one() -> None:
    with pytest.raises(ValueError, match="project"):
        Operator("a@example.org", "here")


def test_user_agent() -> None:
    assert Operator("a@example.org", "https://example.org/p", "2.0").user_agent == (
        "peel-pipeline/2.0 (+https://example.org/p; contact: a@example.org)"
    )


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"])
def test_private_addresses_are_not_connected_to_in_any_spelling(host: str) -> None:
    with pytest.raises(PrivateAddressError):
        GuardedBackend().connect_tcp(host, 9, timeout=1)


def test_a_private_host_is_reached_only_if_that_very_host_and_port_was_named(site: SiteServer) -> None:
    port = int(site.base.rsplit(":", 1)[1])
    clock = StillClock().surroundings
    with Fetcher(OPERATOR, lambda _: True, limits=QUICK, surroundings=clock) as fetcher:
        answer = fetcher.fetch(f"{site.base}/")
        assert answer.verdict is Verdict.REFUSED
        assert "not on the public internet" in answer.judgment.message
    with Fetcher(OPERATOR, lambda _: True, named=[("127.0.0.1", port)], limits=QUICK, surroundings=clock) as fetcher:
        assert fetcher.fetch(f"{site.base}/").verdict is Verdict.PAGE
        assert fetcher.fetch(f"{site.assets_base}/").verdict is Verdict.REFUSED
    assert len(site.log) == 1


def test_settings_of_the_machine_do_not_redirect_requests(site: SiteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    port = int(site.base.rsplit(":", 1)[1])
    clock = StillClock().surroundings
    with Fetcher(OPERATOR, lambda _: True, named=[("127.0.0.1", port)], limits=QUICK, surroundings=clock) as fetcher:
        assert fetcher.fetch(f"{site.base}/").verdict is Verdict.PAGE


def test_a_host_that_is_not_allowed_is_not_asked(site: SiteServer) -> None:
    with Fetcher(OPERATOR, lambda _: False, surroundings=StillClock().surroundings) as fetcher:
        assert fetcher.fetch(f"{site.base}/").verdict is Verdict.REFUSED
    assert site.log == []


def test_an_address_that_is_none_fails(site: SiteServer) -> None:
    with Fetcher(OPERATOR, lambda _: True, limits=QUICK, surroundings=StillClock().surroundings) as fetcher:
        answer = fetcher.fetch("https://exa mple.org:99999999/")
    assert answer.verdict is Verdict.FAILED


def test_one_connection_serves_many_requests(site: SiteServer) -> None:
    port = int(site.base.rsplit(":", 1)[1])
    clock = StillClock().surroundings
    with Fetcher(OPERATOR, lambda _: True, named=[("127.0.0.1", port)], limits=QUICK, surroundings=clock) as fetcher:
        for _ in range(5):
            fetcher.fetch(f"{site.base}/")
    assert len({asked.port for asked in site.log}) == 1
