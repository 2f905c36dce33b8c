"""The decks of all districts in one zip: the slides and the handout of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.report import Deck
from asahi_metrics.core.text import Text
from asahi_metrics.exports.archive import safe_name, text_file, write_zip
from asahi_metrics.services.deck_files import Form, deck_file, file_name
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office, now_in_japan
from asahi_metrics.services.permission import require
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, asked_for, make_deck

DISTRICT_FORMS: tuple[Form, ...] = ("pptx", "pdf")

Tell = Callable[[float, str], None]
"""Is told the share that is done, up to 1, and the code of the district that is being made."""


@dataclass(frozen=True)
class Failure:
    """What could not be made of a district, and why; without a form it is the deck itself."""

    district: str
    error: AsahiMetricsError
    form: Form | None = None


@dataclass(frozen=True)
class DistrictFiles:
    """The zip, and what could not be put into it."""

    content: bytes
    failures: tuple[Failure, ...]


def district_files(
    office: Office,
    request: DeckRequest,
    figures: Figures | None = None,
    *,
    tell: Tell = lambda _, __: None,
) -> DistrictFiles:
    """Each district's deck by the same request as PowerPoint and PDF, and a list of them.

    What fails is told in the list and stops nothing else. ``figures`` are the staff's, where
    the caller has them at hand. Raises NotAllowed for a principal who may not make decks, and
    the first error where nothing at all could be made.
    """
    require(office, "deck")
    work = _Work(office, request, figures or Figures(office), tell)
    content = write_zip(work.files(), now_in_japan())
    if work.failures and not work.decks:
        raise work.failures[0].error
    return DistrictFiles(content, tuple(work.failures))


@dataclass(frozen=True)
class _Work:
    """The making of the zip, and what has come of it so far."""

    office: Office
    request: DeckRequest
    figures: Figures
    tell: Tell
    failures: list[Failure] = field(default_factory=list)
    decks: dict[str, Deck] = field(default_factory=dict)

    @property
    def text(self) -> Text:
        return Text("en" if self.request.lang == "en" else "ja")

    def files(self) -> Iterator[tuple[str, bytes]]:
        codes = self.office.pack.areas.district_codes
        for count, code in enumerate(codes):
            yield from self._of_district(code, count / len(codes), 1 / len(codes))
        yield safe_name(f"{self.text('files.all.list')}.txt"), text_file(self._listed())

    def _of_district(self, code: str, done: float, part: float) -> Iterator[tuple[str, bytes]]:
        self.tell(done, code)
        try:
            made = make_deck(self.office, self._asked(code), self.figures)
        except AsahiMetricsError as error:
            self.failures.append(Failure(code, error))
            return
        for count, form in enumerate(DISTRICT_FORMS, start=1):
            found = self._written(made, code, form)
            if found is not None:
                yield f"{code}_{file_name(self.office, self.text, made.deck, form)}", found
            self.tell(done + part * count / len(DISTRICT_FORMS), code)

    def _written(self, made: MadeDeck, code: str, form: Form) -> bytes | None:
        try:
            content = deck_file(self.office, made, form)
        except AsahiMetricsError as error:
            self.failures.append(Failure(code, error, form))
            return None
        self.decks[code] = made.deck
        return content

    def _asked(self, code: str) -> DeckRequest:
        """The same deck for one district; the place is that of one meeting."""
        return replace(asked_for(self.office, self.request, code), place="")

    def _listed(self) -> Iterator[str]:
        """What is in the zip, of which data, and what could not be made."""
        text = self.text
        deck = next(iter(self.decks.values()), None)
        if deck is None:
            return
        yield text("files.all.title", year=deck.year, count=len(self.decks))
        yield text("files.handout.as_of", month=deck.as_of, id=deck.revision)
        yield text(f"files.audience.{deck.audience}")
        if any(one.sample for one in self.decks.values()):
            yield text("deck.closing.sample")
        if any(one.provisional for one in self.decks.values()):
            yield text("stage.note")
        yield ""
        for code, one in self.decks.items():
            yield f"{code}  {one.title}"
        yield from (failure_line(self.office, text, one) for one in self.failures)


def failure_line(office: Office, text: Text, failure: Failure) -> str:
    """What could not be made of which district, and why."""
    return text(
        "files.all.failed",
        area=text.pick(office.pack.areas[failure.district].name),
        form=text(f"files.form.{failure.form}" if failure.form else "files.form.deck"),
        reason=text.of_error(failure.error),
    )
