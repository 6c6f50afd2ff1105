# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging
import secrets
from datetime import datetime, timezone

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.edu_school.dates import today
from odoo.addons.edu_signing.hocba_library import problem_text, signing_library

from hocba.books import xml as book_xml
from hocba.books.model import Issue, JournalHead
from hocba.problems import HocbaError
from hocba.words import HEAD_SLOT, ORGANISATION_SLOT

from ..report.year_page import Approval
from ..states import LEADERSHIP, ORGANISATION

_logger = logging.getLogger(__name__)

#: Digits and capitals that nobody mistakes for each other on paper.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_GROUPS, CODE_LENGTH = 3, 4
EXPECTED = (UserError, HocbaError, ValidationError)


class EduBookIssue(models.AbstractModel):
    """Before the head signs: number, list of signers, and the PDF of the XML.

    What the head and the organisation sign is fixed here, in a batch of its own, so
    that one session signs XML and PDF.
    """

    _name = "edu.book.issue"
    _description = "Issuing of a book"

    # -- the batch -------------------------------------------------------------

    def action_prepare_issue(self):
        """Have these books made ready for the head, in the background.

        :raises UserError: nobody could sign them; says who can mend it
        """
        self._check_duty(("head", "deputy", "registrar", "clerk"))
        # The duty was checked; no role has the right to write books.
        books = self.sudo().filtered(
            lambda b: b.state == "leadership" and b.preparation in ("pending", "failed")
        )
        if obstacles := books._issue_obstacles():
            raise UserError("\n".join(obstacles))
        books._write_protected({"preparation": "pending", "problem": False})
        self._wake_preparation()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "%(count)s books are being prepared; reload to see the progress.",
                    count=len(books),
                ),
            },
        }

    @api.model
    def _wake_preparation(self):
        # Waking the batch is no right of its own; what it does is fixed.
        self.env.ref(self._preparation_cron).sudo()._trigger()

    @api.model
    def _cron_prepare_issue(self):
        """Prepare what waits, one book a transaction; a failing one stops nobody."""
        self._refuse_rpc()
        domain = [("preparation", "=", "pending"), ("state", "=", "leadership")]
        books = self.search(domain, order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(books))
        for book in books:
            if book.try_lock_for_update():
                book._prepare_or_record()
            if not cron._commit_progress(1):
                break

    def _prepare_or_record(self):
        """Prepare one book; what hinders it is written on it."""
        self.ensure_one()
        # Stored for all who read it, and the scheduler speaks no language of theirs.
        self = self.with_context(lang="vi_VN")
        try:
            with self.env.cr.savepoint():
                self._prepare_issue()
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if not isinstance(error, EXPECTED):
                _logger.exception("Book %s could not be prepared", self.id)
            self._write_protected(
                {"preparation": "failed", "problem": problem_text(self.env, error)}
            )
        return self.preparation == "done"

    # -- one book --------------------------------------------------------------

    def _prepare_issue(self, head_certificate=None):
        """Fix what head and organisation sign. May be repeated until the head signed.

        :param head_certificate: the one the head has chosen; his usable one otherwise
        :raises UserError: a certificate is missing, or the head has signed
        :raises HocbaError: the signatures of the acts before do not hold
        """
        self.ensure_one()
        self._refuse_rpc()
        self._check_state("leadership")
        if self._head_slots().filtered(lambda slot: slot.state == "signed"):
            raise UserError(
                self.env._("%(book)s: the head has signed.", book=self.display_name)
            )
        base = self._base_xml()
        leader, head_certificate = self._leader_with_image(head_certificate)
        signers = self._signers(leader, head_certificate)
        number = self.number or self._next_number()
        values = {
            "number": number,
            "effective_date": self.effective_date or today(),
            "lookup_code": self.lookup_code or self._new_lookup_code(),
        }
        content = book_xml.add_issue(
            base,
            Issue(
                number=number,
                effective_date=values["effective_date"].isoformat(),
                lookup_code=values["lookup_code"],
                xml_uuid=self.uuid,
                pdf_uuid=self.pdf_uuid,
                signers=tuple(signers),
                journal=self._journal_head(),
            ),
        )
        policy = self.env["edu.policy"]._for(self.school_id)
        approval = Approval(
            name=leader.employee_id.name,
            place=policy.place or self.school_id.commune or "",
            deputy=leader.kind == "deputy",
        )
        # The act's own time, so that rendering twice gives the same bytes.
        created = datetime.now(timezone.utc).replace(microsecond=0)
        with signing_library(self.env):
            pdf, placement = self._book_pdf(
                content,
                marks=self._verified_marks(base),
                approval=approval,
                image=self._image(head_certificate),
                seal_mm=policy.seal_mm,
                seal_overlap=policy.seal_overlap,
                attachment=f"{self._file_stem()}.xml",
                created=created,
            )
        self._write_protected(
            {
                **values,
                "signers": json.dumps([vars(s) for s in signers], ensure_ascii=False),
                "placement": json.dumps(placement),
                "preparation": "done",
                "problem": False,
            }
        )
        self._store_issue(content, pdf, leader)

    def _journal_head(self) -> JournalHead | None:
        """What the signed book bears witness of: the journal of its year so far."""
        scope = self._journal_scope()
        head = self.env["edu.journal.block"]._head(
            scope["school_code"], scope["year_code"]
        )
        return head and JournalHead(**head)

    def _base_xml(self) -> bytes:
        """The XML as teachers and homeroom teacher signed it."""
        revision = self.env["edu.document.revision"].search(
            [
                ("document_id", "=", self.xml_document_id.id),
                ("number", "=", self.base_revision),
            ]
        )
        return revision._content()

    def _store_issue(self, content: bytes, pdf: bytes, leader):
        """Keep both files and open the head's places."""
        xml_document = self.xml_document_id
        documents = self.env["edu.document"]
        documents._append_revision(xml_document, content, xml_document.sha256)
        if self.pdf_document_id:
            documents._append_revision(
                self.pdf_document_id, pdf, self.pdf_document_id.sha256
            )
            self._head_slots()._write_protected(self._head_holder(leader))
            return
        regions = {spec.slot_id: spec for spec in book_xml.slots(content)}
        head = {
            "act": LEADERSHIP,
            "role": "head",
            "slot_key": HEAD_SLOT,
            "label": self._book_approval(),
            **self._head_holder(leader),
        }
        seal = {
            "act": ORGANISATION,
            "role": "organisation",
            "slot_key": ORGANISATION_SLOT,
            "label": self.env._("Issuing by the organisation"),
            "user_id": self._clerk().user_id.id,
            "holder_name": self.school_id.name,
            "staff_code": self.school_id.code,
            "certificate_kind": "organisation",
            "organisation_code": self.school_id.code,
        }
        slots = [
            {**slot, "region_ids": list(regions[slot["slot_key"]].region_ids)}
            for slot in (head, seal)
        ]
        xml_document._create_slots(slots)
        document = documents._create_document(
            name=self.xml_document_id.name,
            kind="pdf",
            content=pdf,
            record=self,
            uuid_=self.pdf_uuid,
            scope=self.xml_document_id.scope,
            slots=[head, seal],
        )
        self._write_protected({"pdf_document_id": document.id})
        self._slots_release()

    # -- numbers ---------------------------------------------------------------

    @api.model
    def _new_lookup_code(self) -> str:
        return "-".join(
            "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
            for _ in range(CODE_GROUPS)
        )

    # -- what a kind of book says ----------------------------------------------

    def _book_pdf(self, content: bytes, **values) -> tuple[bytes, dict]:
        """The pages of the XML, and where head and organisation sign them."""
        raise NotImplementedError

    def _book_approval(self) -> str:
        """What the head signs, in words."""
        raise NotImplementedError

    def _next_number(self) -> str:
        """The number under which the book is issued; never used before."""
        raise NotImplementedError

    def _file_stem(self) -> str:
        """A file name that says what the book is."""
        raise NotImplementedError
