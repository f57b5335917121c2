# SPDX-License-Identifier: Apache-2.0
"""Files that come in with a form: sealed piece by piece while they arrive, so that none is written down open (P21).

This is the only way in which a file comes in (`FILE_UPLOAD_HANDLERS`): what no page asked for is read over and kept
nowhere. Until a seal closes over a piece, the server holds some 64 KiB of it in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from comity.core.evidence import LARGEST_FILE, MOST_FILES
from comity.desk.ports import Coming, Exhausted
from comity.edge.web import door
from comity.edge.web.fields import Reader

FIELD = "files"
V = TypeVar("V", bound=Callable[..., Any])


def takes_files(view: V) -> V:
    """A view whose forms take files."""
    view.__dict__[_MARK] = True
    return view


_MARK = "comity_takes_files"


class Arrived:
    """A file that came whole. It is destroyed when the request ends, unless it was filed."""

    def __init__(self, coming: Coming) -> None:
        self.coming = coming

    def close(self) -> None:
        """Destroy it, unless it was filed."""
        self.coming.drop()


class Arriving(FileUploadHandler):
    """Seals the files of one request while they arrive. What is wrong is told when the form is read."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.count = 0
        self.too_large = self.too_many = self.full = False
        self._now: Coming | None = None

    def new_file(self, field_name: str, *args: Any, **more: Any) -> None:
        """The next file begins. Raises `SkipFile` where nobody asked for it."""
        super().new_file(field_name, *args, **more)
        match = getattr(self.request, "resolver_match", None)
        if field_name != FIELD or not getattr(getattr(match, "func", None), _MARK, False):
            raise SkipFile
        self.count += 1
        self.too_many = self.count > MOST_FILES
        if self.too_many or self.full:
            raise SkipFile
        try:
            self._now = door.court().files.begin(self.file_name or "")
        except Exhausted:
            self._give_up()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """The next piece. Raises `SkipFile` where the file is too large, or where there is no room for it."""
        assert self._now is not None
        if start + len(raw_data) > LARGEST_FILE:
            self.too_large = True
            self._now.drop()
            raise SkipFile
        try:
            self._now.write(raw_data)
        except Exhausted:
            self._give_up()

    def _give_up(self) -> None:
        self.full = True
        raise SkipFile

    def file_complete(self, file_size: int) -> Any:
        """The file is whole."""
        assert self._now is not None
        try:
            self._now.finish()
        except Exhausted:
            self.full = True
            self._now.drop()
            return None
        return Arrived(self._now)

    def upload_interrupted(self) -> None:
        """Whoever sent it went away."""
        if self._now is not None:
            self._now.drop()


def came(request: HttpRequest, read: Reader) -> tuple[Coming, ...]:
    """The files that came with a form. What is wrong with them stands in `read`. Raises `Exhausted`.

    They cannot be shown again, so whoever sees the form once more is told to choose them once more.
    """
    found = [one for one in request.FILES.getlist(FIELD) if isinstance(one, Arrived)]
    handler = next((one for one in request.upload_handlers if isinstance(one, Arriving)), None)
    if handler is not None:
        if handler.full:
            raise Exhausted("there is no room for these files")
        if handler.too_many:
            text = _("Ten files can lie beside one text. Send the rest with a second one.")
            read.fault(FIELD, _("at most ten files"), text)
        if handler.too_large:
            text = _("One of these files has more than 100 MB. Send a shorter part of it, or say where it lies.")
            read.fault(FIELD, _("at most 100 MB each"), text)
    return tuple(one.coming for one in found)


def again(errors: Mapping[str, str], coming: tuple[Coming, ...]) -> dict[str, str]:
    """What is wrong by field; beside the files, that they must be chosen anew where nothing else is said of them."""
    chosen = _("Nothing was kept of your files, because the form was not taken. Choose them once more.")
    return {**({FIELD: chosen} if coming else {}), **errors}


__all__ = ["FIELD", "Arrived", "Arriving", "again", "came", "takes_files"]
