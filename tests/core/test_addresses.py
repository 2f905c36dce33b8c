"""The address of the public pages: what an operator may set, and where it leads."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from asahi_metrics.core.addresses import public_address, web_address
from asahi_metrics.core.settings import Settings


@pytest.mark.parametrize(
    "value",
    [
        "https://example.lg.jp",
        "http://127.0.0.1:8501",
        "https://www.example.lg.jp:8443/ward/asahi",
        "https://xn--wgv71a119e.jp/data",
    ],
)
def test_an_address_is_kept_without_gaps_and_its_last_slash(value: str) -> None:
    assert web_address(f" {value}/ ") == value


@pytest.mark.parametrize(
    "value",
    [
        "example.lg.jp",
        "ftp://example.lg.jp",
        "javascript:alert(1)",
        "https://",
        "https:///public",
        "https://user:word@example.lg.jp",
        "https://example.lg.jp/?lang=ja",
        "https://example.lg.jp/#top",
        "https://example.lg.jp/a b",
        "https://旭区.jp",
        'https://example.lg.jp/"onload="',
        "https://example.lg.jp:99999",
        "https://example.lg.jp/" + "a" * 200,
    ],
)
def test_what_cannot_be_typed_off_or_is_no_web_address_is_refused(value: str) -> None:
    with pytest.raises(ValueError):
        web_address(value)


def test_the_setting_refuses_what_is_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAHI_PUBLIC_URL", "example.lg.jp")
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert caught.value.errors()[0]["loc"] == ("public_url",)
    monkeypatch.setenv("ASAHI_PUBLIC_URL", "https://example.lg.jp/asahi/")
    assert Settings().public_url == "https://example.lg.jp/asahi"
    monkeypatch.delenv("ASAHI_PUBLIC_URL")
    assert not Settings().public_url


def test_a_district_has_its_own_page_and_the_ward_the_first() -> None:
    assert public_address("https://a.jp", "07", "easy") == "https://a.jp/public/07?lang=easy"
    assert public_address("https://a.jp/b", None, "ja") == "https://a.jp/b/public/?lang=ja"
