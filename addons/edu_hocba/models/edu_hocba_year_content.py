# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from hocba.books import form as forms
from hocba.books import xml as book_xml
from hocba.books.model import Learner, YearBook
from hocba.problems import HocbaError

from ..facts import digest
from ..report import book_pdf
from ..report.year_page import year_page
from ..states import SIGNED_STATES
from ..year_book import freeze, year_book

#: rows of the form that say what the year comes to
CONCLUDING = ("ket-qua", "hoan-thanh", "len-lop")


class EduHocbaYearContent(models.AbstractModel):
    """What a học bạ of a year holds: its frozen facts, its places, its page."""

    _name = "edu.hocba.year.content"
    _description = "Content of a học bạ"

    # -- freezing --------------------------------------------------------------

    @api.model
    def _freeze_from(self, enrolment, results):
        """Freeze a learner's locked results and open the teachers' signatures.

        The caller has checked the duty and that the class's results are locked.

        :param results: the learner's part of ``edu.class._results_snapshot()``
        :raises HocbaError: a value that may not stand in a book
        :raises UserError: a signer is missing
        """
        self._refuse_rpc()
        hocba = self.env["edu.hocba"]._of(enrolment)
        earlier = self.search(
            [("enrolment_id", "=", enrolment.id)], order="revision desc", limit=1
        )
        before = earlier or self._year_before(hocba, enrolment.year_id)
        snapshot = freeze(
            results,
            source_id=f"{enrolment.class_id.display_name} #{enrolment.id}",
            particulars=self._particulars(enrolment),
        )
        book = self._create_protected(
            [
                {
                    "hocba_id": hocba.id,
                    "enrolment_id": enrolment.id,
                    "student_id": enrolment.student_id.id,
                    "class_id": enrolment.class_id.id,
                    "year_id": enrolment.year_id.id,
                    "school_id": enrolment.school_id.id,
                    "revision": earlier.revision + 1,
                    "replaces_id": earlier.id,
                    "previous_id": before.id,
                    "previous_sha256": before.xml_document_id.sha256,
                    "snapshot": snapshot,
                    "snapshot_sha256": digest(snapshot),
                }
            ]
        )
        written = book._year_book()
        content = book_xml.build(written)
        if unprintable := forms.letter_problems(forms.year_form(written)):
            raise HocbaError(unprintable)
        book._begin_signing(
            enrolment.student_id.name, enrolment.class_id.display_name, content, results
        )
        return book

    @api.model
    def _particulars(self, enrolment) -> dict:
        student, school = enrolment.student_id, enrolment.school_id
        if not student._has_identity():
            raise UserError(
                self.env._(
                    "%(name)s has neither a personal identification number nor another"
                    " identity document; without one no học bạ can be made.",
                    name=student.name,
                )
            )
        birth = student.birth_date
        return {
            "school": {
                "code": school.code,
                "name": school.name,
                "commune": school.commune or "",
                "province": school.province or "",
                "authority": school.authority_id.name or "",
                "head_title": school.head_title,
            },
            "year": enrolment.year_id.name,
            "grade": enrolment.class_id.grade_id.number,
            "class_name": enrolment.class_id.name,
            **self._programme(enrolment.class_id),
            "learner": {
                "personal_id": student.personal_id or "",
                **self._other_document(student),
                "name": student.name,
                "birth_date": str(birth.year)
                if student.birth_year_only
                else birth.isoformat(),
                "birth_place": student.birth_place or "",
                "gender": student.gender,
                "ethnicity": student.ethnicity or "",
                "nationality": student.nationality or "",
            },
            "register_number": enrolment.admission_id.register_number or "",
        }

    @api.model
    def _programme(self, class_) -> dict:
        """What is said of another programme than that of general education."""
        if class_.programme == "gdpt2018":
            return {}
        return {"programme": class_.programme}

    @api.model
    def _other_document(self, student) -> dict:
        """What stands in the place of a personal identification number."""
        if student.personal_id:
            return {}
        return {
            "document_kind": student.identity_document,
            "document_number": student.identity_document_number,
        }

    def _year_book(self) -> YearBook:
        """The book of the frozen facts, always the same."""
        self.ensure_one()
        return year_book(
            self._facts(),
            hocba_uuid=self.hocba_id.uuid,
            document_uuid=self.uuid,
            pdf_uuid=self.pdf_uuid,
            revision=self.revision,
            previous_uuid=self.previous_id.uuid or "",
            previous_sha256=self.previous_sha256 or "",
            replaces_uuid=self.replaces_id.uuid or "",
        )

    @api.model
    def _year_before(self, hocba, year):
        """The book of the year before in the same học bạ (KP Đ24.4)."""
        return hocba.year_ids.filtered(
            lambda book: (
                book.state in SIGNED_STATES
                and book.year_id.date_start < year.date_start
            )
        ).sorted(lambda book: (book.year_id.date_start, book.revision))[-1:]

    # -- signing ---------------------------------------------------------------

    def _signing_summary(self, slot) -> str:
        form = forms.year_form(self._year_book())
        if slot.role == "teacher":
            region = slot._regions()[0]
            cells = next(row.cells for row in form.subjects if row.id == region)
            return " · ".join(
                f"{label}: {text}"
                for label, text in zip(
                    form.subject_header[1:-1], cells[1:-1], strict=True
                )
                if text
            )
        said = [
            f"{label}: {text}"
            for row in form.summary
            if row.id == "ca-nam"
            for label, text in zip(form.summary_header[1:], row.cells[1:], strict=True)
        ]
        said += [row.cells[1] for row in form.conclusions if row.id in CONCLUDING]
        return " · ".join(filter(None, said))

    # -- issuing ---------------------------------------------------------------

    def _book_grade(self):
        return self.class_id.grade_id.number

    def _book_summary(self):
        return self.env._("Year's summary and remark")

    def _book_approval(self):
        return self.env._("Approval of the year's học bạ")

    def _book_pdf(self, content, **values):
        return book_pdf.render(self.env, content, year_page, **values)

    def _next_number(self) -> str:
        policy = self.env["edu.policy"]._for(self.school_id)
        number = self.env["edu.hocba.counter"]._next(self.school_id, self.year_id)
        return policy.number_format % {
            "number": number,
            "code": self.school_id.code,
        }

    def _file_stem(self) -> str:
        """A file name that says whose year it is."""
        self.ensure_one()
        return "-".join(
            (
                "hocba",
                Learner(**self._facts()["learner"]).identity.replace("/", "-"),
                self.year_id.name,
                f"v{self.revision}",
            )
        )
