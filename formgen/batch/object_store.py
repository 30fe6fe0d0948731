"""Write papers to an object store that fsspec can reach (`pip install formgen[cluster]` and the store's own library).

A single object appears completely or not at all. But several objects do not appear together, as files of a folder do,
which are renamed together. If not all papers of an enterprise could be written, the enterprise counts as failed, and
the next run makes its papers again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from formgen.foundation.delivery import Paper, other_names
from formgen.foundation.errors import MachineError


class ObjectStore:
    """A store (`formgen.batch.store.Store`) at a URL such as `s3://bucket/folder`."""

    def __init__(self, url: str) -> None:
        """Raises MachineError if fsspec, or the library that it needs for this kind of URL, isn't installed."""
        self.url = url.rstrip("/")
        with self._reached("用不了"):
            _ = self._found

    def __reduce__(self) -> tuple[type[ObjectStore], tuple[str]]:
        """Pickle the URL only, so that each process opens its own connections."""
        return ObjectStore, (self.url,)

    @cached_property
    def _found(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs

        # Another process may have written in the meantime, so fsspec must not answer from its memory.
        system, root = url_to_fs(self.url, use_listings_cache=False)
        return system, root.rstrip("/")

    def put(self, papers: Sequence[Paper]) -> None:
        """Write the papers one after the other."""
        with self._reached("写不了"):
            system, root = self._found
            for folder in dict.fromkeys(f"{root}/{paper.path}".rpartition("/")[0] for paper in papers):
                system.makedirs(folder, exist_ok=True)
            for paper in papers:
                system.pipe_file(f"{root}/{paper.path}", paper.read())

    def token(self, path: str) -> str | None:
        """The state of the object as the store describes it: an ETag, times, a size. None if there is no such object."""
        with self._reached("读不了"):
            system, root = self._found
            try:
                return str(system.ukey(f"{root}/{path}"))
            except FileNotFoundError:
                return None

    def read(self, path: str) -> bytes:
        """The object's content."""
        with self._reached("读不了"):
            system, root = self._found
            content: bytes = system.cat_file(f"{root}/{path}")
            return content

    def set_aside(self, path: str) -> str:
        """Rename the object, and return its new path."""
        with self._reached("写不了"):
            system, root = self._found
            name = next(name for name in other_names(path) if not system.exists(f"{root}/{name}"))
            system.mv(f"{root}/{path}", f"{root}/{name}")
            return name

    def remove(self, path: str) -> None:
        """Remove the object, if it is there.

        In most stores a folder is only a part of the names. If a store has real folders, they stay.
        """
        with self._reached("写不了"):
            system, root = self._found
            if system.exists(f"{root}/{path}"):
                system.rm_file(f"{root}/{path}")

    def settle(self) -> None:
        """Do nothing: a store answers `put` only after it has saved the object."""

    @contextmanager
    def _reached(self, what: str) -> Iterator[None]:
        """Turn any failure into a MachineError of one line.

        The line does not show the URL, which may hold a password, nor the library's own words.
        """
        try:
            yield
        except MachineError:
            raise
        except ImportError:
            raise MachineError(
                "输出到这种地址需要另外安装：pip install 'formgen[cluster]'，以及这种存储自己的库（如 s3fs）"
            ) from None
        except Exception as fault:  # each store raises its own kinds of errors
            raise MachineError(f"{what}输出位置（{type(fault).__name__}），请核对地址、网络和权限") from None
