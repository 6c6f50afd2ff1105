# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From the tables to the facts of the law, one question per table."""

from collections import defaultdict, namedtuple
from dataclasses import dataclass, field

from odoo.tools import SQL

from ...models.edu_gradebook_line import MARK_COLUMNS
from .primary_facts import learner as primary_learner
from .secondary_facts import learner as secondary_learner

TERMS = {"HK1": "hk1", "HK2": "hk2"}


@dataclass
class Extras:
    """What is known of a learner besides his marks."""

    training: dict[str, str] = field(default_factory=dict)
    retests: dict[str, dict] = field(default_factory=dict)
    summer: str | None = None
    absences: int = 0
    qualities: dict[str, dict[str, str]] = field(default_factory=dict)
    qualities_again: dict[str, str] = field(default_factory=dict)
    decided: str | None = None
    disabled: bool = False
    not_assessed: bool = False
    commendations: tuple[str, ...] = ()
    summer_closed: bool = False
    #: levels of study by term that stand on record already
    study: dict[str, str] = field(default_factory=dict)
    #: lines whose term result stands on record already
    kept: set[int] = field(default_factory=set)


@dataclass
class Facts:
    """Facts of some learners by regulation, and the lines they come from."""

    by_regulation: dict = field(default_factory=dict)
    extras: dict[int, Extras] = field(default_factory=lambda: defaultdict(Extras))
    #: subject by code: id and sequence
    subjects: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: line: enrolment, subject, period, the average that stands there
    averages: dict[int, tuple[int, str, str, str | None]] = field(default_factory=dict)

    def kept(self) -> set[tuple[int, str, str]]:
        """Return the results of locked terms: learner, subject, period."""
        return {
            (enrolment_id, code, period)
            for line_id, (enrolment_id, code, period, _average) in self.averages.items()
            if line_id in self.extras[enrolment_id].kept
        }

    def outcomes(self, regulation=None) -> dict:
        """Return ``{enrolment_id: (regulation, outcome)}``, by another law if given."""
        return {
            enrolment_id: (own, rules.evaluate(facts, params))
            for own, learners in self.by_regulation.items()
            for rules, params in [(regulation or own)._law()]
            for enrolment_id, facts in learners.items()
        }


def load_facts(env, closed, held=None, anew=()):
    """Return the :class:`Facts` of learners (sudo).

    :param closed: says by enrolment whether the time for retests is over
    :param held: the stored results by enrolment: what is locked is taken from them, but
        for the lines ``anew``; without it all follows from the marks
    """
    env.flush_all()
    facts = Facts()
    ids = list(closed)
    for enrolment_id, over in closed.items():
        facts.extras[enrolment_id].summer_closed = bool(over)
    _load_extras(env, ids, facts.extras)
    found = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    lines = _lines(env, ids)
    books = _books(env, {line.gradebook_id for line in lines})
    lines.sort(key=lambda line: books[line.gradebook_id].rank)
    for line in lines:
        book = books[line.gradebook_id]
        facts.subjects[book.code] = (book.subject_id, book.sequence)
        facts.averages[line.id] = (
            line.enrolment_id,
            book.code,
            book.period,
            line.average,
        )
        found[book.regulation_id][line.enrolment_id][book.code][book.period] = (
            book,
            line,
        )
        if line.former or (held is not None and book.locked and line.id not in anew):
            facts.extras[line.enrolment_id].kept.add(line.id)
    if held is not None:
        _keep_levels(lines, books, held, facts.extras)
    _load_former(env, ids, facts.extras)
    for regulation in env["edu.regulation"].browse(found):
        rules, _params = regulation._law()
        primary = regulation._is_primary()
        if primary:
            _load_qualities(env, list(found[regulation.id]), facts.extras)
        build = primary_learner if primary else secondary_learner
        facts.by_regulation[regulation] = {
            enrolment_id: build(rules, enrolment_id, terms, facts.extras[enrolment_id])
            for enrolment_id, terms in found[regulation.id].items()
        }
    return facts


LINE = (
    "id",
    "gradebook_id",
    "enrolment_id",
    "exempt",
    "average",
    "takes_topic",
    "former",
)
Line = namedtuple("Line", (*LINE, *MARK_COLUMNS))
Book = namedtuple(
    "Book",
    "id kind regular_count has_topic regulation_id subject_id code sequence period"
    " grade rank locked sole_term",
)


def _lines(env, enrolment_ids):
    env.cr.execute(
        SQL(
            "SELECT %s FROM edu_gradebook_line WHERE enrolment_id = ANY(%s)",
            SQL(", ").join(map(SQL.identifier, Line._fields)),
            enrolment_ids,
        )
    )
    return list(map(Line._make, env.cr.fetchall()))


def _books(env, ids):
    env.cr.execute(
        SQL(
            """
            SELECT g.id, g.kind, g.regular_count,
                   'cd' = ANY(STRING_TO_ARRAY(g.columns, ',')), g.regulation_id,
                   g.subject_id, s.code, s.sequence, LOWER(t.code), gr.number,
                   ROW_NUMBER() OVER (ORDER BY s.sequence, s.code),
                   g.state = 'locked', g.sole_term IS TRUE
              FROM edu_gradebook g
              JOIN edu_subject s ON s.id = g.subject_id
              JOIN edu_term t ON t.id = g.term_id
              JOIN edu_class c ON c.id = g.class_id
              JOIN edu_grade gr ON gr.id = c.grade_id
             WHERE g.id = ANY(%s)
            """,
            list(ids),
        )
    )
    return {row[0]: Book._make(row) for row in env.cr.fetchall()}


def _load_extras(env, ids, extras):
    env.cr.execute(
        SQL(
            """
            SELECT 'training', c.enrolment_id, t.code, c.level, NULL
              FROM edu_conduct c JOIN edu_term t ON t.id = c.term_id
             WHERE c.enrolment_id = ANY(%(ids)s) AND c.level IS NOT NULL
             UNION ALL
            SELECT CASE WHEN r.criterion IS NULL THEN 'retest' ELSE 'criterion' END,
                   r.enrolment_id, COALESCE(r.criterion, s.code), r.mark,
                   COALESCE(r.criterion_level, r.level)
              FROM edu_retest r LEFT JOIN edu_subject s ON s.id = r.subject_id
             WHERE r.enrolment_id = ANY(%(ids)s) AND r.state = 'marked'
             UNION ALL
            SELECT 'disabled', id, NULL, NULL, NULL FROM edu_enrolment
             WHERE id = ANY(%(ids)s) AND disabled
             UNION ALL
            SELECT 'not_assessed', id, NULL, NULL, NULL FROM edu_enrolment
             WHERE id = ANY(%(ids)s) AND not_assessed
             UNION ALL
            SELECT 'summer', enrolment_id, NULL, level, NULL
              FROM edu_summer_training
             WHERE enrolment_id = ANY(%(ids)s) AND level IS NOT NULL
             UNION ALL
            SELECT 'decided', enrolment_id, NULL, decided, NULL
              FROM edu_decision
             WHERE enrolment_id = ANY(%(ids)s)
                   AND kind = 'promotion' AND state = 'decided'
             UNION ALL
            -- Who changed his class took the sessions that he missed along.
            SELECT 'absences', e.id, NULL, COUNT(*)::varchar, NULL
              FROM edu_enrolment e
              JOIN edu_enrolment o
                   ON o.student_id = e.student_id AND o.year_id = e.year_id
              JOIN edu_absence a ON a.enrolment_id = o.id
             WHERE e.id = ANY(%(ids)s)
             GROUP BY e.id
            """,
            ids=ids,
        )
    )
    for what, enrolment_id, key, value, level in env.cr.fetchall():
        found = extras[enrolment_id]
        if what == "training":
            found.training[TERMS[key]] = value
        elif what == "retest":
            found.retests[key] = {"mark": value, "level": level}
        elif what == "criterion":
            found.qualities_again[key] = level
        elif what == "absences":
            found.absences = int(value)
        elif what in ("disabled", "not_assessed"):
            setattr(found, what, True)
        else:
            setattr(found, what, value)


def _keep_levels(lines, books, held, extras):
    """Take levels of terms as they stand, where all of the term is kept."""
    open_ = {
        (line.enrolment_id, books[line.gradebook_id].period)
        for line in lines
        if line.id not in extras[line.enrolment_id].kept
    }
    for enrolment_id, row in held.items():
        for period in TERMS.values():
            level = row.get(f"study_{period}")
            if level and (enrolment_id, period) not in open_:
                extras[enrolment_id].study[period] = level


def _load_former(env, ids, extras):
    """What a former school recorded beside its marks."""
    env.cr.execute(
        SQL(
            """
            SELECT f.enrolment_id, t.code, f.study, COALESCE(f.absences, 0)
              FROM edu_former_result f JOIN edu_term t ON t.id = f.term_id
             WHERE f.enrolment_id = ANY(%s) AND f.state = 'confirmed'
            """,
            ids,
        )
    )
    for enrolment_id, code, study, absences in env.cr.fetchall():
        found = extras[enrolment_id]
        found.absences += absences
        if study:
            found.study[TERMS[code]] = study


def _load_qualities(env, ids, extras):
    lines = env["edu.quality.line"]
    for line in lines.search_fetch([("enrolment_id", "in", ids)]):
        for code in line.columns.split(","):
            levels = extras[line.enrolment_id.id].qualities.setdefault(code, {})
            levels[line.period] = line[code] or None
