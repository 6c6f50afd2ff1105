# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locks.lock_order import (
    ALL,
    PROPOSING_FINAL,
    TERM_OF_PERIOD,
    quality_column,
)


class EduLockOrder(models.Model):
    """What others than the head propose: to open again, and to lock for good."""

    _inherit = "edu.lock.order"

    book_needs = fields.Text(
        string="What the books will lack", compute="_compute_book_needs"
    )

    @api.depends("kind", "state")
    @api.depends_context("uid")
    def _compute_book_needs(self):
        """Show the head what a term lacks before he orders its lock for good."""
        for order in self:
            order.book_needs = False
            if order.kind == "final" and order.can_decide:
                # The duty was asked: who decides is told what is missing.
                known = order.sudo()
                texts = [
                    class_.name + "\n" + "\n".join(found)
                    for class_ in known._classes_to_lock()
                    if (found := class_._book_needs(known.term_id))
                ]
                order.book_needs = "\n\n".join(texts)

    # -- opening again -------------------------------------------------------------

    @api.model
    def propose_opening(self, gradebook_id, column, hours, reason, line_ids=None):
        """Propose that a locked column is opened for some hours (Bến Tre Đ11.3).

        Duty: teacher of the subject, or who enters on his behalf.

        :param line_ids: the lines of named learners; all of the gradebook if empty
        :return: the id of the proposal, which the head decides
        """
        book = self.env["edu.gradebook"].browse(gradebook_id)
        book.check_access("read")
        # The duty decides, not what its holder may read besides.
        known = book.sudo().exists()
        duties = self.env["edu.gradebook"]._entry_duties()
        if not known or not duties.of(known.class_id.id, known.subject_id.id):
            self.env["edu.access"]._refuse(
                "subject_teacher", class_=known.class_id, subject=known.subject_id
            )
        if known.state == "locked":
            raise UserError(
                self.env._("The final lock stays: ask for a correction instead.")
            )
        if column not in (ALL, *known._columns(), "remark"):
            raise UserError(self.env._("This gradebook has no such column: %s", column))
        lines = known.line_ids.filtered(lambda line: line.id in (line_ids or ()))
        return self._propose(
            {
                "term_id": known.term_id.id,
                "class_id": known.class_id.id,
                "subject_id": known.subject_id.id,
                "book": "marks",
                "column_name": column,
                "enrolment_ids": [(6, 0, lines.enrolment_id.ids)],
            },
            hours,
            reason,
        )

    @api.model
    def propose_opening_of(self, book, row_ids, hours, reason):
        """Propose that conduct, or qualities at one point of time, are opened again.

        Duty: homeroom teacher.

        :param book: ``conduct`` or ``quality``
        :param row_ids: the records of named learners, of one class and time
        :return: the id of the proposal, which the head decides
        """
        models_of = {"conduct": "edu.conduct", "quality": "edu.quality.line"}
        understood = isinstance(row_ids, list) and row_ids
        if (
            book not in models_of
            or not understood
            or any(type(row_id) is not int for row_id in row_ids)
        ):
            raise UserError(self.env._("Name the cells that are to be opened."))
        rows = self.env[models_of[book]].browse(row_ids)
        rows.check_access("read")
        # The duty decides, not what its holder may read besides.
        known = rows.sudo().exists()
        for class_ in known.class_id:
            self.env["edu.access"]._check("homeroom", class_=class_)
        places = {(row.class_id, *self._time_of(book, row)) for row in known}
        if len(places) != 1:
            raise UserError(self.env._("A proposal is about one class and time."))
        if "locked" in known.mapped("state"):
            raise UserError(
                self.env._("The final lock stays: ask for a correction instead.")
            )
        ((class_, term, column),) = places
        return self._propose(
            {
                "term_id": term.id,
                "class_id": class_.id,
                "book": book,
                "column_name": column,
                "enrolment_ids": [(6, 0, known.enrolment_id.ids)],
            },
            hours,
            reason,
        )

    @api.model
    def _time_of(self, book, row):
        """Return the term of a record, and how orders name its column."""
        if book == "conduct":
            return row.term_id, "conduct"
        code = TERM_OF_PERIOD[row.period]
        terms = row.class_id.year_id.term_ids
        return terms.filtered(lambda t: t.code == code), quality_column(row.period)

    @api.model
    def _propose(self, values, hours, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("State the reason."))
        if type(hours) is not int or not 1 <= hours <= 240:
            raise UserError(self.env._("Say for how many hours, from 1 to 240."))
        now = fields.Datetime.now()
        class_ = self.env["edu.class"].sudo().browse(values["class_id"])
        return self._create_proposal(
            {
                **values,
                "kind": "opening",
                "year_id": class_.year_id.id,
                "hours": hours,
                "opens_at": now,
                "locks_at": now + timedelta(hours=hours),
            },
            reason,
        ).id

    def _begin_opening(self):
        """Let the hours run from now; the authority's window still holds."""
        # The clock of the locks themselves.
        now = self.env.cr.now().replace(microsecond=0)
        self._write_protected(
            {"opens_at": now, "locks_at": now + timedelta(hours=self.hours)}
        )
        self._check_window()

    # -- final lock of a term ----------------------------------------------------

    @api.model
    def propose_final(self, term_id, class_id=False, reason=""):
        """Propose that a term is locked for good (Bình Phước Đ14).

        Duty: member of the board, head, deputy.

        :param class_id: one class; the whole school if empty
        :return: the id of the proposal, which the head decides
        """
        # The duty decides, not what its holder may read besides.
        term = self.env["edu.term"].sudo().browse(term_id).exists()
        class_ = self.env["edu.class"].sudo().browse(class_id or ()).exists()
        self.env["edu.access"]._check(PROPOSING_FINAL, school=term.school_id)
        return self._create_proposal(
            {
                "kind": "final",
                "year_id": term.year_id.id,
                "term_id": term.id,
                "class_id": class_.id,
            },
            reason,
        ).id

    @api.model
    def _create_proposal(self, values, reason):
        # Who proposes writes no orders: the proposal is all he can make of one.
        return self.sudo()._create_protected(
            [
                {
                    **values,
                    "reason": str(reason or "").strip()[:500],
                    "proposed_by_id": self.env.uid,
                    "proposed_on": fields.Datetime.now(),
                }
            ]
        )

    def _classes_to_lock(self):
        return self.class_id or self.year_id.class_ids.filtered("gradebook_count")

    def _lock_term(self):
        """Lock gradebooks, conduct and qualities of the term (sudo).

        :raises UserError: anything is missing in any class; lists all of it
        """
        problems = []
        for class_ in self._classes_to_lock():
            try:
                class_._lock_marks(self.term_id)
            except UserError as error:
                problems.append(str(error))
        if problems:
            raise UserError("\n\n".join(problems))
