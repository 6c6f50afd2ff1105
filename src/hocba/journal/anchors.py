# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Anchors: headers of blocks that left the database, each with a timestamp.

A file ``NAME.json`` holds exactly the bytes of a block's header; ``NAME.tsr`` beside it
the RFC 3161 token over these bytes, which other tools check as well
(``openssl ts -verify -data NAME.json -in NAME.tsr -token_in``).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hocba.journal.chain import FORMAT
from hocba.problems import HocbaError, fail, register

#: An anchor → ``ok``, ``unknown`` or ``failed``, why, and when it was there already.
Verifier = Callable[["Anchor"], "tuple[str, str, datetime | None]"]

register(
    {
        "journal.anchor_invalid": {
            "en": "The anchor {name} is not valid: {detail}",
            "vi": "Bản neo {name} không hợp lệ: {detail}",
        },
        "journal.no_directory": {
            "en": "The folder of anchors {name} cannot be read.",
            "vi": "Không đọc được thư mục bản neo {name}.",
        },
    }
)


@dataclass(frozen=True)
class Anchor:
    """One block as it is known outside the database.

    :param hash: of the block
    :param header: the text whose hash it is; empty where the hash alone is known, as
        from a book that was issued
    :param token: empty where none was kept
    """

    name: str
    school: str
    year: str
    number: int
    sealed_at: str
    hash: str
    header: bytes = b""
    token: bytes = b""

    @classmethod
    def of(cls, header: bytes, token: bytes = b"", name: str = "") -> Anchor:
        """Read a header.

        :raises HocbaError: ``journal.anchor_invalid``
        """
        try:
            said = json.loads(header)
            if said["format"] != FORMAT:
                raise ValueError(said["format"])
            return cls(
                name,
                str(said["school"]),
                str(said["year"]),
                int(said["number"]),
                str(said["sealed_at"]),
                hashlib.sha256(header).hexdigest(),
                header,
                token,
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise fail("journal.anchor_invalid", name=name, detail=str(error))

    @property
    def scope(self) -> tuple[str, str]:
        """Return school and year, which name the chain."""
        return self.school, self.year


def file_name(school: str, year: str, number: int) -> str:
    """Return the name, without ending, under which an anchor is kept.

    ``chung`` (common) stands for what belongs to no one school or year.
    """
    parts = (re.sub(r"[^A-Za-z0-9_]+", "-", part or "chung") for part in (school, year))
    return f"{'-'.join(parts)}-{number}"


def write_anchor(
    directory: str | os.PathLike[str], header: bytes, token: bytes
) -> Path:
    """Keep an anchor as two files; one that is there already stays as it is.

    :raises OSError: the folder cannot be written
    """
    anchor = Anchor.of(header, token)
    stem = file_name(anchor.school, anchor.year, anchor.number)
    path = Path(directory) / f"{stem}.json"
    if path.exists() and path.read_bytes() != header:
        # Two blocks under one number are evidence: both are kept.
        path = path.with_name(f"{stem}-{anchor.hash[:12]}.json")
    for target, content in ((path.with_suffix(".tsr"), token), (path, header)):
        if content and not target.exists():
            work = target.with_name(f".{target.name}.new")
            work.write_bytes(content)
            work.replace(target)
    return path


def read_anchors(
    directory: str | os.PathLike[str],
) -> tuple[list[Anchor], list[HocbaError]]:
    """Return the anchors of a folder, and what stands there but is none.

    :raises HocbaError: ``journal.no_directory``
    """
    folder = Path(directory)
    if not folder.is_dir():
        raise fail("journal.no_directory", name=str(folder))
    found, faults = [], []
    for path in sorted(folder.glob("*.json")):
        token = path.with_suffix(".tsr")
        try:
            header = path.read_bytes()
            stamp = token.read_bytes() if token.exists() else b""
            found.append(Anchor.of(header, stamp, path.name))
        except OSError as error:
            detail = error.strerror or str(error)
            faults.append(fail("journal.anchor_invalid", name=path.name, detail=detail))
        except HocbaError as error:
            faults.append(error)
    return found, faults
