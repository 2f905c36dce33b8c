"""An indicator's formula as a fraction: numerator ÷ denominator × per."""

from __future__ import annotations

import html

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.text import Text
from asahi_metrics.services.formulas import say_term


def formula_html(text: Text, indicator: Indicator) -> str:
    """The formula as a fraction, for the page."""
    name, unit = (html.escape(text.pick(one)) for one in (indicator.short, indicator.unit))
    top = html.escape(say_term(text, indicator.numerator))
    if indicator.denominator is None:
        right = f"<span>{top}</span>"
    else:
        bottom = html.escape(say_term(text, indicator.denominator))
        factor = "" if indicator.per == 1 else f"<span>× {indicator.per:,g}</span>"
        # The stroke of the fraction is a border, which a screen reader does not say.
        right = (
            f'<span class="am-fraction" role="math" aria-label="{top} ÷ {bottom}">'
            f"<span>{top}</span><span>{bottom}</span></span>{factor}"
        )
    return f'<div class="am-formula"><span>{name} ({unit})</span><span>=</span>{right}</div>'
