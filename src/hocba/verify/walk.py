# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A walk through what others added to a PDF: each object must have its place.

An object that was there may change only in the way in which evidence, timestamps and
invisible signatures change it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from asn1crypto import tsp
from cryptography import x509
from cryptography.x509 import ocsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from hocba.problems import Problem
from hocba.signing.contract import Evidence
from hocba.signing.trust import MALFORMED
from hocba.verify.packed import inflate
from hocba.verify.spelling import Hex, Name, Ref, Refused, Stream
from hocba.verify.tail import Revision
from hocba.verify.whole import Stamp, signer, stamp, without_padding

#: More evidence than renewals of a century need.
MAX_EVIDENCE = 1_000
#: No signed book is larger; so is all that is unpacked of what was added to one.
MAX_UNPACKED = 16 * 1024 * 1024
_LISTS = {"Certs": "certificates", "OCSPs": "ocsps", "CRLs": "crls"}
_VRI = {"Cert": "certificates", "OCSP": "ocsps", "CRL": "crls"}
_FIELD = {"Type", "Subtype", "FT", "T", "TU", "V", "F", "Rect", "P", "MK", "DA", "BS"}
_SIGNATURE = {
    "Type",
    "Filter",
    "SubFilter",
    "Contents",
    "ByteRange",
    "M",
    "Name",
    "Reason",
    "Location",
    "ContactInfo",
    "Prop_Build",
    "V",
    "R",
}
_EXTENSION = {"Type", "BaseVersion", "ExtensionLevel", "ExtensionRevision", "URL"}
#: What programs write anew whenever they save a file.
_REWRITTEN = {"ModDate", "Producer"}
_VERSIONS = ("1.7", "2.0")
_FORM = ("Fields", "SigFlags")
_READERS: dict[str, Callable[[bytes], object]] = {
    "certificates": x509.load_der_x509_certificate,
    "ocsps": ocsp.load_der_ocsp_response,
    "crls": x509.load_der_x509_crl,
    "tokens": lambda der: tsp.ContentInfo.load(der, strict=True).native,
}


@dataclass
class Additions:
    """What stands behind the last signature.

    :param notes: what is there, by name
    :param problems: why the file cannot pass with it
    :param evidence: what helps to judge the signatures, without a timestamp
    """

    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    evidence: Evidence = Evidence(b"")


def plain(value: Any) -> Any:
    """Return a part of the signed file in the types of the strict reader."""
    if isinstance(value, generic.IndirectObject):
        return Ref(value.idnum, value.generation)
    if isinstance(value, generic.StreamObject):
        return Stream(_entries(value), b"")
    if isinstance(value, generic.DictionaryObject):
        return _entries(value)
    if isinstance(value, generic.ArrayObject):
        return [plain(value.raw_get(at)) for at in range(len(value))]
    if isinstance(value, generic.NameObject):
        return Name(value[1:])
    if isinstance(value, generic.BooleanObject):
        return bool(value.value)
    if isinstance(value, generic.NumberObject):
        return int(value)
    if isinstance(value, generic.FloatObject):
        return float(value)
    if isinstance(value, generic.TextStringObject | generic.ByteStringObject):
        return value.original_bytes
    return None


def _entries(value: generic.DictionaryObject) -> dict[str, Any]:
    return {str(key)[1:]: plain(value.raw_get(key)) for key in value}


class Walk:
    """Goes through the additions in their order."""

    def __init__(
        self,
        data: bytes,
        signed: PdfFileReader,
        found: Additions,
    ) -> None:
        self.data = data
        self.signed = signed
        self.found = found
        self.notes: list[Problem | Stamp] = []
        self.older: dict[int, Any] = {}
        self.room = MAX_UNPACKED
        self.trailer = {
            key: plain(signed.trailer.raw_get(f"/{key}"))
            for key in ("Root", "Info")
            if f"/{key}" in signed.trailer
        }
        self.names = {str(one.field_name) for one in signed.embedded_signatures}

    def revision(self, revision: Revision) -> None:
        """Find a place for each object of an addition, and name the addition."""
        self.now = revision
        self.seen: set[int] = set()
        self.count = {"certificates": 0, "ocsps": 0, "crls": 0}
        trailer = revision.trailer
        for key in ("Root", "Info", "Encrypt"):
            if trailer.get(key) != self.trailer.get(key):
                raise self.fail(f"another {key}")
        self.info()
        added = self.root()
        notes = [self.signature(*one) for one in added]
        if self.changed_store or any(self.count.values()):
            notes.insert(0, self.note("evidence", **self.count))
        left = set(revision.objects) - self.seen
        if left:
            raise self.fail(f"object {min(left)} belongs to nothing")
        for note in notes or [self.note("nothing")]:
            if isinstance(note, Problem) and note.level == "error":
                self.found.problems.append(note)
            else:
                self.notes.append(note)
        self.older |= revision.objects

    def fail(self, why: str) -> Refused:
        return Refused(self.now.start, why)

    def note(self, code: str, **values: Any) -> Problem:
        """Name an addition, with the digest of its very bytes."""
        return Problem(f"verify.added_{code}", {**values, "sha256": self.digest})

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data[self.now.start : self.now.end]).hexdigest()

    def before(self, ref: Ref) -> Any:
        """Return an object as it was before this addition."""
        if ref.number in self.older and not ref.generation:
            return self.older[ref.number]
        if ref.number >= self.now.size:
            return None
        number = generic.Reference(ref.number, ref.generation, self.signed)
        return plain(self.signed.get_object(number))

    def follow(self, value: Any, was: Any) -> Any:
        """Return what a value stands for.

        An object that was there may only be written anew where it stood before.
        """
        if not isinstance(value, Ref):
            return value
        if value.number not in self.now.objects or value.generation:
            return self.before(value)
        if value.number < self.now.size and value != was:
            raise self.fail(f"object {value.number} is used for something else")
        self.seen.add(value.number)
        return self.now.objects[value.number]

    def old(self, value: Any) -> Any:
        return self.before(value) if isinstance(value, Ref) else value

    def both(self, value: Any, was: Any, kind: type) -> tuple[Any, Any]:
        """Return what a value stands for, and what its like stood for before."""
        new, old = self.follow(value, was), self.old(was)
        if not isinstance(new, kind):
            raise self.fail("a part of another kind")
        return new, old if isinstance(old, kind) else kind()

    def info(self) -> None:
        ref = self.trailer.get("Info")
        if ref is None:
            return
        new, old = self.both(ref, ref, dict)
        if not all(isinstance(value, bytes) for value in new.values()) or (
            {k: v for k, v in new.items() if k not in _REWRITTEN}
            != {k: v for k, v in old.items() if k not in _REWRITTEN}
        ):
            raise self.fail("another title or author")

    def root(self) -> list[tuple[str, dict[str, Any]]]:
        """Look at the catalogue; return the fields that were added, with signatures."""
        ref = self.trailer["Root"]
        new, old = self.both(ref, ref, dict)
        for key in sorted(set(new) | set(old)):
            if key in ("DSS", "AcroForm") or new.get(key) == old.get(key):
                continue
            if key == "Version" and new.get(key) in _VERSIONS:
                continue
            if key == "Extensions":
                self.extensions(*self.both(new.get(key), old.get(key), dict))
                continue
            raise self.fail(f"another {key} in the catalogue")
        self.changed_store = False
        if "DSS" in old or "DSS" in new:
            self.store(*self.both(new.get("DSS"), old.get("DSS"), dict))
        return self.form(*self.both(new.get("AcroForm"), old.get("AcroForm"), dict))

    def extensions(self, new: dict[str, Any], old: dict[str, Any]) -> None:
        for key, value in new.items():
            if old.get(key) == value or key == "Type":
                continue
            for one in value if isinstance(value, list) else [value]:
                entry = self.follow(one, None)
                if not isinstance(entry, dict) or not set(entry) <= _EXTENSION:
                    raise self.fail("an unknown extension")

    def store(self, new: dict[str, Any], old: dict[str, Any]) -> None:
        self.changed_store = new != old
        if not set(new) <= {*_LISTS, "VRI", "Type"}:
            raise self.fail("an unknown part of the evidence")
        for key, kind in _LISTS.items():
            if key in new:
                self.pieces(kind, *self.both(new[key], old.get(key), list))
        if "VRI" in new:
            self.by_signature(*self.both(new["VRI"], old.get("VRI"), dict))

    def by_signature(self, new: dict[str, Any], old: dict[str, Any]) -> None:
        """Look at the evidence that is named for each signature."""
        for key, value in new.items():
            if key == "Type":
                continue
            entry, was = self.both(value, old.get(key), dict)
            if not set(entry) <= {*_VRI, "Type", "TU", "TS"}:
                raise self.fail("an unknown part of the evidence")
            for part, kind in _VRI.items():
                if part in entry:
                    self.pieces(kind, *self.both(entry[part], was.get(part), list))
            if "TS" in entry:
                self.piece("tokens", entry["TS"])
            if not isinstance(entry.get("TU", b""), bytes):
                raise self.fail("a time that is none")

    def pieces(self, kind: str, new: list[Any], old: list[Any]) -> None:
        known = {one for one in old if isinstance(one, Ref)}
        for one in new:
            if one not in known:
                self.piece(kind, one)

    def piece(self, kind: str, ref: Any) -> None:
        """Take one certificate or answer, in the one spelling that it has."""
        if not isinstance(ref, Ref):
            raise self.fail("evidence that is none")
        seen = ref.number in self.seen
        stream = self.follow(ref, None)
        if seen or ref.number not in self.now.objects:
            # It is counted where it was added.
            if not isinstance(stream, Stream):
                raise self.fail("evidence that is none")
            return
        if not isinstance(stream, Stream) or not set(stream.entries) <= {
            "Length",
            "Filter",
        }:
            raise self.fail("evidence that is none")
        try:
            der = _unpacked(stream, self.room)
            self.room -= len(der)
            _READERS[kind](der)
        except MALFORMED as error:
            raise self.fail("evidence that is none") from error
        if kind == "tokens":
            return
        self.count[kind] += 1
        evidence = self.found.evidence
        more = {kind: (*getattr(evidence, kind), der)}
        if len(more[kind]) > MAX_EVIDENCE:
            raise self.fail("too much evidence")
        self.found.evidence = Evidence(
            b"",
            **{
                one: more.get(one, getattr(evidence, one))
                for one in ("certificates", "ocsps", "crls")
            },
        )

    def form(
        self, new: dict[str, Any], old: dict[str, Any]
    ) -> list[tuple[str, dict[str, Any]]]:
        flags = new.get("SigFlags"), old.get("SigFlags")
        rest = [
            {key: value for key, value in one.items() if key not in _FORM}
            for one in (new, old)
        ]
        if rest[0] != rest[1] or (flags[0] != flags[1] and flags[0] != 3):
            raise self.fail("another form")
        fields, were = self.both(new.get("Fields", []), old.get("Fields"), list)
        added = self.longer(fields, were)
        pages: dict[Ref, list[Ref]] = {}
        found = []
        for ref in added:
            entry = self.follow(ref, None)
            if not isinstance(entry, dict) or not set(entry) <= _FIELD | {"AP"}:
                raise self.fail("an unknown field")
            name = entry.get("T")
            if (
                entry.get("FT") != "Sig"
                or entry.get("Subtype") != "Widget"
                or not isinstance(name, bytes)
            ):
                raise self.fail("an unknown field")
            if isinstance(page := entry.get("P"), Ref):
                pages.setdefault(page, []).append(ref)
            title = _title(name)
            if title in self.names:
                raise self.fail(f"a second field {title}")
            self.names.add(title)
            found.append((title, entry))
        for page, notes in pages.items():
            self.page(page, notes)
        return found

    def longer(self, new: list[Any], old: list[Any]) -> list[Ref]:
        """Return what was added at the end of a list."""
        added = new[len(old) :]
        if new[: len(old)] != old or len(set(added)) != len(added):
            raise self.fail("a list that lost something")
        for ref in added:
            if not isinstance(ref, Ref) or ref.number not in self.now.objects:
                raise self.fail("a field that is not there")
        return added

    def page(self, ref: Ref, notes: list[Ref]) -> None:
        """Let a page name the new fields upon it, and change in nothing else."""
        new, old = self.both(ref, ref, dict)
        rest = [{k: v for k, v in one.items() if k != "Annots"} for one in (new, old)]
        if rest[0] != rest[1] or old.get("Type") != "Page":
            raise self.fail("a page was changed")
        listed, were = self.both(new.get("Annots", []), old.get("Annots"), list)
        if not set(self.longer(listed, were)) <= set(notes):
            raise self.fail("something was put upon a page")

    def signature(self, title: str, entry: dict[str, Any]) -> Problem | Stamp:
        """Judge whether a signature is what it seems, and name it."""
        if "AP" in entry or not _invisible(entry.get("Rect")):
            self.seen |= self.appearance(entry.get("AP"))
            self.value(entry)
            return self.note("visible", field=title)
        value, content, covered = self.value(entry)
        try:
            if value.get("Type") == "DocTimeStamp":
                return stamp(content, covered, self.digest)
            name = signer(content, covered)
        except MALFORMED:
            return self.note("broken", field=title)
        return self.note("signature", signer=name)

    def appearance(self, value: Any) -> set[int]:
        """Return the objects of what a signature shows."""
        found: set[int] = set()
        left = [value]
        while left:
            one = left.pop()
            if isinstance(one, Ref):
                if one.number in self.now.objects and one.number not in found:
                    if one.number < self.now.size:
                        raise self.fail("an object is used for something else")
                    found.add(one.number)
                    left.append(self.now.objects[one.number])
            elif isinstance(one, Stream):
                left.append(one.entries)
            elif isinstance(one, dict):
                left += one.values()
            elif isinstance(one, list):
                left += one
        return found

    def value(self, entry: dict[str, Any]) -> tuple[dict[str, Any], bytes, bytes]:
        """Return a signature with its content and the bytes that it covers."""
        value = self.follow(entry.get("V"), None)
        if not isinstance(value, dict) or not set(value) <= _SIGNATURE:
            raise self.fail("a field without a signature")
        content, ranges = value.get("Contents"), value.get("ByteRange")
        if (
            not isinstance(content, Hex)
            or not isinstance(ranges, list)
            or ranges[:3] != [0, content.start, content.end]
            or ranges[3:] != [self.now.end - content.end]
        ):
            raise self.fail("a signature that does not cover the file")
        covered = self.data[: content.start] + self.data[content.end : self.now.end]
        return value, without_padding(content), covered


def _unpacked(stream: Stream, room: int) -> bytes:
    packing = stream.entries.get("Filter")
    if packing is None:
        return stream.raw
    if packing not in ("FlateDecode", ["FlateDecode"]):
        raise ValueError(packing)
    return inflate(stream.raw, room)


def _title(name: bytes) -> str:
    if name.startswith(b"\xfe\xff"):
        return name[2:].decode("utf-16-be", "replace")
    return name.decode("latin-1")


def _invisible(rect: Any) -> bool:
    """Return whether a field takes no room on its page."""
    return (
        isinstance(rect, list)
        and len(rect) == 4
        and all(isinstance(side, int | float) for side in rect)
        and (rect[0] == rect[2] or rect[1] == rect[3])
    )
