"""The open data catalogue as JSON-LD, in the terms of DCAT-AP 3.

Its context stands in the file itself, so that nobody need fetch one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from asahi_metrics.core.calendar import Month, add_months, first_day
from asahi_metrics.core.open_data import OpenCatalogue, OpenDataset, OpenFile
from asahi_metrics.core.public_page import Terms
from asahi_metrics.core.text import LANGUAGES, Bilingual
from asahi_metrics.visuals.shapes import prepare_shapes

CATALOGUE = "catalog.jsonld"

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TONGUES = {"ja": "JPN", "en": "ENG"}
_FORMATS = {"csv": "CSV", "geojson": "GEOJSON"}

Node = dict[str, Any]


def write_catalogue(catalogue: OpenCatalogue, base: str) -> bytes:
    """The catalogue; ``base`` is the folder's address, empty where readers have to fill it in."""
    return json.dumps(
        {"@context": _CONTEXT, **_Writer(catalogue, base).catalogue()},
        ensure_ascii=False,
        indent=1,
    ).encode()


@dataclass(frozen=True)
class _Writer:
    """Writes the nodes of one catalogue."""

    told: OpenCatalogue
    base: str

    def catalogue(self) -> Node:
        """The catalogue with all that it lists."""
        told = self.told
        return {
            "@id": self._within("catalog"),
            "@type": "dcat:Catalog",
            "dct:title": _both(told.title),
            "dct:description": _both(told.description),
            "dct:publisher": self._publisher(),
            "dct:language": [_tongue(lang) for lang in LANGUAGES],
            "dct:issued": _day(told.issued),
            "dct:modified": _day(told.modified),
            "dct:spatial": self._place(),
            "foaf:homepage": {"@id": self._address(""), "@type": "foaf:Document"},
            "dcat:themeTaxonomy": {
                "@id": f"{_AUTHORITY}/data-theme",
                "@type": "skos:ConceptScheme",
                "dct:title": [{"@value": "Data theme", "@language": "en"}],
            },
            **self._terms(),
            "dcat:dataset": [self._dataset(one) for one in told.datasets],
        }

    def _dataset(self, one: OpenDataset) -> Node:
        return {
            "@id": self._within(one.id),
            "@type": "dcat:Dataset",
            "dct:identifier": f"{self.told.ward_code}-{one.id}",
            "dct:title": _both(one.title),
            "dct:description": _both(one.description),
            "dct:publisher": self._publisher(),
            "dcat:keyword": [word for both in one.keywords for word in _both(both)],
            "dcat:theme": [{"@id": f"{_AUTHORITY}/data-theme/{code}"} for code in one.themes],
            "dct:spatial": self._place(),
            "dct:temporal": _span(one.first, one.last),
            "dct:issued": _day(self.told.issued),
            "dct:modified": _day(self.told.modified),
            "dcat:version": str(self.told.release),
            "adms:versionNotes": _both(self.told.version),
            "dct:accessRights": {"@id": f"{_AUTHORITY}/access-right/PUBLIC"},
            "dcat:landingPage": {"@id": self._address(""), "@type": "foaf:Document"},
            **self._contact(),
            **self._sample(one),
            "dcat:distribution": [self._file(file) for file in one.files],
        }

    def _sample(self, one: OpenDataset) -> Node:
        """What a reader of a sample must know before anything else."""
        if not one.sample:
            return {}
        return {"dct:provenance": {"@type": "dct:ProvenanceStatement",
                                   "rdfs:label": _both(self.told.sample_note)}}  # fmt: skip

    def _file(self, file: OpenFile) -> Node:
        media_type, _, _ = file.media_type.partition(";")
        return {
            "@id": self._within(file.name),
            "@type": "dcat:Distribution",
            "dct:title": _word(file.title[file.lang], file.lang),
            "dcat:accessURL": {"@id": self._address("")},
            "dcat:downloadURL": {"@id": self._address(file.name)},
            "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}/{media_type}"},
            "dct:format": {"@id": f"{_AUTHORITY}/file-type/{_FORMATS[file.name.rsplit('.')[-1]]}"},
            "dct:language": _tongue(file.lang),
            "dct:issued": _day(self.told.issued),
            "dct:modified": _day(self.told.modified),
            **self._terms(),
        }

    def _publisher(self) -> Node:
        names = {lang: one.publisher for lang, one in self.told.terms.items()}
        return {"@id": self._within("publisher"), "@type": "foaf:Agent", "foaf:name": _both(names)}

    def _terms(self) -> Node:
        """The licence where there is one; else a statement in words, which grants nothing."""
        stated = {lang: one.licence for lang, one in self.told.terms.items()}
        if url := self._one_of_terms().licence_url:
            licence = {"@id": url, "@type": "dct:LicenseDocument", "rdfs:label": _both(stated)}
            return {"dct:license": licence}
        return {"dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _both(stated)}}

    def _contact(self) -> Node:
        told = self._one_of_terms()
        if not told.contact:
            return {}
        names = {lang: one.contact for lang, one in self.told.terms.items()}
        point: Node = {"@type": "vcard:Kind", "vcard:fn": _both(names)}
        if told.contact_url:
            kind = {"mailto": "hasEmail", "tel": "hasTelephone"}
            scheme = told.contact_url.partition(":")[0]
            point[f"vcard:{kind.get(scheme, 'hasURL')}"] = {"@id": told.contact_url}
        return {"dcat:contactPoint": point}

    def _one_of_terms(self) -> Terms:
        return self.told.terms[LANGUAGES[0]]

    def _place(self) -> Node:
        geojson = json.loads(self.told.districts_geojson)
        (south, west), (north, east) = prepare_shapes(geojson).bounds
        ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        corners = ", ".join(f"{lon} {lat}" for lon, lat in ring)
        return {
            "@type": "dct:Location",
            "skos:prefLabel": _both(self.told.ward),
            "dct:identifier": self.told.ward_code,
            "dcat:bbox": {"@value": f"POLYGON(({corners}))", "@type": "geo:wktLiteral"},
        }

    def _within(self, name: str) -> str:
        """Something that the catalogue speaks of and that is no file."""
        return f"{self.base}{CATALOGUE}#{name}"

    def _address(self, name: str) -> str:
        return f"{self.base}{name}" or "./"


def _both(told: Bilingual | Mapping[str, str]) -> list[Node]:
    return [_word(told[lang], lang) for lang in LANGUAGES]


def _word(said: str, lang: str) -> Node:
    return {"@value": said, "@language": lang}


def _tongue(lang: str) -> Node:
    return {"@id": f"{_AUTHORITY}/language/{_TONGUES[lang]}"}


def _day(day: date) -> Node:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _span(first: Month, last: Month) -> Node:
    end = first_day(add_months(last, 1)) - timedelta(days=1)
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _day(first_day(first)),
        "dcat:endDate": _day(end),
    }
