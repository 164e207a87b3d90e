"""Names of static files that carry a hash of their content, so that a browser may keep them for ever."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedNames(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the package has no types
    """The names that `collectstatic` made (`lianxin serve` runs it); before that, the plain ones, kept an hour."""

    manifest_strict = False

    def compress_files(self, paths: Iterable[str]) -> Any:
        """Ours only: the API's reading page and the like take half a minute and are seldom fetched."""
        return super().compress_files([path for path in paths if path.startswith("built/")])

    def hashed_name(self, name: str, content: Any = None, filename: Any = None) -> str:
        """The name with its hash; unchanged where the file has not been collected."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
