"""The public page as HTML: one file without scripts that asks for nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from asahi_metrics.core.public_page import PublicPage, PublicTopic, Terms
from asahi_metrics.core.report import DeckLanguage, SlideKind
from asahi_metrics.core.text import Text
from asahi_metrics.exports.markup import Markup, attribute, element
from asahi_metrics.exports.public_maps import Choice, Ground
from asahi_metrics.exports.public_pictures import Painter

_SECOND: frozenset[SlideKind] = frozenset({"months", "table"})
"""What stands below the figure, the bars and the map."""


@dataclass(frozen=True)
class Frame:
    """What stands around every page for the public: its language, words and style.

    ``here`` is the page's own address within its folder, ``up`` leads out of the folder.
    """

    lang: DeckLanguage
    text: Text
    markup: Markup
    style: str
    here: str
    up: str = "../"

    def address(self, page: str) -> str:
        """Another page of the folder in the language of this one."""
        return f"{page or './'}?lang={self.lang}"

    def document(self, title: str, body: str, *, ward: str, listed: bool) -> str:
        """The whole page around the parts of its body; what is not ``listed`` no search finds."""
        robots = "" if listed else '<meta name="robots" content="noindex">'
        return (
            f'<!DOCTYPE html><html lang="{self.text.lang}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width,initial-scale=1">{robots}'
            '<link rel="icon" href="data:,">'
            f"<title>{self._title(title, ward)}</title><style>{self.style}</style></head>"
            f'<body class="{self.lang}">'
            f'<a class="skip" href="#main">{self.say("public.skip")}</a>{body}</body></html>'
        )

    def say(self, key: str, **params: object) -> str:
        """The words of a key as HTML."""
        return self.markup.say(self.text(key, **params))

    def top(self, ward: str, home: str, langs: Iterable[DeckLanguage]) -> str:
        """The line at the top: where one is, and the other languages."""
        links = "".join(self._language(one) for one in langs)
        site = f'<a href="{attribute(home)}">{self.say("public.site", ward=ward)}</a>'
        label = attribute(self.text("public.languages"))
        return (
            f'<header class="top"><p class="site">{site}</p>'
            f'<nav class="languages" aria-label="{label}"><ul>{links}</ul></nav></header>'
        )

    def terms(self, terms: Terms) -> str:
        """Publisher, terms and contact."""
        rows = [("publisher", terms.publisher, ""), ("licence", terms.licence, terms.licence_url)]
        if terms.contact:
            rows.append(("contact", terms.contact, terms.contact_url))
        return "".join(
            f"<div><dt>{self.say(f'public.terms.{name}')}</dt>"
            f"<dd>{self._linked(said, url)}</dd></div>"
            for name, said, url in rows
        )

    def _linked(self, said: str, url: str) -> str:
        told = self.markup.say(said)
        return f'<a href="{attribute(url)}">{told}</a>' if url else told

    def _title(self, title: str, ward: str) -> str:
        """The bare texts: nothing can stand above a word in the name of a window."""
        if not ward:
            return Markup().say(title)
        return Markup().say(f"{title} | {self.text('public.site', ward=ward)}")

    def _language(self, lang: DeckLanguage) -> str:
        name = Markup().say(self.text(f"public.language.{lang}"))
        code = "en" if lang == "en" else "ja"
        if lang == self.lang:
            return f'<li><span lang="{code}" aria-current="true">{name}</span></li>'
        address = attribute(f"{self.here or './'}?lang={lang}")
        return f'<li><a lang="{code}" hreflang="{code}" href="{address}">{name}</a></li>'


def write_public_page(page: PublicPage, districts_geojson: str, text: Text, style: str) -> str:
    """The page of a district or of the ward; every text in it is escaped."""
    markup = Markup(page.readings)
    frame = Frame(page.lang, text, markup, style, here=page.district or "")
    writer = _Writer(page, frame, Ground(districts_geojson, markup))
    title = text("public.title", place=page.place)
    body = "".join(
        [
            writer.ground.shapes(),
            frame.top(page.ward, frame.address(""), get_args(DeckLanguage)),
            f'<main id="main">{writer.head(title)}{writer.contents()}{writer.topics()}'
            f"{writer.others()}</main>",
            writer.foot(),
        ]
    )
    # Sample data would be taken for the ward's figures where a search shows them by themselves.
    return frame.document(title, body, ward=page.ward, listed=not page.sample)


@dataclass(frozen=True)
class _Writer:
    """Writes the parts of one page."""

    page: PublicPage
    frame: Frame
    ground: Ground

    def head(self, title: str) -> str:
        """What the page is, of which release, and where the district lies."""
        page, say = self.page, self.frame.say
        kind = "ward" if page.district is None else "district"
        lead = say(
            f"public.lead.{kind}", place=page.place, ward=page.ward, count=len(page.districts)
        )
        told = page.release
        release = say(
            "public.release",
            as_of=told.as_of,
            day=told.day,
            number=told.number,
            revision=told.revision,
        )
        words = f"{_badge(self.frame, sample=page.sample)}<h1>{self.frame.markup.say(title)}</h1>"
        words += f'<p class="lead">{lead}</p><p class="release">{release}</p>'
        if page.district is None:
            return f'<div class="head">{words}</div>{self._chooser()}'
        return f'<div class="head locator"><div>{words}</div>{self._map()}</div>'

    def contents(self) -> str:
        """The topics as links into the page."""
        links = "".join(
            f'<li><a href="#{_anchor(one)}">{self.frame.markup.say(one.name)}</a></li>'
            for one in self.page.topics
        )
        title = self.frame.say("public.contents", place=self.page.place)
        return (
            f'<nav class="contents" aria-labelledby="contents"><h2 id="contents">{title}</h2>'
            f"<ul>{links}</ul></nav>"
        )

    def topics(self) -> str:
        """Every topic, and what has no data yet."""
        told = "".join(self._topic(one) for one in self.page.topics)
        if not self.page.without_data:
            return told
        names = self.frame.text("deck.comma").join(self.page.without_data)
        return told + element("p", self.frame.say("public.without", topics=names), class_="without")

    def _topic(self, topic: PublicTopic) -> str:
        painter = Painter(self.ground, self.frame.text)
        say, anchor = self.frame.markup.say, _anchor(topic)
        drawn = [(one.kind in _SECOND, painter.part(one)) for one in topic.slides]
        first = "".join(part for later, part in drawn if not later)
        second = "".join(part for later, part in drawn if later)
        more = f'<div class="more">{second}</div>' if second else ""
        notes = "".join(element("p", say(one), class_="note") for one in topic.notes)
        badge = _badge(self.frame, sample=topic.sample)
        back = f'<p class="back"><a href="#contents">{self.frame.say("public.back")}</a></p>'
        return (
            f'<section class="topic" id="{anchor}" aria-labelledby="{anchor}-title">'
            f'<div class="topic-head"><h2 id="{anchor}-title">{say(topic.name)}</h2>{badge}</div>'
            f'<div class="parts">{first}</div>{more}{notes}{back}</section>'
        )

    def others(self) -> str:
        """The other districts below the page of one."""
        return self._list() if self.page.district is not None else ""

    def foot(self) -> str:
        """How to read the figures, where they come from, on what terms, and the open data."""
        page, frame = self.page, self.frame
        remarks = "".join(f"<li>{frame.markup.say(one)}</li>" for one in page.remarks)
        sources = "".join(f"<li>{frame.markup.say(one)}</li>" for one in page.sources)
        open_data = attribute(f"{frame.up}open-data/?lang={frame.text.lang}")
        return (
            '<footer><div class="columns">'
            f"<section><h2>{frame.say('public.reading')}</h2><ul>{remarks}"
            f"<li>{frame.markup.say(page.boundaries)}</li></ul></section>"
            f"<section><h2>{frame.say('public.sources')}</h2><ul>{sources}</ul></section>"
            f"<section><h2>{frame.say('public.about')}</h2>"
            f'<dl class="terms">{frame.terms(page.terms)}</dl>'
            f'<p class="open"><a href="{open_data}">{frame.say("public.open_data")}</a></p>'
            "</section></div></footer>"
        )

    def _chooser(self) -> str:
        title = self.frame.say("public.choose")
        return (
            '<nav class="chooser" aria-labelledby="choose">'
            f'<h2 id="choose">{title}</h2>'
            f'<div class="choice">{self._map()}{self._links()}</div></nav>'
        )

    def _list(self) -> str:
        title = self.frame.say("public.others")
        ward = self.frame.say("public.whole_ward", ward=self.page.ward)
        home = attribute(self.frame.address(""))
        return (
            f'<nav class="chooser" aria-labelledby="choose"><h2 id="choose">{title}</h2>'
            f'<p class="whole"><a href="{home}">{ward}</a></p>{self._links()}</nav>'
        )

    def _map(self) -> str:
        choice = Choice(self.page.districts, self.page.district, self.frame.address)
        return f'<div class="small-map">{self.ground.chooser(choice)}</div>'

    def _links(self) -> str:
        return f'<ol class="districts">{"".join(self._link(*one) for one in self._numbered())}</ol>'

    def _numbered(self) -> Iterable[tuple[int, str, str]]:
        for at, (code, name) in enumerate(self.page.districts.items(), start=1):
            yield at, code, name

    def _link(self, number: int, code: str, name: str) -> str:
        told = f'<span class="chip">{number}</span>{self.frame.markup.say(name)}'
        if code == self.page.district:
            return f'<li><span class="here" aria-current="page">{told}</span></li>'
        return f'<li><a href="{attribute(self.frame.address(code))}">{told}</a></li>'


def _anchor(topic: PublicTopic) -> str:
    return attribute(f"topic-{topic.id}")


def _badge(frame: Frame, *, sample: bool) -> str:
    return f'<p class="badge">{frame.say("sample.short")}</p>' if sample else ""
