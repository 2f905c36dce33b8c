"""やさしい日本語: plain Japanese for readers who are learning it.

Short sentences, no passive, no double negation, Gregorian years, and readings in （） after the
harder words, after the guideline of the Immigration Services Agency and the Agency for
Cultural Affairs (在留支援のためのやさしい日本語ガイドライン).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from asahi_metrics.core.calendar import Month
from asahi_metrics.core.errors import CatalogueError
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.pack_files import read_toml
from asahi_metrics.core.text import Text

_LABELS = (
    "deck.label.",
    "deck.link.alt",
    "deck.map.legend",
    "deck.place",
    "deck.alt.",
    "deck.comma",
    "deck.span",
    "analysis.name.",
    "result.by_residents.",
    "result.change.bar",
    "result.chance.average",
    "result.chance.high",
    "result.chance.is_",
    "result.chance.low",
    "result.districts",
    "result.relations.above",
    "result.relations.below",
    "result.season.counted",
    "result.season.expected",
    "result.what_if.now",
    "result.what_if.then",
)
_FILE = Path(__file__).parent / "words" / "easy" / "deck.toml"


class EasyNames(BaseModel):
    """The ward pack's plain names by id, its plain units, and readings of its words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicators: Mapping[str, str] = {}
    topics: Mapping[str, str] = {}
    units: Mapping[str, str] = {}
    readings: Mapping[str, str] = {}


class EasyText(Text):
    """Says the keys that have a plain form in it, and all others in Japanese."""

    def __init__(self, readings: Mapping[str, str]) -> None:
        super().__init__("ja")
        self.readings = {**_easy_words("readings"), **readings}

    def __call__(self, key: str, /, **params: object) -> str:
        """The text of a key, its places filled and its harder words read out."""
        plain = _easy_words("say").get(key)
        said = super().__call__(key, **params) if plain is None else plain.format(**params)
        # Labels are short, and their words stand in the sentence above with their readings.
        return said if key.startswith(_LABELS) else self.read(said)

    def read(self, said: str) -> str:
        """A text with its harder words read out."""
        return with_readings(said, self.readings)


class EasyFormats(Formats):
    """Writes years as most readers know them, in the Gregorian calendar."""

    def date(self, day: date) -> str:
        """``2026年10月3日``."""
        return f"{day.year}年{day.month}月{day.day}日"

    def month(self, month: Month) -> str:
        """``2026年10月``."""
        return f"{month // 100}年{month % 100}月"

    def fiscal_year(self, year: int) -> str:
        """``2026年度``."""
        return f"{year}年度"

    def fiscal_year_name(self, year: int) -> str:
        """``2026年度``."""
        return self.fiscal_year(year)


def load_easy_names(pack: Path) -> EasyNames:
    """The plain names of a ward pack; a pack without any has its own short names."""
    path = pack / "easy.toml"
    if not path.is_file():
        return EasyNames()
    try:
        return EasyNames(**read_toml(path))
    except ValidationError as error:
        raise CatalogueError("error.pack.not_toml", file=path.name, why=str(error)) from error


def with_readings(text: str, readings: Mapping[str, str]) -> str:
    """The text with each word's reading after its first place; longer words go first.

    >>> with_readings("防災の訓練と訓練", {"訓練": "くんれん", "防災": "ぼうさい"})
    '防災（ぼうさい）の訓練（くんれん）と訓練'
    """
    if not readings:
        return text
    said: set[str] = set()
    longest_first = sorted(readings, key=lambda word: (-len(word), word))
    words = re.compile("|".join(re.escape(word) for word in longest_first))

    def read(found: re.Match[str]) -> str:
        word = found.group()
        told = word in said or text.startswith("（", found.end())
        said.add(word)
        return word if told else f"{word}（{readings[word]}）"

    return words.sub(read, text)


def read_once(texts: Iterable[str], readings: Mapping[str, str]) -> tuple[str, ...]:
    """The lines of a list, each word's reading after its first place in all of them alone.

    >>> read_once(["訓練（くんれん）の数", "訓練（くんれん）の人"], {"訓練": "くんれん"})
    ('訓練（くんれん）の数', '訓練の人')
    """
    told = {f"{word}（{reading}）": word for word, reading in readings.items()}
    if not told:
        return tuple(texts)
    longest_first = sorted(told, key=lambda one: (-len(one), one))
    words = re.compile("|".join(map(re.escape, longest_first)))
    said: set[str] = set()

    def keep(found: re.Match[str]) -> str:
        again = found.group() in said
        said.add(found.group())
        return told[found.group()] if again else found.group()

    return tuple(words.sub(keep, one) for one in texts)


@cache
def _easy_words(table: str) -> Mapping[str, str]:
    tree = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    found: Mapping[str, str] = tree[table]
    return found
