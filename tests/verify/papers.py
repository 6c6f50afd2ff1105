# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PDF files with pages, attached XML and two signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from html import escape
from pathlib import Path
from typing import Any

from hocba.books import pdf as pages
from hocba.books import xml as books
from hocba.books.form import SUBJECT_HEADER, SUMMARY_HEADER, year_form
from hocba.books.form_parts import YearForm
from hocba.books.model import YearBook
from hocba.signing import pdf as signing
from tests.books.sample import BOOK, issue_of
from tests.signing_xml.acts import Room, Signer, now

HEAD, SCHOOL = "ky-lanh-dao", "ky-to-chuc"
CREATED = datetime(2026, 5, 31, tzinfo=timezone.utc)
STYLE = """
html { font: 10pt Tinos } table { table-layout: fixed; width: 100% }
td, th { text-align: left; vertical-align: top }
"""


def page(form: YearForm) -> str:
    """Return a plain page that says what a form says."""

    def table(header, rows) -> str:
        head = "".join(f"<th>{escape(text)}</th>" for text in header)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells) + "</tr>"
            for row in rows
        )
        return f"<table><tr>{head}</tr>{body}</table>"

    def pairs(rows) -> str:
        return "".join(
            f"<p>{escape(row.cells[0])}: {escape(row.cells[1])}</p>" for row in rows
        )

    return (
        f"<!DOCTYPE html><html lang='vi'><head><title>Học bạ</title>"
        f"<style>{STYLE}</style></head><body>"
        f"<p>{escape(form.authority)}</p><p>{escape(form.school)}</p>"
        f"<h1>{escape(form.title)}</h1>{pairs(form.issue)}{pairs(form.particulars)}"
        f"{table(SUBJECT_HEADER, form.subjects)}{table(SUMMARY_HEADER, form.summary)}"
        f"{pairs(form.conclusions)}<p>GIÁO VIÊN CHỦ NHIỆM</p>"
        f"<p>{escape(form.homeroom)}</p>{pairs(form.footer)}</body></html>"
    )


class Desk:
    """Makes signed PDF files in a room."""

    def __init__(self, room: Room) -> None:
        self.room = room
        #: Whether evidence is signed with the pages, or follows them as it did once.
        self.foreseeing = True

    def xml(self, book: YearBook = BOOK, **act: Any) -> bytes:
        """Return the XML as it is attached: signed by all but head and school."""
        journal = act.pop("journal", None)
        xml = self.room.sign(book, until="ky-chu-nhiem", **act)
        holders = act.get("holders") or (lambda spec: self.room.holder(spec, book))
        who = {spec.slot_id: holders(spec).sha256 for spec in books.slots(book)}
        return books.add_issue(xml, issue_of(book, who, journal))

    def rendered(
        self, xml: bytes, change: Callable[[str], str] = lambda html: html
    ) -> bytes:
        """Return the pages with empty fields; ``change`` rewrites what they say."""
        html = change(page(year_form(books.parse(xml))))
        made = pages.render(
            html,
            base_dir=Path(__file__).parent,
            attachment=("hoc-ba.xml", xml),
            document_uuid=BOOK.pdf_uuid,
            created=CREATED,
        )
        fields = [
            signing.Field(HEAD, 0, (300, 5, 400, 50)),
            signing.Field(SCHOOL, 0, (250, 5, 290, 50), lock=True),
        ]
        return signing.add_fields(made.pdf, fields)

    def sign(self, pdf: bytes, *slots: str, **holders: Signer) -> bytes:
        """Return the PDF with signatures in some fields, in their order."""
        specs = {spec.slot_id: spec for spec in books.slots(BOOK)}
        for slot in slots or (HEAD, SCHOOL):
            signer = holders.get(slot.replace("-", "_"))
            signer = signer or self.room.holder(specs[slot], BOOK)
            prepared = signing.prepare(
                pdf,
                field=slot,
                certificate=signer.certificate,
                signing_time=now(),
                chain=self.room.client.chain(signer.certificate),
                token_reserve=self.room.client.token_reserve(),
                foreseen=self.room.client.foreseen(signer.certificate)
                if self.foreseeing
                else None,
            )
            value = signer.sign(prepared.digest)
            pdf = signing.complete(prepared.state, value, client=self.room.client)
        return pdf
