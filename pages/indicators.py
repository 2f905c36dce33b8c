"""Indicators: what each figure means, how it is computed, where it comes from."""

from __future__ import annotations

from asahi_metrics.ui.definitions import show_definitions
from asahi_metrics.ui.lines import use_lines

use_lines()
show_definitions()
