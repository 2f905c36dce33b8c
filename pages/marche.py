"""The monthly market: figures, one indicator in pictures, the records behind."""

from __future__ import annotations

from asahi_metrics.ui.subject import show_subject

show_subject("marche")
