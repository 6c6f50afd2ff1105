# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.edu_journal.language import language

from hocba import letters


class EduBookTextMixin(models.AbstractModel):
    """Texts that a signed book will say: what its page would refuse is refused here."""

    _name = "edu.book.text.mixin"
    _description = "Texts of a book"

    #: By field, how many characters the book takes, or what judges a code.
    _book_texts = {}

    @api.constrains(lambda self: tuple(self._book_texts))
    def _check_book_texts(self):
        found = [text for record in self for text in record._book_text_problems()]
        if found:
            raise ValidationError("\n".join(found))

    def _book_text_problems(self) -> list[str]:
        """Say field by field what a book could not print, with the letters."""
        self.ensure_one()
        values = {name: self[name] for name in self._book_texts}
        return [
            self.env._(
                "%(field)s “%(text)s”: %(problem)s.",
                field=self._fields[name]._description_string(self.env),
                text=_shortened(values[name]),
                problem=problem,
            )
            for name, problem in self._refused_texts(values)
        ]

    @api.model
    def _refused_texts(self, values) -> list[tuple[str, str]]:
        """Return the fields whose values a book could not print, and why."""
        lang = language(self.env)
        found = []
        for name, limit in self._book_texts.items():
            text = values.get(name) or ""
            problems = limit(text) if callable(limit) else letters.problems(text, limit)
            found += [(name, problem.message(lang)) for problem in problems]
        return found


def _shortened(text: str) -> str:
    shown = "".join(
        f"[U+{ord(char):04X}]" if letters.is_hidden(char) else char for char in text
    )
    return shown if len(shown) <= 60 else shown[:60] + "…"
