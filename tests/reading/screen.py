"""Reading the page that is shown full screen: words, what screen readers hear, and the drawing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.reading.contents import Contents, Mark, Page

_NO_WORDS = frozenset({"style", "script"})


@dataclass
class _Section:
    texts: list[str] = field(default_factory=list)
    title: str = ""
    unseen: list[str] = field(default_factory=list)
    speech: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


class _Reader(HTMLParser):
    """Gathers every text and every attribute that can hold one, by slide."""

    def __init__(self) -> None:
        super().__init__()
        self.sections = [_Section()]
        self.section = self.sections[0]
        self.opened: list[tuple[str, str]] = []
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "section":
            self.sections.append(_Section())
            self.section = self.sections[-1]
        if tag not in {"meta", "path", "rect", "circle"}:
            self.opened.append((tag, told.get("class", "")))
        if tag == "text":
            self.lines = []
        section = self.section
        aside = ("aria-label", "title", "alt", "href")
        section.texts += [told[name] for name in aside if name in told]
        section.texts += [value for name, value in told.items() if name.startswith("data-")]
        if tag == "rect" and told.get("y"):
            left, top, wide, high = (float(told[name]) for name in ("x", "y", "width", "height"))
            fill = told.get("fill", "")
            section.marks.append(Mark("rect", left, top, left + wide, top + high, fill))
        if tag == "circle":
            x, y = float(told["cx"]), float(told["cy"])
            section.marks.append(Mark("circle", x, y, x, y, told.get("fill", "")))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        if tag == "text":
            self.section.texts.append("".join(self.lines))
        if tag == "section":
            self.section = self.sections[0]
        while self.opened and self.opened.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        within = {tag for tag, _ in self.opened}
        if not data.strip() or within & _NO_WORDS:
            return
        section, classes = self.section, {name for _, name in self.opened}
        if "text" in within:
            self.lines.append(data)
            return
        section.texts.append(data)
        if "speech" in classes:
            section.speech.append(data)
        elif "unseen" in classes and "h2" in within:
            section.title = data
        elif "unseen" in classes:
            section.unseen.append(data)


def read_screen(content: bytes) -> Contents:
    reader = _Reader()
    page = content.decode()
    assert not re.search(r"<!--", page)
    reader.feed(page)
    reader.close()
    pages = [
        Page(
            where=f"slide {at}" if at else "around the slides",
            texts=tuple(one.texts),
            title=one.title,
            alts=tuple(one.unseen),
            speech=tuple(one.speech),
            marks=tuple(one.marks),
        )
        for at, one in enumerate(reader.sections)
    ]
    return Contents(tuple(pages))
