# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from hocba.letters import LONG

from .edu_conduct import LEVELS

KINDS = [
    ("remark", "Subject"),
    ("conduct", "Homeroom teacher"),
    ("weekly", "Every week"),
    ("remark_quality", "Qualities"),
    ("remark_general", "General competences"),
    ("remark_specific", "Specific competences"),
]
MANAGING = ("head", "deputy", "registrar")
# What a cell may hold, as the level whose phrases fit it.
LEVEL_OF_CELL = {
    "T": "TOT",
    "H": "DAT",
    "D": "DAT",
    "C": "CHUA_DAT",
    "CD": "CHUA_DAT",
}
LEVEL_FROM_MARK = ((8.0, "TOT"), (6.5, "KHA"), (5.0, "DAT"), (0.0, "CHUA_DAT"))
MAX_SUGGESTIONS = 30


class EduPhrase(models.Model):
    """A sentence for remarks: it comes with the software, or it is the school's, or
    it is a teacher's own."""

    _name = "edu.phrase"
    _description = "Phrase for remarks"
    _inherit = ["edu.duty.access.mixin", "edu.duty.guard", "edu.book.text.mixin"]
    _order = "kind, sequence, id"
    _rec_name = "text"

    school_id = fields.Many2one(
        "edu.school",
        index=True,
        ondelete="cascade",
        default=lambda self: self._own_schools()[:1],
        help="Empty for a phrase that comes with the software.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Own phrase of",
        index="btree_not_null",
        ondelete="cascade",
        default=lambda self: self._default_user_id(),
        help="Empty for a phrase of the whole school.",
    )
    kind = fields.Selection(
        KINDS, string="Kind of remark", required=True, default="remark"
    )
    subject_id = fields.Many2one("edu.subject", ondelete="cascade")
    level = fields.Selection(LEVELS, string="For level")
    _book_texts = {"text": LONG}

    text = fields.Text(string="Phrase", required=True)
    sequence = fields.Integer(default=10)

    @api.model
    def _own_schools(self):
        """The schools where the user has any duty today."""
        rights = self.env["edu.duty"]._fields["kind"].get_values(self.env)
        return self._own_access(rights).school_id

    @api.model
    def _default_user_id(self):
        """A teacher adds his own; whoever keeps the bank adds the school's."""
        manages = self._own_access(MANAGING)
        return self.env["res.users"] if manages else self.env.user

    @api.model
    def _duty_domain(self) -> Domain:
        own = Domain("user_id", "in", [False, self.env.uid])
        schools = Domain("school_id", "in", self._own_schools().ids)
        return Domain("school_id", "=", False) | (schools & own)

    def _guard_scopes(self):
        return [{"school": self.school_id, "rights": MANAGING}]

    def _guard_passes(self, scope):
        """His own phrase is the teacher's; that of the software nobody's."""
        if not self.school_id:
            return False
        if self.user_id:
            return self.user_id.id == self.env.uid and (
                self.school_id in self._own_schools()
            )
        return super()._guard_passes(scope)

    @api.model
    def suggest(self, kind, subject_id=False, level=False):
        """Return phrases that fit a cell, the closest first.

        :param kind: a column of remarks: ``remark``, ``conduct``, ``weekly``,
            ``remark_quality``, ``remark_general`` or ``remark_specific``
        :param level: the learner's level (``TOT`` …), or the text of a cell that
            tells it (``8.5``, ``D``, ``T``)
        :return: list of ``{id, text, own}``
        """
        level = self._level_of(level)
        subject = subject_id if type(subject_id) is int else False
        # Only what a duty of today lets the user read is found.
        phrases = self.search(
            [
                ("kind", "=", str(kind)),
                ("subject_id", "in", [False, subject]),
                ("level", "in", [False, level] if level else [False, *dict(LEVELS)]),
            ]
        )
        closest = phrases.sorted(
            lambda phrase: (
                phrase.user_id.id != self.env.uid,
                not phrase.subject_id,
                not phrase.level,
                not phrase.school_id,
            )
        )
        return [
            {
                "id": phrase.id,
                "text": phrase.text,
                "own": phrase.user_id.id == self.env.uid,
            }
            for phrase in closest[:MAX_SUGGESTIONS]
        ]

    @api.model
    def _level_of(self, text):
        """The level that a cell's text stands for, or False."""
        text = str(text or "")
        if text in dict(LEVELS):
            return text
        if text in LEVEL_OF_CELL:
            return LEVEL_OF_CELL[text]
        try:
            mark = float(text.replace(",", "."))
        except ValueError:
            return False
        return next((level for least, level in LEVEL_FROM_MARK if mark >= least), False)
