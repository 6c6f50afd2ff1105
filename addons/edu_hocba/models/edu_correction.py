# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class EduCorrection(models.Model):
    _inherit = "edu.correction"

    def _after_correction(self, enrolments):
        """Withdraw the books made of the old values, so that they are made and signed
        again; a final book refuses the correction (KP Đ25.4)."""
        result = super()._after_correction(enrolments)
        self._books_of(enrolments)._withdraw(self._journal_reason())
        class_books = self._class_books_of(enrolments)
        class_books._outdated()._withdraw(self._journal_reason())
        return result

    @api.model
    def _books_of(self, enrolments):
        return self.env["edu.hocba.year"].search(
            [("enrolment_id", "in", enrolments.ids), ("state", "!=", "withdrawn")]
        )

    @api.model
    def _class_books_of(self, enrolments):
        return self.env["edu.class.book"].search(
            [
                ("class_id", "in", enrolments.class_id.ids),
                ("state", "!=", "withdrawn"),
            ]
        )

    def _superseded(self):
        books = self._books_of(self.cell_ids.enrolment_id)
        states = dict(books._fields["state"]._description_selection(self.env))
        return (
            super()._superseded()
            + [
                self.env._(
                    "%(book)s (%(state)s, %(count)s signatures): withdrawn, to be made"
                    " and signed again",
                    book=book.display_name,
                    state=states[book.state].lower(),
                    count=len(book.slot_ids.filtered(lambda s: s.state == "signed")),
                )
                for book in books
            ]
            + [
                self.env._(
                    "Class book %(book)s (%(state)s): withdrawn if its marks change",
                    book=book.display_name,
                    state=states[book.state].lower(),
                )
                for book in self._class_books_of(self.cell_ids.enrolment_id)
            ]
        )

    def action_print_minutes(self):
        """Download the minutes of a decided correction; the file checks the duty."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/edu_hocba/correction/{self.id}.pdf",
            "target": "download",
        }

    def _minutes(self) -> tuple[str, bytes]:
        """Return name and content of the minutes.

        :raises AccessError: none of the user's duties covers the correction
        :raises UserError: not decided yet
        """
        from ..report import correction_pdf

        self.ensure_one()
        self.check_access("read")
        # Whoever reads the correction reads who took part in it.
        correction = self.sudo()
        if correction.state not in ("applied", "refused"):
            raise UserError(
                self.env._("The minutes are written when the head has decided.")
            )
        name = f"{correction.number}.pdf"
        self.env["edu.journal"]._record_use("print", self, name)
        return name, correction_pdf.render(correction)
