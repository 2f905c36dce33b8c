"""Dog patrol: figures, one indicator in pictures, the records behind."""

from __future__ import annotations

from asahi_metrics.ui.subject import show_subject

show_subject("dog_patrol")
