# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from hocba.letters import SHORT, subject_code_problems

KINDS = [
    ("score", "Remarks and scores"),
    ("remark", "Remarks only"),
    ("level", "Levels of primary school"),
]


class EduSubject(models.Model):
    """A subject or educational activity. Names are the legal Vietnamese ones, as
    they are printed in the books; they are not translated."""

    _name = "edu.subject"
    _description = "Subject"
    _inherit = ["edu.book.text.mixin"]
    _order = "sequence, code"
    _rec_names_search = ["name", "code"]

    _book_texts = {"name": SHORT, "code": subject_code_problems}

    code = fields.Char(required=True)
    name = fields.Char(required=True)
    kind = fields.Selection(
        KINDS,
        string="Assessed by",
        required=True,
        default="score",
        help="Circular 22/2021/TT-BGDĐT, article 5.3; in primary grades every subject"
        " is assessed by levels, whatever stands here (Circular 27/2020/TT-BGDĐT).",
    )
    parent_id = fields.Many2one(
        "edu.subject",
        string="Component of",
        index=True,
        ondelete="restrict",
        help="A component is taught by its own teacher, but the subject has one set"
        " of marks: Khoa học tự nhiên, Lịch sử và Địa lí, Nghệ thuật.",
    )
    component_ids = fields.One2many("edu.subject", "parent_id", string="Components")
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "This subject code is already used.")
    _code_form = models.Constraint(
        "CHECK(code ~ '^[A-Z][A-Z0-9_]*$')",
        "A subject code has capital letters without diacritics, digits and _ only.",
    )

    @api.constrains("parent_id", "kind")
    def _check_parent(self):
        for subject in self:
            parent = subject.parent_id
            if parent and (parent.parent_id or parent == subject):
                raise ValidationError(
                    self.env._("A component cannot have components itself.")
                )
            if any(
                part.kind != subject.kind for part in subject.component_ids | parent
            ):
                raise ValidationError(
                    self.env._("A component is assessed as its subject is.")
                )

    def _marked(self):
        """The subjects that carry the marks: a component stands for its subject."""
        return self.browse(s.parent_id.id or s.id for s in self)
