# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class EduDutyHandover(models.Model):
    _inherit = "edu.duty.handover"

    def _unfinished_work(self):
        """Open gradebooks, requests and proposals of who leaves that still wait."""
        # Counts and numbers tell no mark; the head decides over all of it.
        handover = self.sudo()
        places = {
            (duty.class_id, duty.subject_id._marked())
            for duty in handover.duty_ids
            if duty.subject_id
        }
        books = self.env["edu.gradebook"].sudo()
        books = books.search(
            [
                ("class_id", "in", [class_.id for class_, _subject in places]),
                ("state", "=", "open"),
            ]
        ).filtered(lambda book: (book.class_id, book.subject_id) in places)
        waiting = self.env["edu.correction"].sudo()
        waiting = waiting.search(
            [
                ("requested_by_id", "=", handover.from_employee_id.user_id.id),
                ("school_id", "=", handover.school_id.id),
                ("state", "in", ("requested", "witnessed")),
            ]
        )
        proposals = self.env["edu.lock.order"].sudo()
        proposals = proposals.search(
            [
                ("proposed_by_id", "=", handover.from_employee_id.user_id.id),
                ("school_id", "=", handover.school_id.id),
                ("state", "=", "draft"),
            ]
        )
        return [
            *super()._unfinished_work(),
            *(
                self.env._(
                    "Open gradebook %(book)s: %(progress)s cells entered",
                    book=book.display_name,
                    progress=book.progress,
                )
                for book in books
            ),
            *(
                self.env._(
                    "Correction %(number)s (%(place)s) is not decided",
                    number=correction.number,
                    place=correction._place_text(),
                )
                for correction in waiting
            ),
            *(
                self.env._("Proposal “%s” waits for the head", order.display_name)
                for order in proposals
            ),
        ]
