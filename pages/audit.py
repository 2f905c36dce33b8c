"""The audit log, for administrators: who did what, and what was refused."""

from __future__ import annotations

from asahi_metrics.ui.audit_page import show_audit_page

show_audit_page()
