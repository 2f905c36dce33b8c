"""What the open data holds: datasets and files in both languages, as a catalogue tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from asahi_metrics.core.calendar import Month, Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.open_data import OpenCatalogue, OpenDataset, OpenFile
from asahi_metrics.core.text import LANGUAGES, Bilingual, Language, Text
from asahi_metrics.services.office import Office
from asahi_metrics.services.open_data import OpenFigures
from asahi_metrics.services.public_edition import boundary_note, terms
from asahi_metrics.services.publication import first_release

CSV = "text/csv; charset=utf-8"
GEOJSON = "application/geo+json"
FIGURES, DEFINITIONS, DISTRICTS = "figures", "definitions", "districts"

_TEXTS: Mapping[Language, Text] = {lang: Text(lang) for lang in LANGUAGES}


def open_catalogue(figures: OpenFigures) -> OpenCatalogue:
    """The catalogue of an edition; raises NotAllowed and NotFound."""
    office, release = figures.office, figures.edition.release
    ward = _picked(office.pack.areas.ward.name)
    return OpenCatalogue(
        title=_both("open_data.title", ward=ward),
        description=_both("open_data.description", ward=ward),
        ward=ward,
        ward_code=office.pack.codes.with_check_digit,
        release=release.id,
        version=_both("open_data.version", number=release.id, revision=release.revision),
        issued=_first_day(office),
        modified=office.local_time(release.created_at).date(),
        sample=any(figures.released.is_sample(one) for one in figures.indicators()),
        sample_note=_both("open_data.sample_note"),
        terms={lang: terms(office, text) for lang, text in _TEXTS.items()},
        datasets=tuple(_Shelves(figures).datasets()),
        districts_geojson=figures.edition.shapes.districts_geojson,
        boundaries={lang: boundary_note(figures.edition, text) for lang, text in _TEXTS.items()},
    )


def file_name(stem: str, ending: str, lang: Language) -> str:
    """The name of a file in a language.

    >>> file_name("figures", "csv", "ja"), file_name("figures", "csv", "en")
    ('figures.csv', 'figures.en.csv')
    """
    return f"{stem}.{ending}" if lang == LANGUAGES[0] else f"{stem}.{lang}.{ending}"


def district_file(year: int) -> str:
    """The stem of the file of a year's districts."""
    return f"{DISTRICTS}-{year}"


def _first_day(office: Office) -> date:
    """The day on which anything was first released."""
    return office.local_time(first_release(office).created_at).date()


@dataclass(frozen=True)
class _Shelves:
    """Puts the files of an edition together as datasets."""

    figures: OpenFigures

    def datasets(self) -> Iterator[OpenDataset]:
        """All figures, those of each subject, the districts, and the definitions."""
        everything = self.figures.indicators()
        yield self._dataset(FIGURES, everything, _csv(FIGURES, "open_data.figures.title"))
        for subject in self.figures.subjects:
            yield self._of_subject(subject)
        yield self._dataset(DISTRICTS, everything, self._by_year())
        yield self._dataset(
            DEFINITIONS, everything, _csv(DEFINITIONS, "open_data.definitions.title")
        )

    def _of_subject(self, subject: str) -> OpenDataset:
        name = _both(f"subject.{subject}")
        chosen = self.figures.indicators(subject)
        first, last = self._span(chosen)
        return OpenDataset(
            id=subject,
            title=_both("open_data.subject.title", subject=name),
            description=_both("open_data.subject.description", subject=name),
            keywords=(name, *(_picked(one.short) for one in chosen)),
            themes=self.figures.office.pack.imprint.themes.get(subject, ()),
            first=first,
            last=last,
            sample=self._is_sample(chosen),
            files=tuple(_csv(subject, "open_data.subject.title", subject=name)),
        )

    def _dataset(
        self, id_: str, chosen: tuple[Indicator, ...], files: Iterable[OpenFile]
    ) -> OpenDataset:
        themes = self.figures.office.pack.imprint.themes
        first, last = self._span(chosen)
        key = "all" if id_ == DISTRICTS else "title"
        return OpenDataset(
            id=id_,
            title=_both(f"open_data.{id_}.{key}"),
            description=_both(f"open_data.{id_}.description"),
            keywords=tuple(_both(f"subject.{one}") for one in self.figures.subjects),
            themes=tuple(dict.fromkeys(code for one in themes.values() for code in one)),
            first=first,
            last=last,
            sample=self._is_sample(chosen),
            files=tuple(files),
        )

    def _by_year(self) -> Iterator[OpenFile]:
        for year in reversed(self.figures.years):
            title = _both("open_data.districts.title", year=year)
            for lang in LANGUAGES:
                name = file_name(district_file(year), "geojson", lang)
                yield OpenFile(name, GEOJSON, title, lang)

    def _span(self, chosen: Iterable[Indicator]) -> tuple[Month, Month]:
        periods = list(self._periods(chosen))
        return min(one.first_month for one in periods), max(one.last_month for one in periods)

    def _periods(self, chosen: Iterable[Indicator]) -> Iterator[Period]:
        released = self.figures.released
        for one in chosen:
            for year in released.years(one):
                period = released.period(one, year)
                if period is not None:
                    yield period

    def _is_sample(self, chosen: Iterable[Indicator]) -> bool:
        return any(self.figures.released.is_sample(one) for one in chosen)


def _csv(stem: str, title: str, **params: Bilingual) -> Iterator[OpenFile]:
    told = _both(title, **params)
    for lang in LANGUAGES:
        yield OpenFile(file_name(stem, "csv", lang), CSV, told, lang)


def _both(key: str, **params: Bilingual | int) -> Bilingual:
    """A text in both languages; what fills its places may be in both as well."""
    return {
        lang: text(key, **{name: _of(value, lang) for name, value in params.items()})
        for lang, text in _TEXTS.items()
    }


def _of(value: Bilingual | int, lang: Language) -> str | int:
    return value if isinstance(value, int) else value[lang]


def _picked(both: Bilingual) -> Bilingual:
    return {lang: both[lang] for lang in LANGUAGES}
