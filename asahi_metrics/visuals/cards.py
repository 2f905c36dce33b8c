"""Figure cards as plain HTML: the number first, then last year, then the target."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "plain"]


@dataclass(frozen=True)
class Card:
    """One figure in words: ``share`` is the part of the target that is reached, from 0.0.

    ``mark`` says what the figure rests on, such as 速報.
    """

    name: str
    value: str
    unit: str
    compare: str = ""
    tone: Tone = "plain"
    target: str = ""
    share: float | None = None
    note: str = ""
    mark: str = ""


def cards_html(cards: Sequence[Card]) -> str:
    """A row of cards for ``st.html``; every text is escaped."""
    return f'<div class="am-cards">{"".join(_card(card) for card in cards)}</div>'


def _card(card: Card) -> str:
    unit = f'<span class="am-unit">{html.escape(card.unit)}</span>' if card.unit else ""
    rows = [
        f'<div class="am-name">{html.escape(card.name)}{mark_html(card.mark)}</div>',
        f'<div class="am-value">{html.escape(card.value)}{unit}</div>',
    ]
    if card.compare:
        rows.append(f'<div class="am-compare am-{card.tone}">{html.escape(card.compare)}</div>')
    if card.share is not None:
        rows.append(_bar(card.share))
    rows += [
        f'<div class="am-small">{html.escape(text)}</div>'
        for text in (card.target, card.note)
        if text
    ]
    return f'<div class="am-card">{"".join(rows)}</div>'


def mark_html(mark: str) -> str:
    """A quiet mark behind a name or a value; nothing where there is nothing to say."""
    return f' <span class="am-stage">{html.escape(mark)}</span>' if mark else ""


def _bar(share: float) -> str:
    width = round(100 * min(max(share, 0.0), 1.0), 1)
    return f'<div class="am-bar" aria-hidden="true"><span style="width:{width}%"></span></div>'


def heading_html(text: str) -> str:
    """The heading of a part of the page."""
    return f'<h2 class="am-heading">{html.escape(text)}</h2>'


def page_name_html(text: str) -> str:
    """The name of a page that shows no title, for those who hear it."""
    return f'<h1 class="am-unseen">{html.escape(text)}</h1>'


def sentence_html(sentence: str) -> str:
    """The page's one sentence, large."""
    return f'<p class="am-sentence">{html.escape(sentence)}</p>'


def paragraphs_html(*paragraphs: str) -> str:
    """Running text, one paragraph after the other."""
    return "".join(f'<p class="am-paragraph">{html.escape(one)}</p>' for one in paragraphs)


def note_html(*parts: str, linked: tuple[str, str] = ("", "")) -> str:
    """A small note under a picture; empty parts are left out.

    ``linked`` is a last part and the address that it leads to, if to any.
    """
    words, where = (html.escape(one) for one in linked)
    link = f'<a href="{where}" target="_self">{words}</a>' if where else words
    told = " / ".join([*(html.escape(part) for part in parts if part), *([link] if link else [])])
    return f'<p class="am-note">{told}</p>'


def badge_html(text: str, *, detail: str, also: str = "") -> str:
    """A badge that cannot be overlooked, such as サンプルデータ; ``detail`` shows on hover.

    ``also`` is a quiet second line, such as 速報を含む.
    """
    told, second = html.escape(detail), f"<small>{html.escape(also)}</small>" if also else ""
    return f'<p class="am-badge" role="note" title="{told}">{html.escape(text)}{second}</p>'


def stage_badge_html(text: str, *, detail: str) -> str:
    """A quiet badge such as 速報を含む; ``detail`` shows on hover."""
    told = html.escape(detail)
    return f'<p class="am-stage-badge" role="note" title="{told}">{html.escape(text)}</p>'


def past_html(text: str) -> str:
    """A band that says that the figures below are of the past."""
    return f'<p class="am-past" role="note">{html.escape(text)}</p>'
