"""The catalogue as linked data, read by another's reader: what DCAT-AP asks for is there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from asahi_metrics.core.open_data import OpenCatalogue, OpenDataset, OpenFile
from asahi_metrics.core.public_page import Terms
from asahi_metrics.exports.dcat import write_catalogue
from tests.exports.test_presentation import GEOJSON

# rdflib's own reader of JSON-LD still makes one.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

BASE = "https://example.lg.jp/asahi/open-data/"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
AUTHORITY = "http://publications.europa.eu/resource/authority"
# A term of DCAT 3, which rdflib does not list yet.
VERSION = URIRef("http://www.w3.org/ns/dcat#version")
HOSTILE = "</script><script>alert(1)</script>\"'\\"


def both(said: str) -> Mapping[str, str]:
    return {"ja": said, "en": f"{said} (en)"}


DATASET = OpenDataset(
    id="dog_patrol",
    title=both("わんわん"),
    description=both("説明"),
    keywords=(both("犬"), both("登録者数")),
    themes=("JUST", "REGI"),
    first=202404,
    last=202602,
    sample=True,
    files=(
        OpenFile("dog_patrol.csv", "text/csv; charset=utf-8", both("わんわん"), "ja"),
        OpenFile("dog_patrol.en.csv", "text/csv; charset=utf-8", both("わんわん"), "en"),
        OpenFile("districts-2026.geojson", "application/geo+json", both("地区"), "ja"),
        OpenFile("districts-2026.en.geojson", "application/geo+json", both("地区"), "en"),
    ),
)
CATALOGUE = OpenCatalogue(
    title=both("目録"),
    description=both("説明"),
    ward=both("旭区"),
    ward_code="141127",
    release=3,
    version=both("公表番号3"),
    issued=date(2026, 4, 1),
    modified=date(2026, 11, 26),
    sample=True,
    sample_note=both("サンプルです"),
    terms={"ja": Terms("旭区役所", "未定"), "en": Terms("Asahi Ward Office", "undecided")},
    datasets=(DATASET,),
    districts_geojson=GEOJSON,
    boundaries=both("概形"),
)


def parsed(catalogue: OpenCatalogue = CATALOGUE, base: str = BASE) -> Graph:
    graph = Graph()
    graph.parse(
        data=write_catalogue(catalogue, base),
        format="json-ld",
        publicID=f"{BASE}catalog.jsonld",
    )
    return graph


@pytest.fixture(scope="module")
def graph() -> Graph:
    return parsed()


def the(graph: Graph, kind: Node) -> Node:
    (found,) = set(graph.subjects(RDF.type, kind))
    return found


def languages(graph: Graph, node: Node, path: Node) -> set[str | None]:
    return {one.language for one in graph.objects(node, path) if isinstance(one, Literal)}


@pytest.mark.parametrize("path", [DCTERMS.title, DCTERMS.description])
@pytest.mark.parametrize("kind", [DCAT.Catalog, DCAT.Dataset])
def test_catalogue_and_dataset_have_title_and_description_in_both_languages(
    graph: Graph, kind: Node, path: Node
) -> None:
    assert languages(graph, the(graph, kind), path) == {"ja", "en"}


@pytest.mark.parametrize("kind", [DCAT.Catalog, DCAT.Dataset])
def test_there_is_one_publisher_with_a_name(graph: Graph, kind: Node) -> None:
    (publisher,) = graph.objects(the(graph, kind), DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in graph
    assert set(graph.objects(publisher, FOAF.name)) == {
        Literal("旭区役所", "ja"),
        Literal("Asahi Ward Office", "en"),
    }


def test_the_catalogue_lists_its_datasets_languages_home_and_taxonomy(graph: Graph) -> None:
    catalogue = the(graph, DCAT.Catalog)
    assert set(graph.objects(catalogue, DCAT.dataset)) == {the(graph, DCAT.Dataset)}
    assert set(graph.objects(catalogue, FOAF.homepage)) == {URIRef(BASE)}
    assert set(graph.objects(catalogue, DCTERMS.language)) == {
        URIRef(f"{AUTHORITY}/language/JPN"),
        URIRef(f"{AUTHORITY}/language/ENG"),
    }
    (taxonomy,) = graph.objects(catalogue, DCAT.themeTaxonomy)
    assert list(graph.objects(taxonomy, DCTERMS.title))


@pytest.mark.parametrize("kind", [DCAT.Catalog, DCAT.Dataset, DCAT.Distribution])
def test_days_are_days(graph: Graph, kind: Node) -> None:
    for node in graph.subjects(RDF.type, kind):
        assert list(graph.objects(node, DCTERMS.issued)) == [
            Literal("2026-04-01", datatype=XSD.date)
        ]
        assert list(graph.objects(node, DCTERMS.modified)) == [
            Literal("2026-11-26", datatype=XSD.date)
        ]


def test_a_dataset_says_what_it_is_of_where_and_when(graph: Graph) -> None:
    dataset = the(graph, DCAT.Dataset)
    assert set(graph.objects(dataset, DCAT.theme)) == {
        URIRef(f"{AUTHORITY}/data-theme/JUST"),
        URIRef(f"{AUTHORITY}/data-theme/REGI"),
    }
    assert Literal("犬", "ja") in set(graph.objects(dataset, DCAT.keyword))
    (span,) = graph.objects(dataset, DCTERMS.temporal)
    assert [str(graph.value(span, path)) for path in (DCAT.startDate, DCAT.endDate)] == [
        "2024-04-01",
        "2026-02-28",
    ]
    (place,) = graph.objects(dataset, DCTERMS.spatial)
    assert set(graph.objects(place, SKOS.prefLabel)) == {
        Literal("旭区", "ja"),
        Literal("旭区 (en)", "en"),
    }
    assert str(graph.value(place, DCAT.bbox)).startswith("POLYGON((139.5 35.46")
    assert str(graph.value(dataset, VERSION)) == "3"
    assert str(graph.value(dataset, DCTERMS.identifier)) == "141127-dog_patrol"
    assert len(list(graph.objects(dataset, DCTERMS.accessRights))) == 1


def test_sample_data_is_said_to_be_such_where_it_comes_from(graph: Graph) -> None:
    (origin,) = graph.objects(the(graph, DCAT.Dataset), DCTERMS.provenance)
    assert Literal("サンプルです", "ja") in set(graph.objects(origin, RDFS.label))
    real = parsed(replace(CATALOGUE, datasets=(replace(DATASET, sample=False),)))
    assert not list(real.objects(None, DCTERMS.provenance))


def test_each_file_is_a_distribution_with_address_kind_and_language(graph: Graph) -> None:
    files = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(files) == len(DATASET.files)
    found = {}
    for file in files:
        assert list(graph.objects(file, DCAT.accessURL)) == [URIRef(BASE)]
        assert list(graph.objects(file, DCTERMS.title))
        (download,) = graph.objects(file, DCAT.downloadURL)
        (media_type,) = graph.objects(file, DCAT.mediaType)
        (form,) = graph.objects(file, DCTERMS["format"])
        tongues = sorted(str(one)[-3:] for one in graph.objects(file, DCTERMS.language))
        found[str(download)] = (str(media_type), str(form), tongues)
    media, forms = "https://www.iana.org/assignments/media-types", f"{AUTHORITY}/file-type"
    csv, geojson = (
        (f"{media}/text/csv", f"{forms}/CSV"),
        (f"{media}/application/geo+json", f"{forms}/GEOJSON"),
    )
    assert found == {
        f"{BASE}dog_patrol.csv": (*csv, ["JPN"]),
        f"{BASE}dog_patrol.en.csv": (*csv, ["ENG"]),
        f"{BASE}districts-2026.geojson": (*geojson, ["JPN"]),
        f"{BASE}districts-2026.en.geojson": (*geojson, ["ENG"]),
    }


def test_without_a_licence_none_is_claimed_and_the_terms_are_stated(graph: Graph) -> None:
    assert not list(graph.objects(None, DCTERMS.license))
    for kind in (DCAT.Catalog, DCAT.Distribution):
        for node in graph.subjects(RDF.type, kind):
            (rights,) = graph.objects(node, DCTERMS.rights)
            assert Literal("未定", "ja") in set(graph.objects(rights, RDFS.label))


def test_a_licence_that_was_granted_is_named_by_its_address() -> None:
    url = "https://creativecommons.org/licenses/by/4.0/deed.ja"
    terms = {lang: Terms("旭区役所", "CC BY 4.0", url) for lang in ("ja", "en")}
    graph = parsed(replace(CATALOGUE, terms=terms))
    assert set(graph.objects(None, DCTERMS.license)) == {URIRef(url)}
    assert (URIRef(url), RDF.type, DCTERMS.LicenseDocument) in graph
    assert not list(graph.objects(None, DCTERMS.rights))
    for file in graph.subjects(RDF.type, DCAT.Distribution):
        assert len(list(graph.objects(file, DCTERMS.license))) == 1


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("mailto:ward@example.lg.jp", VCARD.hasEmail),
        ("tel:+81-45-000-0000", VCARD.hasTelephone),
        ("https://example.lg.jp/ask", VCARD.hasURL),
    ],
)
def test_whom_to_ask_is_said_where_the_pack_does(url: str, path: Node) -> None:
    terms = {lang: Terms("旭区役所", "未定", "", "総務課", url) for lang in ("ja", "en")}
    graph = parsed(replace(CATALOGUE, terms=terms))
    (point,) = graph.objects(the(graph, DCAT.Dataset), DCAT.contactPoint)
    assert list(graph.objects(point, path)) == [URIRef(url)]
    assert Literal("総務課", "ja") in set(graph.objects(point, VCARD.fn))
    assert not list(parsed().objects(None, DCAT.contactPoint))


def test_without_a_public_address_it_is_read_from_where_it_was_got() -> None:
    told = write_catalogue(CATALOGUE, "")
    assert b"example.lg.jp" not in told
    assert set(parsed(base="")) != set()
    relative, absolute = parsed(base=""), parsed()
    for path in (DCAT.downloadURL, DCAT.accessURL, FOAF.homepage):
        assert set(relative.objects(None, path)) == set(absolute.objects(None, path))


def test_nobody_need_fetch_a_context() -> None:
    assert isinstance(json.loads(write_catalogue(CATALOGUE, BASE))["@context"], dict)


def test_what_files_say_stays_text() -> None:
    terms = {lang: Terms(HOSTILE, HOSTILE) for lang in ("ja", "en")}
    evil = replace(
        CATALOGUE,
        title=both(HOSTILE),
        ward=both(HOSTILE),
        terms=terms,
        datasets=(replace(DATASET, title=both(HOSTILE), keywords=(both(HOSTILE),)),),
    )
    graph = parsed(evil)
    assert Literal(HOSTILE, "ja") in set(graph.objects(the(graph, DCAT.Dataset), DCAT.keyword))
