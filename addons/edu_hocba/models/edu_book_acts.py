# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_school.dates import today
from odoo.addons.edu_school.factor import deciding

from hocba.books import xml as book_xml

from ..states import HOMEROOM, ORGANISATION, TEACHERS

LEADERS = ("head", "deputy")


class EduBookActs(models.AbstractModel):
    """The states of a book, as its signatures and the school's dates move it on."""

    _name = "edu.book.acts"
    _description = "Acts of signing a book"
    _inherit = ["edu.signing.mixin"]

    # -- signing ---------------------------------------------------------------

    def _begin_signing(self, name, scope, content, results):
        """Keep the frozen book's XML and open the teachers' signatures."""
        self.ensure_one()
        document = self.env["edu.document"]._create_document(
            name=name,
            kind="xml",
            content=content,
            record=self,
            uuid_=self.uuid,
            scope=scope,
            slots=self._first_slots(content, results),
        )
        self._write_protected({"xml_document_id": document.id, "state": "teachers"})
        self._slots_release()

    def _first_slots(self, content: bytes, results: dict) -> list[dict]:
        """The places that teachers and homeroom teacher sign.

        :param results: subjects and summary with those who sign them, by account
        """
        subjects = {subject["code"]: subject for subject in results["subjects"]}
        rows = []
        for spec in book_xml.slots(content):
            if spec.role == "teacher":
                subject = subjects[spec.subject]
                people, label = subject["teachers"], subject["name"]
                act = TEACHERS
            elif spec.role == "homeroom":
                people = [results["summary"]["homeroom"]]
                label, act = self._book_summary(), HOMEROOM
            else:
                continue
            holder = next(
                p for p in people if p["staff_code"] == spec.signer.staff_code
            )
            if not holder.get("user_id"):
                raise UserError(
                    self.env._(
                        "%(name)s (%(subject)s) has no user account and cannot sign.",
                        name=holder["name"],
                        subject=label,
                    )
                )
            rows.append(
                {
                    "act": act,
                    "role": spec.role,
                    "slot_key": spec.slot_id,
                    "region_ids": list(spec.region_ids),
                    "label": label,
                    "user_id": holder["user_id"],
                    "holder_name": holder["name"],
                    "staff_code": holder["staff_code"],
                    "in_place_of": holder.get("in_place_of") or "",
                }
            )
        return rows

    def _book_summary(self) -> str:
        """What the homeroom teacher signs, in words."""
        raise NotImplementedError

    def _signing_completed(self, slots):
        """Follow the signatures: the only way from state to state (KP Đ24.5)."""
        result = super()._signing_completed(slots)
        for book in self:
            book._advance()
        return result

    def _advance(self):
        self.ensure_one()
        self._refuse_rpc()
        pending = self._signing_slots().filtered(
            lambda slot: slot.state in ("waiting", "ready")
        )
        act = min(pending.mapped("act"), default=ORGANISATION + 1)
        if self.state == "teachers" and act > TEACHERS:
            self._write_protected({"state": "homeroom"})
        if self.state == "homeroom" and act > HOMEROOM:
            self._write_protected(
                {
                    "state": "leadership",
                    "preparation": "pending",
                    "base_revision": self.xml_document_id.revision_number,
                }
            )
            self._wake_preparation()
        if (
            self.state == "leadership"
            and self.preparation == "done"
            and act > ORGANISATION
        ):
            self._write_protected(
                {"state": "issued", "issued_at": fields.Datetime.now()}
            )

    def _signing_may_sign(self, slot, user) -> bool:
        """Head and clerk sign by the duty they hold today (KP Đ5.3c)."""
        # A colleague who borrowed the account signs nothing in its owner's name.
        if self.env["edu.account.loan"]._lent_to(user.id):
            return False
        access = self.env["edu.access"]
        if slot.role == "organisation":
            return access._has("clerk", school=self.school_id, user=user, hold=True)
        mine = super()._signing_may_sign(slot, user)
        if slot.role == "head":
            return mine and access._has(
                LEADERS, school=self.school_id, user=user, hold=True
            )
        return mine

    def _signing_may_read(self, document) -> bool:
        """Who holds a duty for the book, or signs all of it, reads the whole file.

        A subject teacher signs his own marks and is shown those (KP Đ18.3, Đ38).
        """
        user = self.env.user
        if self.with_user(user).has_access("read"):
            return True
        return any(
            slot.user_id == user and slot.role != "teacher"
            for slot in document.sudo().slot_ids
        )

    # -- after issuing ---------------------------------------------------------

    def _final_from(self):
        """The first day on which nothing changes any more (KP Đ25.4)."""
        self.ensure_one()
        return self._policy_day("final_date")

    def _policy_day(self, name):
        """The day of the school's policy for the book's year and grade."""
        policy = self.env["edu.policy"]._for(self.school_id)
        return policy._deadline(self.year_id.date_start.year, name, self._book_grade())

    def _book_grade(self) -> int | None:
        """The grade whose dates hold for the book; those of the school if None."""
        return None

    @deciding
    def action_withdraw(self, reason):
        """Withdraw books before the final date, for a replacement (KP Đ25).

        :raises AccessError: the user is neither head nor deputy today
        :raises UserError: no reason, or it is too late
        """
        self._check_duty(LEADERS)
        if not (reason or "").strip():
            raise UserError(self.env._("State the reason."))
        # The duty was checked; no role has the right to write books.
        self.sudo()._withdraw(reason.strip())
        return True

    def _withdraw(self, reason):
        """Withdraw the books; the caller has checked the duty (sudo)."""
        for book in self:
            book.lock_for_update()
            book._check_state("teachers", "homeroom", "leadership", "issued")
            if today() > book._final_from():
                raise UserError(
                    self.env._(
                        "%(book)s: nothing changes after %(date)s.",
                        book=book.display_name,
                        date=book._final_from().strftime("%d/%m/%Y"),
                    )
                )
            book._write_protected(
                {
                    "state": "withdrawn",
                    "preparation": "none",
                    "withdrawn_at": fields.Datetime.now(),
                    "withdrawn_by_id": self.env.uid,
                    "withdraw_reason": reason,
                }
            )
            open_slots = book._signing_slots().filtered(
                lambda slot: slot.state in ("waiting", "ready")
            )
            open_slots._write_protected({"state": "cancelled"})

    @api.model
    def _cron_finalise(self):
        """Once a day: issued books become final after their school's date."""
        self._refuse_rpc()
        for book in self.search([("state", "=", "issued")]):
            if today() > book._final_from() and book.try_lock_for_update():
                book._write_protected({"state": "final"})
