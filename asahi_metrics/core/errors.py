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


class NotSignedIn(NotAllowed):
    """Nobody is signed in, or the login cannot be relied on, or has ended."""


class NotEntitled(NotAllowed):
    """Somebody is signed in who has no role here."""


class UndoBlocked(AsahiMetricsError):
    """Later revisions touched the same records, so the undo would lose them."""


class NotFound(AsahiMetricsError):
    """Nothing stands under that name or number."""


class DatabaseFailing(AsahiMetricsError):
    """The database cannot be used now; nothing of what was asked has been changed."""


class RevisionPassed(AsahiMetricsError):
    """A figure was asked of a revision that is no longer the newest, and its data have changed."""


class PreviewOutdated(AsahiMetricsError):
    """What a file would change is no longer what was shown before the commit."""


class RestoreRefused(AsahiMetricsError):
    """Nothing is restored now."""


class BadBackup(RestoreRefused):
    """A file that is no sound backup of this ward, so that nothing is restored from it."""
