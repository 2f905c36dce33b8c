"""Every word of the interface, in Japanese and English, read from ``core/words/*.toml``.

A words file holds tables of entries ``key = { ja = "…", en = "…" }``; nested tables
join with dots (``nav.overview``). Places are ``{name}`` as in ``str.format``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

from asahi_metrics.core.errors import AsahiMetricsError, CatalogueError
from asahi_metrics.core.findings import Finding

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Bilingual(Protocol):
    """A text in both languages: ``both["ja"]``, ``both["en"]``."""

    def __getitem__(self, lang: str, /) -> str: ...


_WORDS = Path(__file__).parent / "words"


class Text:
    """Says a text key in one language: ``Text("ja")("nav.overview")``."""

    def __init__(self, lang: Language) -> None:
        self.lang: Language = lang

    def __call__(self, key: str, /, **params: object) -> str:
        """The text of a key with its places filled; raises CatalogueError for an unknown key."""
        entry = all_words().get(key)
        if entry is None:
            raise CatalogueError("error.unknown_text_key", name=key)
        return entry[self.lang].format(**params) if params else entry[self.lang]

    def pick(self, both: Bilingual) -> str:
        """This language's side of a bilingual entry of the ward pack."""
        return both[self.lang]

    def join(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other: English sets a space between them; empty ones go."""
        return ("" if self.lang == "ja" else " ").join(one for one in sentences if one)

    def of_error(self, error: AsahiMetricsError) -> str:
        """The error's sentence for the reader."""
        return self(error.key, **error.params)

    def what(self, finding: Finding) -> str:
        """What is wrong, in a sentence."""
        return self(f"finding.{finding.code}.what", **_places(finding))

    def what_to_do(self, finding: Finding) -> str:
        """What the reader can do about it."""
        return self(f"finding.{finding.code}.do", **_places(finding))

    def has(self, key: str) -> bool:
        """Whether the key stands in the words."""
        return key in all_words()


def _places(finding: Finding) -> dict[str, object]:
    """What a finding's words may name: its value and its parameters."""
    return {"value": finding.value, **finding.params}


@cache
def all_words() -> dict[str, Bilingual]:
    """All text keys with both languages; a key that stands twice is an error."""
    words: dict[str, Bilingual] = {}
    for path in sorted(_WORDS.glob("*.toml")):
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        for key, entry in _entries(tree, ""):
            if key in words or set(entry) != set(LANGUAGES):
                raise CatalogueError("error.bad_text_key", name=key, file=path.name)
            words[key] = entry
    return words


def _entries(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if not isinstance(value, Mapping):
            raise CatalogueError("error.bad_text_key", name=key, file="words")
        if any(isinstance(inner, str) for inner in value.values()):
            yield key, value
        else:
            yield from _entries(value, f"{key}.")
