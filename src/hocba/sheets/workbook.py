# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Open a spreadsheet file, whatever its format.

Files come from strangers: everything is bounded before it is unpacked or built, no
formula is evaluated, no entity resolved, nothing fetched. Old ``.xls`` needs xlrd;
``.xlsx`` and a web page named ``.xls`` need nothing but lxml.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

from ..problems import HocbaError, Where, fail, register
from .grid import Area, Book, Cell, Grid, letter

MAX_FILE = 20 * 2**20

register(
    {
        "file.empty": {"vi": "tệp rỗng", "en": "the file is empty"},
        "file.too_big": {
            "vi": "tệp quá lớn ({size} MB), giới hạn là {limit} MB",
            "en": "the file is too big ({size} MB), the limit is {limit} MB",
        },
        "file.not_excel": {
            "vi": "không phải là tệp Excel: hãy mở bằng Excel rồi lưu lại dạng .xlsx",
            "en": "this is no Excel file: open it in Excel and save it as .xlsx",
        },
        "file.broken": {
            "vi": "tệp bị hỏng hoặc bị cắt cụt, không đọc được: hãy gửi lại tệp gốc",
            "en": "the file is broken or cut off: send the original again",
        },
        "file.locked": {
            "vi": "tệp có mật khẩu: hãy bỏ mật khẩu rồi gửi lại",
            "en": "the file has a password: remove it and send the file again",
        },
        "file.needs_package": {
            "vi": "máy chủ thiếu gói Python «{package}» để đọc loại tệp này",
            "en": "the Python package “{package}” is missing to read this kind of file",
        },
        "sheet.hidden": {
            "vi": "trang tính bị ẩn nên không được đọc",
            "en": "the sheet is hidden and was not read",
            "level": "warning",
        },
    }
)


def load(data: bytes, filename: str, keep: str = "") -> Book:
    """Return the visible sheets of a spreadsheet file.

    ``keep`` names a sheet of an .xlsx file that is no table for persons: it is read
    even if it is hidden, and kept apart.

    :raises HocbaError: ``file.empty``, ``file.too_big``, ``file.not_excel``,
        ``file.broken``, ``file.locked``, ``file.bomb``, ``file.needs_package``,
        ``file.opendocument``, ``file.binary``, ``sheet.too_big``, ``sheet.formatted``.
    """
    where = Where(file=filename)
    if not data:
        raise fail("file.empty", where)
    if len(data) > MAX_FILE:
        size = {"size": len(data) // 2**20, "limit": MAX_FILE // 2**20}
        raise fail("file.too_big", where, **size)
    book = Book(filename, [], keep=keep)
    try:
        reader = _reader(data)
        if reader is None:
            raise fail("file.not_excel", where)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader(data, book)
    except (HocbaError, MemoryError):
        raise
    except ImportError as error:
        raise fail("file.needs_package", where, package=error.name)
    except Exception as error:
        # the libraries raise whatever their parser stumbled over
        raise fail("file.broken", where) from error
    return book


def _reader(data: bytes) -> Callable[[bytes, Book], None] | None:
    if data.startswith(b"PK"):
        from . import xlsx

        return xlsx.read
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        from . import xls

        return xls.read
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (
        head.startswith(b"<")
        and b"<workbook" not in head
        and (b"<html" in head or b"<table" in head)
    ):
        from . import webpage

        return webpage.read
    return None


__all__ = ["MAX_FILE", "Area", "Book", "Cell", "Grid", "letter", "load"]
