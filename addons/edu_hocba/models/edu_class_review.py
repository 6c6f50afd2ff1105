# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import models

from ..year_book import freeze


# Who reviews data makes and signs no book: apart from what does.
class EduClass(models.Model):
    """Whether the books still say what the locked gradebook says."""

    _inherit = "edu.class"  # pylint: disable=consider-merging-classes-inherited

    def _review(self):
        return super()._review() + [
            (self.env._("Học bạ"), text) for text in self._review_books()
        ]

    def _review_books(self):
        books = self.hocba_ids.filtered(lambda book: book.state != "withdrawn")
        if not books:
            return
        results = self._results_snapshot()
        for enrolment_id in results.keys() - set(books.enrolment_id.ids):
            name = self.env["edu.enrolment"].browse(enrolment_id).student_id.name
            yield self.env._("%(name)s: no học bạ of the year yet", name=name)
        for book in books:
            if parts := self._review_book(book, results.get(book.enrolment_id.id)):
                yield self.env._(
                    "%(book)s differs from the gradebook or the profile: %(parts)s",
                    book=book.display_name,
                    parts=", ".join(parts),
                )

    def _review_book(self, book, results) -> list[str]:
        """Return which parts of the frozen facts differ from those of today."""
        if results is None:
            return [self.env._("the learner has left the class")]
        kept = book._facts()
        now = json.loads(
            freeze(
                results,
                source_id=kept["source"]["id"],
                particulars=book._particulars(book.enrolment_id),
            )
        )
        names = {s["code"]: s["name"] for s in results["subjects"]}
        parts = [
            names.get(code, code) for code in self._differing(kept, now, "subjects")
        ]
        labels = {
            "learner": self.env._("particulars"),
            "school": self.env._("school"),
            "summary": self.env._("summary of the year"),
        }
        return parts + [label for key, label in labels.items() if kept[key] != now[key]]

    def _differing(self, kept, now, key):
        before = {row["code"]: row for row in kept[key]}
        after = {row["code"]: row for row in now[key]}
        codes = dict.fromkeys([*before, *after])
        return [code for code in codes if before.get(code) != after.get(code)]
