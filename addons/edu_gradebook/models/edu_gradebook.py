# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.cells.cell_lock import CellLock, CellLocks, EntryDuties
from ..tools.cells.mark_save import MarkSave
from ..tools.locks.locked import guard_rows
from ..tools.opening import Opening
from .edu_gradebook_line import MARK_COLUMNS, REGULAR_COLUMNS


class EduGradebook(models.Model):
    """Marks of one class in one subject and term."""

    _name = "edu.gradebook"
    _description = "Gradebook"
    _inherit = [
        "edu.duty.access.mixin",
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.cell.check.mixin",
    ]
    _order = "class_id, term_id, subject_sequence, id"

    # The head of a gradebook holds no marks: who opens gradebooks sees it too.
    _rights_by_school = ("head", "deputy", "registrar", "administrator")
    _rights_by_subject = ("subject_teacher", "entry")
    _protected_fields = (
        "class_id",
        "subject_id",
        "term_id",
        "regulation_id",
        "kind",
        "regular_count",
        "columns",
        "sole_term",
        "state",
        "locked_by_id",
        "locked_on",
        "line_ids",
    )
    _journal_fields = ("state", "regular_count", "columns", "sole_term")

    class_id = fields.Many2one("edu.class", required=True, ondelete="restrict")
    subject_id = fields.Many2one("edu.subject", required=True, ondelete="restrict")
    term_id = fields.Many2one("edu.term", required=True, ondelete="restrict")
    year_id = fields.Many2one(
        "edu.school.year", related="class_id.year_id", store=True, string="School year"
    )
    school_id = fields.Many2one(
        "edu.school", related="class_id.school_id", store=True, index=True
    )
    subject_sequence = fields.Integer(
        related="subject_id.sequence", store=True, string="Order of the subject"
    )
    regulation_id = fields.Many2one(
        "edu.regulation", required=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("score", "Score and remark"),
            ("remark", "Remark only"),
            ("level", "Level of primary"),
        ],
        string="Evaluated by",
        required=True,
    )
    regular_count = fields.Integer(
        string="Regular assessments",
        required=True,
        help="How many regular assessments (ĐĐGtx) the term needs, from the periods "
        "per year of the curriculum (TT22/2021, Điều 6).",
    )
    columns = fields.Char(
        required=True,
        help="The mark columns in their order, made by the regulation.",
    )
    sole_term = fields.Boolean(
        string="Taught in this term only",
        help="The subject has no lessons in the other term of the year: by the "
        "curriculum, or because it came when that term was locked.",
    )
    state = fields.Selection(
        [("open", "Open"), ("locked", "Locked")], required=True, default="open"
    )
    locked_by_id = fields.Many2one("res.users", string="Locked by", readonly=True)
    locked_on = fields.Datetime(readonly=True)
    line_ids = fields.One2many("edu.gradebook.line", "gradebook_id")
    due_count = fields.Integer(string="Cells due", compute="_compute_progress")
    entered_count = fields.Integer(string="Cells entered", compute="_compute_progress")
    progress = fields.Char(compute="_compute_progress")
    mine = fields.Boolean(compute="_compute_mine", search="_search_mine")
    can_write = fields.Boolean(string="Mine to write", compute="_compute_mine")

    _class_subject_term_uniq = models.Constraint(
        "UNIQUE(class_id, subject_id, term_id)",
        "This class has a gradebook of this subject and term already.",
    )
    _columns_known = models.Constraint(
        f"CHECK(columns || ',' ~ '^(({'|'.join(MARK_COLUMNS)}),)+$')",
        "A gradebook has columns that it can hold.",
    )
    _regular_count_range = models.Constraint(
        "CHECK(regular_count BETWEEN 0 AND 6)",
        "A gradebook holds at most six regular assessments.",
    )

    def init(self):
        guard_rows(
            self,
            locked="OLD.state = 'locked'",
            names=("class_id", "subject_id", "term_id", "kind", "columns", "state"),
            filled="TRUE",
        )

    @api.depends("class_id", "subject_id", "term_id")
    def _compute_display_name(self):
        for book in self:
            book.display_name = (
                f"{book.class_id.name} · {book.subject_id.name} · {book.term_id.name}"
            )

    @api.depends("line_ids", "columns")
    def _compute_progress(self):
        counts = self._count_cells()
        for book in self:
            book.due_count, book.entered_count = counts.get(book.id, (0, 0))
            book.progress = f"{book.entered_count}/{book.due_count}"

    def _count_cells(self) -> dict[int, tuple[int, int]]:
        """Return cells due and cells entered of each gradebook."""
        if not self.ids:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.gradebook_id, l.takes_topic, COUNT(*), %s
                  FROM edu_gradebook_line l
                  JOIN edu_enrolment e ON e.id = l.enrolment_id
                 WHERE l.gradebook_id = ANY(%s) AND e.state = 'active'
                       AND e.not_assessed IS NOT TRUE AND l.exempt IS NOT TRUE
                 GROUP BY l.gradebook_id, l.takes_topic
                """,
                SQL(", ").join(
                    SQL("COUNT(%s)", SQL.identifier("l", name)) for name in MARK_COLUMNS
                ),
                self.ids,
            )
        )
        counts: dict[int, tuple[int, int]] = {}
        for book_id, takes_topic, learners, *filled in rows:
            columns = self.sudo().browse(book_id)._learner_columns(bool(takes_topic))
            by_column = dict(zip(MARK_COLUMNS, filled, strict=True))
            due, entered = counts.get(book_id, (0, 0))
            counts[book_id] = (
                due + learners * len(columns),
                entered + sum(by_column[column] for column in columns),
            )
        return counts

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_mine(self):
        duties = self._entry_duties()
        for book in self:
            book.mine = (book.class_id.id, book.subject_id.id) in duties.pairs
            book.can_write = book.state == "open" and bool(
                duties.of(book.class_id.id, book.subject_id.id)
            )

    def _search_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain.OR(
            Domain("class_id", "=", class_id) & Domain("subject_id", "=", subject_id)
            for class_id, subject_id in self._entry_duties().pairs
        )
        return mine if True in value else ~mine

    def _closed_terms(self):
        """Return the terms of these gradebooks, all of a class, that are locked."""
        opened = self.filtered(lambda book: book.state == "open").term_id
        return self.term_id - opened

    def _columns(self) -> tuple[str, ...]:
        """Return the mark columns of this gradebook, in order."""
        self.ensure_one()
        return tuple(self.columns.split(","))

    def _learner_columns(self, takes_topic: bool) -> tuple[str, ...]:
        """Return the mark columns that concern a learner, by his choice of topics."""
        # Which law a gradebook follows is no secret.
        rules, params = self.regulation_id.sudo()._law()
        return rules.learner_columns(self._columns(), takes_topic, params)

    def _column_label(self, column: str) -> str:
        """Return what teachers call a column."""
        if column in REGULAR_COLUMNS:
            return f"ĐĐGtx {column[2:]}"
        primary = self.kind == "level"
        return {
            "cd": self.env._("Special topics"),
            "gkl": self.env._("Level at mid-term"),
            "ckl": self.env._("Level at the end of term"),
            "gk": self.env._("Test at mid-term") if primary else "ĐĐGgk",
            "ck": self.env._("Test at the end of term") if primary else "ĐĐGck",
        }.get(column, self.env._("Remark"))

    def _journal_scope(self):
        return {
            "school_code": self.school_id.code,
            "year_code": self.year_id.name,
        }

    # -- who ------------------------------------------------------------------

    @api.model
    def _entry_duties(self, hold=False) -> EntryDuties:
        """Return under which duties of today the user enters marks.

        With ``hold`` they do not end before this transaction.
        """
        rows = self._own_access(["subject_teacher", "entry", "homeroom"], hold)
        pairs: dict[tuple[int, int], str] = {}
        for right in ("entry", "subject_teacher"):
            for row in rows.filtered(lambda row, right=right: row.right == right):
                pairs[row.class_id.id, row.subject_id.id] = right
        homeroom = rows.filtered(lambda row: row.right == "homeroom").class_id
        return EntryDuties(
            pairs,
            # Every teacher of a school works under its policy.
            frozenset(
                class_.id
                for class_ in homeroom.sudo()
                if self.env["edu.policy"]._for(class_.school_id).homeroom_enters
            ),
        )

    @api.model
    def _check_entry(self, rows, duties):
        """Refuse whoever has no duty to enter marks in all of these gradebooks.

        :raises AccessError: names the gradebooks
        """
        foreign = {
            f"{row['class_name']} · {row['subject']} · {row['term']}"
            for row in rows
            if not duties.of(row["class_id"], row["subject_id"])
        }
        if foreign:
            raise AccessError(
                self.env._(
                    "Only the subject teacher of the class, or who enters on his "
                    "behalf, enters marks. You have no such duty today for: %(books)s.",
                    books=", ".join(sorted(foreign)),
                )
            )

    # -- which cells ----------------------------------------------------------

    @api.model
    def _cell_locks(
        self, rows, duties=None, grant=None
    ) -> dict[int, dict[str, CellLock]]:
        """Return why cells of these lines cannot be written now; the others can.

        The one place that decides it, for screens and for the save alike. ``rows``
        come from ``edu.gradebook.line._cell_rows``.
        """
        return CellLocks(self.env, duties or self._entry_duties(), grant).of(rows)

    @api.model
    def _open_columns(self, row, locks) -> list[str]:
        return [c for c in (*row["columns"].split(","), "remark") if c not in locks]

    # -- opening --------------------------------------------------------------

    @api.model
    def _open_for(self, classes):
        """Create what is missing: gradebooks, their lines, conduct and results.

        The caller has checked the duty. Running it again adds only new learners,
        subjects and terms.
        """
        # Nobody may create gradebooks himself: they follow from the curriculum.
        for class_ in classes.sudo():
            opening = Opening(class_)
            opening.create_books()
            self._add_learners(class_.enrolment_ids)

    @api.model
    def _update_for(self, classes):
        """Bring open gradebooks in line with curriculum and choices.

        :raises UserError: marks would be lost; the message names them
        """
        # Gradebooks and lines follow from the curriculum, whoever changed it.
        for class_ in classes.sudo():
            opening = Opening(class_)
            if "open" in opening.books.mapped("state"):
                opening.books._touch()
                opening.update()
                self._add_learners(class_.enrolment_ids)

    @api.model
    def _add_learners(self, enrolments):
        """Give each active learner his line in the open gradebooks of his class."""
        # Lines, conduct and results follow from the enrolment, whoever enrols.
        enrolments = enrolments.sudo().filtered(lambda e: e.state == "active")
        for class_ in enrolments.class_id:
            opening = Opening(class_)
            if "open" not in opening.books.mapped("state"):
                continue
            # Whoever locks at this moment must not miss the new lines.
            opening.books._touch()
            learners = enrolments.filtered(
                lambda e, class_=class_: e.class_id == class_
            )
            opening.create_lines(learners)
            self.env["edu.exemption"].sudo()._mark_lines(learners)
            if opening.regulation._is_primary():
                lines = self.env["edu.quality.line"].sudo()
                lines._open_for(learners, opening.regulation)
            else:
                self.env["edu.conduct"].sudo()._open_for(learners)
            results = self.env["edu.result"].sudo()
            results._open_for(learners)
            results._recompute(learners)

    def _touch(self):
        """Write the rows, so that a lock that read them before is refused."""
        self.env.cr.execute(
            SQL(
                "UPDATE edu_gradebook SET write_date = write_date WHERE id = ANY(%s)",
                self.ids,
            )
        )

    # -- saving ---------------------------------------------------------------

    @api.model
    def save_cells(self, cells):
        """Save marks and remarks, cell by cell; the one way to write them.

        :param cells: list of ``{line_id, column, old, new, reason?}``; ``old`` is
            what the writer saw
        :return: one answer per cell, in order: ``{line_id, column, status, value,
            message, average}``; status ``saved``, ``conflict`` (somebody else wrote
            it: ``value`` is his), ``locked`` or ``invalid`` with the reason
        :raises AccessError: one of the lines is not in a gradebook that the user
            teaches today; then nothing is saved
        :raises UserError: the call itself cannot be understood
        """
        return self._cell_save().run(cells)

    def _cell_save(self):
        return MarkSave(self.env)
