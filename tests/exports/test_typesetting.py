"""Setting a document: what Typst cannot set is told in the program's own words."""

from __future__ import annotations

import pytest

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.exports.typesetting import typeset


def test_what_is_given_is_set() -> None:
    assert typeset(b"#sys.inputs.said", {"said": "A"}).startswith(b"%PDF-")


def test_a_document_that_cannot_be_set_is_told_with_its_reason() -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        typeset(b'#image(bytes("<broken"), format: "svg")', {}, format="png")
    assert caught.value.key == "error.files.not_set"
    for lang in LANGUAGES:
        assert "SVG" in Text(lang).of_error(caught.value)
