"""axe-core on a page and in the frames within it, and the report of what it found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from math import ceil
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Rules that axe leaves out unless they are named: the size of targets (WCAG 2.2), names that hold
# the words that are seen (2.1), and headings and tables that only look like it.
EXTRA_RULES = (
    "label-content-name-mismatch",
    "p-as-heading",
    "table-fake-caption",
    "target-size",
    "td-has-header",
)
_OPTIONS = {
    "resultTypes": ["violations", "incomplete"],
    "rules": {rule: {"enabled": True} for rule in EXTRA_RULES},
}


@dataclass(frozen=True)
class Excuse:
    """A rule that markup of Streamlit's own breaks, known by what the element's tag holds."""

    rule: str
    holds: str
    reason: str


@dataclass(frozen=True)
class Flaw:
    """One element that breaks a rule: where it is, and what axe says of it."""

    rule: str
    impact: str
    target: str
    markup: str
    said: str


@dataclass
class Looked:
    """What axe found in one state of a page."""

    lang: str
    state: str
    rules_passed: int
    frames: int
    flaws: list[Flaw] = field(default_factory=list)
    excused: list[Flaw] = field(default_factory=list)
    unsure: dict[str, int] = field(default_factory=dict)


# How tall the page is within the frame that it scrolls in.
_HEIGHT = """() => Math.max(innerHeight, ...[...document.querySelectorAll('[data-testid="stMain"]')]
  .map((one) => one.scrollHeight + one.getBoundingClientRect().top))"""


def look(page: Page, lang: str, state: str, excuses: Iterable[Excuse] = ()) -> Looked:
    """Run axe on the page as it stands, its frames included.

    The window is made as tall as the page: contrast is judged for what lies within it alone.
    """
    size = page.viewport_size or {"width": 0, "height": 0}
    page.set_viewport_size({"width": size["width"], "height": ceil(page.evaluate(_HEIGHT))})
    page.wait_for_timeout(200)
    for frame in page.frames:
        frame.evaluate(AXE_SCRIPT)
    answer = page.evaluate("options => axe.run(options)", _OPTIONS)
    page.set_viewport_size(size)
    looked = Looked(lang, state, len(answer["passes"]), len(page.frames))
    for flaw in _flaws(answer["violations"]):
        (looked.excused if _is_excused(flaw, excuses) else looked.flaws).append(flaw)
    looked.unsure = {one["id"]: len(one["nodes"]) for one in answer["incomplete"]}
    return looked


def _flaws(found: Iterable[Mapping[str, Any]]) -> Iterator[Flaw]:
    for rule in found:
        for node in rule["nodes"]:
            yield Flaw(
                rule["id"],
                node["impact"] or "",
                " ".join(str(part) for part in node["target"]),
                node["html"],
                " ".join((node.get("failureSummary") or "").split()),
            )


def _is_excused(flaw: Flaw, excuses: Iterable[Excuse]) -> bool:
    tag = flaw.markup.partition(">")[0]
    return any(one.rule == flaw.rule and one.holds in tag for one in excuses)


def as_json(looked: Iterable[Looked]) -> str:
    """All that was found, for machines."""
    return json.dumps([asdict(one) for one in looked], ensure_ascii=False, indent=1)


def summary(looked: list[Looked], excuses: Iterable[Excuse]) -> str:
    """What was looked at and found, for readers."""
    langs = sorted({one.lang for one in looked})
    flaws = [flaw for one in looked for flaw in one.flaws]
    lines = [
        f"{len({one.state for one in looked})} states × {len(langs)} languages"
        f" ({', '.join(langs)}): {len(looked)} looked at,"
        f" {sum(one.frames for one in looked)} frames",
        f"violations in our own content: {len(flaws)}",
    ]
    lines += [f"  {one.lang} {one.state}: {flaw.rule} {flaw.target}" for one in looked
              for flaw in one.flaws]  # fmt: skip
    for excuse in excuses:
        count = sum(
            flaw.rule == excuse.rule and excuse.holds in flaw.markup.partition(">")[0]
            for one in looked
            for flaw in one.excused
        )
        lines.append(f"Streamlit's own, {count} times: {excuse.rule}, {excuse.reason}")
    unsure: dict[str, int] = {}
    for one in looked:
        for rule, count in one.unsure.items():
            unsure[rule] = unsure.get(rule, 0) + count
    told = ", ".join(f"{rule} {count}" for rule, count in sorted(unsure.items()))
    # Letters on drawings: tests/visuals measure their colours.
    return "\n".join([*lines, f"places that axe leaves to people: {told}", ""])
