"""The entries of the audit log in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from asahi_metrics.store.audit import Entry
from asahi_metrics.ui.desk import Desk

_NAMED = {"dataset": "dataset.{}.name", "role": "role.{}", "audience": "files.audience.{}"}


def entries_frame(now: Desk, entries: Sequence[Entry]) -> pd.DataFrame:
    """One row for each entry: number, moment, account, role, what was done to what, outcome."""
    text = now.text
    rows = [
        (
            str(one.number),
            now.formats.moment(now.office.local_time(one.at)),
            text("history.local_user") if one.account == "local" else one.account,
            text(f"role.{one.role}"),
            action_name(now, one.action),
            resource_name(now, one.resource),
            text(f"audit.outcome.{one.outcome}"),
            detail_words(now, one),
        )
        for one in entries
    ]
    names = ("number", "moment", "account", "role", "action", "resource", "outcome", "detail")
    return pd.DataFrame(rows, columns=[text(f"audit.column.{name}") for name in names])


def action_name(now: Desk, action: str) -> str:
    """What was done; an action of another release of the program stands as it was written."""
    return _said(now, f"audit.action.{action}", action)


def resource_name(now: Desk, resource: str) -> str:
    """What it was done to, by its name where there is one."""
    kind, _, given = resource.partition(":")
    if not resource:
        return ""
    if kind == "dataset":
        return _said(now, f"dataset.{given}.name", given)
    if kind == "district":
        return now.name(given) if given in now.areas else given
    if kind == "indicator" and given in now.office.catalogue:
        return now.text.pick(now.office.catalogue[given].name)
    return f"{_said(now, f'audit.kind.{kind}', kind)} {given}".rstrip()


def detail_words(now: Desk, entry: Entry) -> str:
    """What else is known, in words; what says nothing to a reader is left out."""
    told = [_detail(now, name, value) for name, value in entry.detail.items()]
    return _listed(now, [one for one in told if one])


def _detail(now: Desk, name: str, value: object) -> str:
    if value in (None, False, [], "") or not now.text.has(f"audit.detail.{name}"):
        return ""
    return now.text(f"audit.detail.{name}", value=_value(now, name, value))


def _value(now: Desk, name: str, value: object) -> str:
    if name == "reason":
        parts = str(value).split(".")
        reason = "role" if "not_allowed" in parts else parts[-1]
        return _said(now, f"audit.reason.{reason}", str(value))
    if name == "districts" and isinstance(value, list):
        return _listed(now, [now.name(one) if one in now.areas else str(one) for one in value])
    if name == "sections" and isinstance(value, list):
        return _listed(now, [_said(now, f"section.{one}", str(one)) for one in value])
    if name == "kind":
        return _said(now, f"remarks.of.kind.{value}", _said(now, f"revision.kind.{value}", ""))
    if name in _NAMED:
        return _said(now, _NAMED[name].format(value), str(value))
    return str(value)


def _listed(now: Desk, parts: Sequence[str]) -> str:
    return now.text("chart.alt.list_comma").join(parts)


def _said(now: Desk, key: str, otherwise: str) -> str:
    return now.text(key) if now.text.has(key) else otherwise
