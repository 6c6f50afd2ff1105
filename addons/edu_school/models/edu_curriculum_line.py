# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .edu_subject import KINDS

PROGRAMMES = [
    ("gdpt2018", "General education programme 2018"),
    ("gdtx", "Continuing education programme"),
]
#: How many electives and how many study topics a learner of upper secondary takes
#: (Circulars 13/2022 and 12/2022/TT-BGDĐT); topics are optional in the latter.
ELECTIVES = {"gdpt2018": 4, "gdtx": 4}
TOPICS = {"gdpt2018": 3}


class EduCurriculumLine(models.Model):
    """A subject that has marks of its own in a grade, from a school year on. A later
    year gets lines of its own; those of earlier years stay as they were."""

    _name = "edu.curriculum.line"
    _description = "Curriculum line"
    _order = "programme, grade_id, subject_id, year_from desc"

    programme = fields.Selection(PROGRAMMES, required=True, default="gdpt2018")
    grade_id = fields.Many2one("edu.grade", required=True, ondelete="restrict")
    subject_id = fields.Many2one("edu.subject", required=True, ondelete="restrict")
    part_of_id = fields.Many2one(
        "edu.subject",
        string="Part of",
        ondelete="restrict",
        help="The subject of the programme that this row of the books belongs to: in"
        " primary grades Âm nhạc and Mĩ thuật have a level each, both are part of"
        " Nghệ thuật.",
    )
    kind = fields.Selection(
        KINDS,
        string="Assessed by",
        compute="_compute_kind",
        store=True,
        help="As the subject says; in primary grades always by levels.",
    )
    year_from = fields.Integer(
        string="From school year",
        required=True,
        aggregator=None,
        help="First calendar year of the first school year in which the line holds.",
    )
    periods = fields.Integer(
        string="Periods per year",
        required=True,
        help="Circulars 32/2018 and 13/2022/TT-BGDĐT, without the study topics. Decides"
        " the number of regular assessments (Circular 22/2021, article 6).",
    )
    topic_periods = fields.Integer(
        string="Periods of study topics",
        help="Periods a year of the subject's study topics (cụm chuyên đề), for those"
        " who choose them; 0 where the subject has none.",
    )
    source = fields.Char(help="The regulation that the periods come from.")
    taught_terms = fields.Selection(
        [("both", "Both terms"), ("HK1", "Term I only"), ("HK2", "Term II only")],
        string="Taught in",
        required=True,
        default="both",
        help="In a term without lessons of the subject no gradebook is made and nobody"
        " waits for its results; how the year is formed then is a parameter of the"
        " regulation.",
    )
    optional = fields.Boolean(help="Chosen by class or learner; not in the total.")
    elective = fields.Boolean(
        help="One of the subjects of which each learner of upper secondary chooses"
        " some; an elective is optional too."
    )

    _line_uniq = models.UniqueIndex(
        "(programme, grade_id, subject_id, year_from)",
        "The curriculum already has this subject for the grade and year.",
    )
    _periods_positive = models.Constraint(
        "CHECK(periods > 0 AND topic_periods >= 0)",
        "A subject has at least one period a year.",
    )
    _elective_optional = models.Constraint(
        "CHECK(optional IS TRUE OR elective IS NOT TRUE)",
        "An elective is optional too.",
    )

    @api.depends("subject_id.kind", "grade_id.level")
    def _compute_kind(self):
        for line in self:
            primary = line.grade_id.level == "primary"
            line.kind = "level" if primary else line.subject_id.kind

    @api.depends("subject_id", "grade_id", "part_of_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line._label()} {line.grade_id.number or ''}"

    def _label(self) -> str:
        """The row's name in a book, such as "Nghệ thuật (Âm nhạc)"."""
        if self.part_of_id:
            return f"{self.part_of_id.name} ({self.subject_id.name})"
        return self.subject_id.name or ""

    def _taught_in(self, term) -> bool:
        """Whether the subject has lessons in the term."""
        return self.taught_terms in ("both", term.code)

    def _choice_problem(self, optional, topics) -> str:
        """What the programme asks for besides, empty if the choice is complete."""
        programme = self[:1].programme
        electives = self.filtered("elective").subject_id
        chosen, wanted = len(electives & optional), ELECTIVES.get(programme, 0)
        if electives and chosen != wanted:
            return self.env._(
                "The programme asks for %(wanted)s electives; chosen are %(chosen)s.",
                wanted=wanted,
                chosen=chosen,
            )
        wanted = TOPICS.get(programme, 0)
        if wanted and self.filtered("topic_periods") and len(topics) != wanted:
            return self.env._(
                "The programme asks for %(wanted)s study topics; chosen are"
                " %(chosen)s.",
                wanted=wanted,
                chosen=len(topics),
            )
        return ""

    def _kept_choice(self, chooser) -> dict:
        """The values of last year's choice that these lines still allow."""
        optional = chooser.optional_subject_ids
        optional &= self.filtered("optional").subject_id
        taken = self.filtered(lambda li: not li.optional).subject_id | optional
        topics = self.filtered("topic_periods").subject_id & taken
        return {
            "optional_subject_ids": [(6, 0, optional.ids)],
            "topic_subject_ids": [(6, 0, (topics & chooser.topic_subject_ids).ids)],
        }

    def _check_choice(self, name, optional, topics):
        """Refuse subjects and topics that ``name`` cannot choose from these lines."""
        choosable = self.filtered("optional").subject_id
        taken = self.filtered(lambda li: not li.optional).subject_id | optional
        with_topics = self.filtered("topic_periods").subject_id & taken
        wrong = (optional - choosable) | (topics - with_topics)
        if wrong:
            raise ValidationError(
                self.env._(
                    "%(name)s: %(subjects)s cannot be chosen in this grade, or not as"
                    " a study topic.",
                    name=name,
                    subjects=", ".join(wrong.mapped("name")),
                )
            )

    @api.model
    def _for(self, programme: str, grade, year):
        """The lines in force for a grade in a school year, newest per subject."""
        return self._in_force(programme, grade, year._first_calendar_year())

    @api.model
    def _in_force(self, programme: str, grade, first_year: int):
        lines = self.search(
            [
                ("programme", "=", programme),
                ("grade_id", "=", grade.id),
                ("year_from", "<=", first_year),
            ],
            order="year_from desc",
        )
        newest = {}
        for line in lines:
            newest.setdefault(line.subject_id.id, line.id)
        found = self.browse(newest.values())
        return found.sorted(lambda li: (li.subject_id.sequence, li.subject_id.code))
