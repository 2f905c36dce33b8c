"""How data gets onto a map: as calls of ``map.js``, with every string made harmless.

Every string that comes from data becomes HTML through ``escape_for_map`` alone.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import folium
from branca.element import Element, Figure
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;", "`": "&#96;", "$": "&#36;"})


def escape_for_map(value: object) -> str:
    """Text as HTML that stays text in markup, attributes, templates and script strings.

    >>> escape_for_map("<b>${a}`</b>")
    '&lt;b&gt;&#36;&#123;a&#125;&#96;&lt;/b&gt;'
    """
    return html.escape(str(value), quote=True).translate(_BRACES)


class Drawing(folium.MacroElement):
    """A call of one function of ``map.js`` on the element it is added to."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        wardMap.{{ this.function }}({{ this._parent.get_name() }}, {{ this.arguments }});
        {% endmacro %}
        """
    )

    def __init__(self, function: str, spec: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Drawing"
        self.function = function
        self.arguments = str(htmlsafe_json_dumps(spec))

    def as_json(self) -> str:
        """The function and what it is called with, as a list in JSON."""
        return f'["{self.function}",{self.arguments}]'

    def call(self, layer: str) -> str:
        """The call on a layer of that name, as a script."""
        return f"wardMap.{self.function}({layer}, {self.arguments});"

    def render(self, **_kwargs: object) -> str:
        """Put the call on the page as it is; folium would read it as a template once more."""
        script = _AsItIs(self._template.module.script(self))
        page = self.get_root()
        if isinstance(page, Figure):
            page.script.add_child(script, name=self.get_name())
        return ""


class _AsItIs(Element):
    """A piece of the page that is no template."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.content = content

    def render(self, **_kwargs: object) -> str:
        """The piece itself."""
        return self.content
