"""``asahi-metrics people`` and ``asahi-metrics audit``: roles given by hand, and the log."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import datetime
from typing import Annotated, Literal, cast

import typer

from asahi_metrics.core.access import ROLES, Entitlement, Role
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.printing import csv_text, write_json
from asahi_metrics.services.audit_log import read_log
from asahi_metrics.services.office import Office
from asahi_metrics.services.people import list_people, remove_person, set_person
from asahi_metrics.store.audit import Entry, Filter

OpenOffice = Callable[[str], AbstractContextManager[tuple[Office, Text]]]

_Lang = Annotated[str, typer.Option("--lang", envvar="ASAHI_LANG", help="ja / en")]
_Account = Annotated[str, typer.Argument(metavar="ACCOUNT")]
_Codes = Annotated[str, typer.Option(help="01,02 …")]
_Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def add_commands(app: typer.Typer, opened: OpenOffice) -> None:
    """Give the command line these commands; ``opened`` opens the office in a language."""
    app.add_typer(_people_commands(opened), name="people")

    @app.command(name="audit")
    def audit(
        person: Annotated[str, typer.Option(help="account")] = "",
        action: Annotated[str, typer.Option(help="login, import, export …")] = "",
        since: _Day = None,
        until: _Day = None,
        output: Annotated[Literal["csv", "json"], typer.Option("--format")] = "csv",
        lang: _Lang = "ja",
    ) -> None:
        """操作の記録を出す / The audit log, newest first; ``--until`` is a day before which."""
        with opened(lang) as (office, _):
            wanted = Filter(
                account=person,
                action=action,
                since=office.in_japan(since) if since else None,
                until=office.in_japan(until) if until else None,
            )
            rows = [_row(office, one) for one in read_log(office, wanted)]
            if output == "json":
                write_json(rows)
            else:
                sys.stdout.write(csv_text(rows, [one.name for one in fields(Entry)]))


def _people_commands(opened: OpenOffice) -> typer.Typer:
    people = typer.Typer(no_args_is_help=True, help="利用者の権限 / People and their roles")

    @people.command(name="list")
    def list_all(lang: _Lang = "ja") -> None:
        """登録した権限の一覧 / The roles that were given by hand."""
        with opened(lang) as (office, text):
            formats = Formats(text)
            for one in list_people(office):
                entitled, moment = one.entitlement, office.local_time(one.changed_at)
                places = [*sorted(entitled.districts), *sorted(entitled.sections)]
                told = (one.account, entitled.role, ",".join(places), formats.moment(moment))
                typer.echo("\t".join((*told, one.changed_by)))

    @people.command(name="set")
    def set_one(
        account: _Account,
        role: Annotated[str, typer.Option(help=" / ".join(ROLES))],
        districts: _Codes = "",
        sections: Annotated[str, typer.Option(help="general_affairs …")] = "",
        lang: _Lang = "ja",
    ) -> None:
        """権限を登録する / Give somebody a role; the role ``public`` shuts somebody out."""
        with opened(lang) as (office, text):
            entitled = Entitlement(cast(Role, role), _codes(districts), _codes(sections))
            set_person(office, account, entitled)
            typer.echo(text("cli.person_set", account=account, role=text(f"role.{role}")))

    @people.command(name="remove")
    def remove_one(account: _Account, lang: _Lang = "ja") -> None:
        """登録を削除する / Take somebody out, so that the claims of the login count again."""
        with opened(lang) as (office, text):
            remove_person(office, account)
            typer.echo(text("cli.person_removed", account=account))

    return people


def _codes(written: str) -> frozenset[str]:
    return frozenset(one.strip() for one in written.split(",") if one.strip())


def _row(office: Office, one: Entry) -> dict[str, object]:
    return {
        "number": one.number,
        "at": office.local_time(one.at).isoformat(timespec="seconds"),
        "account": one.account,
        "role": one.role,
        "action": one.action,
        "resource": one.resource,
        "outcome": one.outcome,
        "detail": json.dumps(one.detail, ensure_ascii=False, sort_keys=True),
    }
