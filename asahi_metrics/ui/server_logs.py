"""The web server's and Streamlit's own messages, in the program's log."""

from __future__ import annotations

import logging
import threading

import streamlit.logger

from asahi_metrics.core.events import LOGGER

# What Streamlit writes of a failed run; the program's own line has the error's number.
_UNCAUGHT = "Uncaught app execution"


def join_server_logs(handler: logging.Handler) -> None:
    """Let the handler take the place of those that Streamlit gives its loggers, now and later."""
    handler.addFilter(_is_news)

    def ours(logger: logging.Logger) -> None:
        logger.handlers[:] = [handler]

    # Streamlit asks this function for each logger that it makes.
    streamlit.logger.setup_formatter = ours
    for logger in list(streamlit.logger._loggers.values()):
        ours(logger)
    threading.excepthook = _tell_of_thread
    # The web server has set its own loggers up anew since.
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        ours(logging.getLogger(name))
        logging.getLogger(name).propagate = False


def _tell_of_thread(failed: threading.ExceptHookArgs) -> None:
    """Work beside the pages that failed, such as what is prepared at the start."""
    if failed.exc_value is not None:
        LOGGER.error("thread", exc_info=failed.exc_value, extra={"event": "thread"})


def _is_news(record: logging.LogRecord) -> bool:
    return record.msg != _UNCAUGHT
