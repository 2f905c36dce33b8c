"""One error tree: every failure the program names itself is an AsahiMetricsError."""

from __future__ import annotations


class AsahiMetricsError(Exception):
    """A failure with a text key, so that it can be told in the reader's language.

    ``key`` stands in ``core/words`` and ``params`` fill its places. Say it with
    ``Text.of_error``; ``str()`` gives the key and the parameters for logs.
    """

    def __init__(self, key: str, /, **params: object) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.key}({told})" if told else self.key


class UnreadableFile(AsahiMetricsError):
    """The file as a whole cannot be read: wrong format, too large, broken."""


class BadBoundaries(AsahiMetricsError):
    """A boundary file that does not cover the ward as it must."""


class CatalogueError(AsahiMetricsError):
    """The ward pack (catalogue, areas, words) contradicts itself."""


class NotAllowed(AsahiMetricsError):
    """The principal may not do this."""


class UndoBlocked(AsahiMetricsError):
    """Later revisions touched the same records, so the undo would lose them."""


class DatabaseSilent(AsahiMetricsError):
    """The database cannot be reached, or does not answer."""


class NotFound(AsahiMetricsError):
    """Nothing stands under that name or number."""
