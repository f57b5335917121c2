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

from comity.core.clause import Fault, Malformed
from comity.core.evidence import LARGEST_FILE, MOST_FILES
from comity.desk.filing import Filing
from comity.desk.handle import Answer
from comity.desk.ports import Coming, Exhausted, Missing
from comity.edge.web import door, session
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.scripted import readers_changed

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

    Those that were sealed on arrival cannot be shown again, so whoever sees the form once more is told to choose them
    once more; those that a browser sealed wait on.
    """
    found = [one for one in request.FILES.getlist(FIELD) if isinstance(one, Arrived)]
    handler = next((one for one in request.upload_handlers if isinstance(one, Arriving)), None)
    if handler is not None:
        if handler.full:
            raise Exhausted("there is no room for these files")
        if handler.too_many:
            _too_many(read)
        if handler.too_large:
            text = _("One of these files has more than 100 MB. Send a shorter part of it, or say where it lies.")
            read.fault(FIELD, _("at most 100 MB each"), text)
    waiting = _waiting(request, read)
    if len(found) + len(waiting) > MOST_FILES:
        _too_many(read)
    return (*(one.coming for one in found), *waiting)


def _too_many(read: Reader) -> None:
    text = _("Ten files can lie beside one text. Send the rest with a second one.")
    read.fault(FIELD, _("at most ten files"), text)


def _waiting(request: HttpRequest, read: Reader) -> list[Coming]:
    """The files that a browser sealed and sent in parts before the form."""
    shelf, person, found = door.court().files.parcels, session.person_of(request), {}
    for token, digest, wraps in read.parcels(FIELD)[: MOST_FILES + 1]:
        try:
            found[digest] = shelf.waiting(person, token, digest, wraps)
        except Missing:
            text = _("One of these files is not here any more, because it waited for a day. Choose it once more.")
            read.fault(FIELD, _("sent before the form"), text)
    return list(found.values())


def again(errors: Mapping[str, str], coming: tuple[Coming, ...]) -> dict[str, str]:
    """What is wrong by field; beside the files, that they must be chosen anew where nothing else is said of them."""
    chosen = _("Nothing was kept of your files, because the form was not taken. Choose them once more.")
    return {**({FIELD: chosen} if any(one.secret for one in coming) else {}), **errors}


def filed(
    court: Court, coming: tuple[Coming, ...], filing: Filing, text: str, act: Callable[[Mapping[str, int]], Answer]
) -> Answer:
    """Do an act with the files beside its text; what is wrong with them is said beside their field.

    Raises what the act raises, and `Malformed`.
    """
    try:
        return court.files.filed(coming, filing, text, act)
    except Malformed as wrong:
        raise Malformed([_beside(fault) for fault in wrong.faults]) from wrong


def _beside(fault: Fault) -> Fault:
    if fault.field != "wraps" and (fault.field, fault.rule) != (FIELD, "sealed anew"):
        return fault
    readers_changed()
    text = _("What your browser sealed does not fit any more. Nothing is lost: send it once more.")
    return Fault(field=FIELD, rule=_("sealed for whoever reads it"), text=text, clause="P21")


__all__ = ["FIELD", "Arrived", "Arriving", "again", "came", "filed", "takes_files"]
