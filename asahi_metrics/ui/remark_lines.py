"""Remarks as HTML, every word of theirs escaped: what people wrote is shown and never run."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date

from asahi_metrics.core.text import Bilingual
from asahi_metrics.services.office import today
from asahi_metrics.services.remarks import OpenDecision, days_left
from asahi_metrics.store.remarks import Remark, RemarkText, Signature
from asahi_metrics.ui.desk import Desk


@dataclass(frozen=True)
class Due:
    """A due date in words, and how it stands against today."""

    day: str
    standing: str = ""
    late: bool = False


def remark_html(now: Desk, one: Remark) -> str:
    """A remark whole: kind, due date, text, who and when, and what came of it."""
    year = now.formats.fiscal_year_name(one.text.year)
    signed = " / ".join((_signed(now, one.written), year))
    return (
        f'<div class="am-remark">{_head_html(now, one)}'
        f'<p class="am-remark-body">{html.escape(one.text.body)}</p>'
        f'<p class="am-small">{html.escape(signed)}</p>{_outcome_html(now, one)}</div>'
    )


def decision_html(now: Desk, one: OpenDecision) -> str:
    """An open decision in brief, for a list below its subject's name."""
    remark = one.remark
    due = due_of(now, remark.text.due_on, one.days_left)
    return (
        f'<div class="am-remark am-remark-brief">{_due_html(due)}'
        f'<p class="am-remark-body">{html.escape(remark.text.body)}</p>'
        f'<p class="am-small">{html.escape(_signed(now, remark.written))}</p></div>'
    )


def subject_name(now: Desk, text: RemarkText) -> str:
    """The name of what a remark is on, in the language of the page."""
    found = _subject_words(now, text)
    return now.text.pick(found) if found else now.text("remarks.gone", id=text.subject_id)


def is_known(now: Desk, text: RemarkText) -> bool:
    """Whether the subject is still an indicator or an initiative."""
    return _subject_words(now, text) is not None


def due_of(now: Desk, due_on: date | None, left: int | None) -> Due:
    """A due date in words; ``left`` are the days up to it, negative when it has passed.

    Without ``left`` nothing is said of how the date stands.
    """
    if due_on is None:
        return Due(now.text("remarks.due.none"))
    day = now.text("remarks.due.day", day=now.formats.date(due_on))
    if left is None:
        return Due(day)
    if not left:
        return Due(day, now.text("remarks.due.today"))
    one = "_one" if abs(left) == 1 else ""
    key = f"remarks.due.{'overdue' if left < 0 else 'left'}{one}"
    return Due(day, now.text(key, count=f"{abs(left):,}"), late=left < 0)


def _subject_words(now: Desk, text: RemarkText) -> Bilingual | None:
    """What the policy of the remark's year, or else the newest that has the item, calls it."""
    if text.subject_kind == "indicator":
        known = text.subject_id in now.office.catalogue
        return now.office.catalogue[text.subject_id].name if known else None
    policies = now.office.policies
    for year in sorted(policies, key=lambda one: (one != text.year, -one)):
        if text.subject_id in policies[year]:
            return policies[year].find(text.subject_id).label
    return None


def _head_html(now: Desk, one: Remark) -> str:
    kind = html.escape(now.text(f"remarks.of.kind.{one.text.kind}"))
    head = f'<span class="am-remark-kind am-remark-{one.text.kind}">{kind}</span>'
    if one.text.kind == "decision":
        state = html.escape(now.text(f"remarks.state.{'open' if one.is_open else 'closed'}"))
        # A decision that is done is late no more.
        left = days_left(one, today()) if one.is_open else None
        head += f"<b>{state}</b>{_due_html(due_of(now, one.text.due_on, left))}"
    return f'<div class="am-remark-head">{head}</div>'


def _due_html(due: Due) -> str:
    standing = f'<b class="{"am-bad" if due.late else ""}">{html.escape(due.standing)}</b>'
    return f'<span class="am-remark-due">{html.escape(due.day)} {standing}</span>'


def _outcome_html(now: Desk, one: Remark) -> str:
    if one.closed is None:
        return ""
    return (
        f'<div class="am-remark-outcome"><p class="am-remark-body">'
        f"<b>{html.escape(now.text('remarks.outcome'))}</b>\n{html.escape(one.outcome or '')}</p>"
        f'<p class="am-small">{html.escape(_signed(now, one.closed))}</p></div>'
    )


def _signed(now: Desk, by: Signature) -> str:
    """Who and when; the account is named where it says something else than the name."""
    account = by.account not in {"local", by.name}
    name = now.text("remarks.account", name=by.name, account=by.account) if account else by.name
    moment = now.formats.moment(now.office.local_time(by.at))
    return now.text("remarks.signed", name=name, moment=moment)
