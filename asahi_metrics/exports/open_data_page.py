"""The page that lists the open data: its files, what their columns mean, and on what terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asahi_metrics.core.open_data import OpenCatalogue, OpenDataset, OpenFile
from asahi_metrics.core.text import LANGUAGES
from asahi_metrics.exports.dcat import CATALOGUE
from asahi_metrics.exports.markup import attribute, element
from asahi_metrics.exports.open_data_files import FIGURE_COLUMNS, heading
from asahi_metrics.exports.public_page import Frame

_STATES = ("value", "withheld", "missing")
_ACROSS = frozenset({"figures", "definitions", "districts"})
"""Datasets that are of no single subject."""


@dataclass(frozen=True)
class OpenDataWords:
    """What the page says beside the catalogue: the release in words, and the threshold."""

    released: str
    threshold: int


def write_open_data_page(catalogue: OpenCatalogue, frame: Frame, words: OpenDataWords) -> str:
    """The page in the language of the frame; every text in it is escaped."""
    lang = frame.text.lang
    ward = catalogue.ward[lang]
    pages = frame.address(f"{frame.up}public/")
    parts = _Parts(catalogue, frame)
    body = (
        f"{frame.top(ward, pages, LANGUAGES)}"
        f'<main id="main">{parts.head(words.released)}{parts.files()}'
        f"{parts.columns()}{parts.states(words.threshold)}</main>{parts.foot()}"
    )
    title = catalogue.title[lang]
    return frame.document(title, body, ward="", listed=not catalogue.sample)


@dataclass(frozen=True)
class _Parts:
    """Writes the parts of the page."""

    told: OpenCatalogue
    frame: Frame

    def head(self, released: str) -> str:
        """What the files are, of which release, and that they are samples where they are."""
        say, lang = self.frame.say, self.frame.text.lang
        badge = note = ""
        if self.told.sample:
            badge = f'<p class="badge">{say("sample.short")}</p>'
            note = f'<p class="lead">{say("open_data.sample_note")}</p>'
        return (
            f'<div class="head">{badge}<h1>{say("open_data.heading")}</h1>'
            f'<p class="lead">{say("open_data.lead", ward=self.told.ward[lang])}</p>{note}'
            f'<p class="release">{self.frame.markup.say(released)}</p></div>'
        )

    def files(self) -> str:
        """The files, the widest first, then those of each subject, those for maps."""
        maps = [one for one in self.told.datasets if one.id == "districts"]
        whole = [one for one in self.told.datasets if one.id in _ACROSS and one not in maps]
        subjects = [one for one in self.told.datasets if one.id not in _ACROSS]
        return (
            self._group("whole", whole)
            + self._group("subjects", subjects)
            + self._group("districts", maps)
        )

    def columns(self) -> str:
        """What each column of the figures means."""
        text = self.frame.text
        rows = [(heading(text, one), text(f"open_data.meaning.{one}")) for one in FIGURE_COLUMNS]
        head = (text("open_data.column.name"), text("open_data.column.meaning"))
        return self._section("columns", self._table(head, rows))

    def states(self, threshold: int) -> str:
        """What it means that a value is there, withheld or missing."""
        text = self.frame.text
        rows = [
            (
                text(f"open_data.state.{one}"),
                text(f"open_data.state_meaning.{one}", last=threshold - 1),
            )
            for one in _STATES
        ]
        head = (text("files.column.state"), text("open_data.column.meaning"))
        return self._section("states", self._table(head, rows))

    def foot(self) -> str:
        """Terms, whose the shapes are, the catalogue for programs, and the way to the pages."""
        frame, lang = self.frame, self.frame.text.lang
        pages = attribute(frame.address(f"{frame.up}public/"))
        return (
            '<footer><div class="columns">'
            f"<section><h2>{frame.say('open_data.part.terms')}</h2>"
            f'<dl class="terms">{frame.terms(self.told.terms[lang])}</dl>'
            f"<p>{frame.markup.say(self.told.boundaries[lang])}</p></section>"
            f"<section><h2>{frame.say('open_data.for_programs')}</h2>"
            f'<p><a href="{CATALOGUE}">{CATALOGUE}</a></p>'
            f"<p>{frame.say('open_data.catalogue_note')}</p></section>"
            f'<section><p class="open"><a href="{pages}">{frame.say("open_data.pages")}</a></p>'
            "</section></div></footer>"
        )

    def _group(self, part: str, datasets: Sequence[OpenDataset]) -> str:
        text, lang = self.frame.text, self.frame.text.lang
        rows = "".join(
            f'<tr><th scope="row">{self._link(file)}</th>'
            f"<td>{self.frame.markup.say(self._content(one))}</td></tr>"
            for one in datasets
            for file in one.files
            if file.lang == lang
        )
        heads = (text("open_data.column.file"), text("open_data.column.content"))
        head = "".join(f'<th scope="col">{self.frame.markup.say(one)}</th>' for one in heads)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return self._section(part, table)

    def _content(self, one: OpenDataset) -> str:
        """What the file holds: of a subject, its indicators."""
        lang = self.frame.text.lang
        if one.id in _ACROSS:
            return one.description[lang]
        return self.frame.text("deck.comma").join(word[lang] for word in one.keywords[1:])

    def _link(self, file: OpenFile) -> str:
        title = self.frame.markup.say(file.title[self.frame.text.lang])
        name = element("span", self.frame.markup.say(file.name), class_="file")
        return f'<a href="{attribute(file.name)}" download>{title}</a> {name}'

    def _section(self, part: str, inner: str) -> str:
        title = self.frame.say(f"open_data.part.{part}")
        return (
            f'<section class="files" aria-labelledby="{part}">'
            f'<h2 id="{part}">{title}</h2>{inner}</section>'
        )

    def _table(self, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
        say = self.frame.markup.say
        heads = "".join(f'<th scope="col">{say(one)}</th>' for one in head)
        body = "".join(
            f'<tr><th scope="row">{say(first)}</th><td>{say(second)}</td></tr>'
            for first, second in rows
        )
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
