# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From the tables to the facts of the law, one question per table."""

from dataclasses import dataclass, field

from odoo.tools import SQL

from .bulk import update_rows

TERMS = {"HK1": "hk1", "HK2": "hk2"}


@dataclass
class Facts:
    """Facts of some learners, and where their averages are kept."""

    env: object
    by_regulation: list = field(default_factory=list)
    subject_ids: dict[str, int] = field(default_factory=dict)
    absences: dict[int, int] = field(default_factory=dict)
    averages: dict[int, tuple] = field(default_factory=dict)

    def store_averages(self, outcomes) -> dict[int, str]:
        """Write the term results that changed into the gradebook lines."""
        changed = {}
        for line_id, (enrolment_id, code, period, stored) in self.averages.items():
            new = getattr(outcomes[enrolment_id].subjects[code], period)
            # "Miễn" stands beside the name already; an average it is not.
            new = "" if new in ("M", None) else new
            if new != (stored or ""):
                changed[line_id] = new
        update_rows(
            self.env["edu.gradebook.line"],
            {line_id: {"average": new} for line_id, new in changed.items()},
        )
        return changed


def load_facts(env, results):
    """Return the :class:`Facts` of the learners of ``results`` (sudo)."""
    facts = Facts(env)
    enrolment_ids = results.enrolment_id.ids
    rows = _fetch_lines(env, enrolment_ids)
    training = _training(env, enrolment_ids)
    retests = _retests(env, enrolment_ids)
    summer = _summer(env, enrolment_ids)
    facts.absences = dict(
        (enrolment.id, count)
        for enrolment, count in env["edu.absence"]._read_group(
            [("enrolment_id", "in", enrolment_ids)], ["enrolment_id"], ["__count"]
        )
    )
    closed = {result.enrolment_id.id: result.summer_closed for result in results}
    books = {}
    for row in rows:
        facts.subject_ids[row["code"]] = row["subject_id"]
        period = TERMS[row["term"]]
        facts.averages[row["line_id"]] = (
            row["enrolment_id"],
            row["code"],
            period,
            row["average"],
        )
        learners = books.setdefault(row["regulation_id"], {})
        subjects = learners.setdefault(row["enrolment_id"], {})
        subjects.setdefault(row["code"], {})[period] = row
    for regulation in env["edu.regulation"].browse(books):
        rules = regulation._rules()
        learners = {
            enrolment_id: rules.LearnerFacts(
                id=str(enrolment_id),
                subjects=tuple(
                    _subject(rules, code, terms) for code, terms in subjects.items()
                ),
                training=training.get(enrolment_id, {}),
                absences=facts.absences.get(enrolment_id, 0),
                retest=retests.get(enrolment_id, {}),
                summer_training=summer.get(enrolment_id),
                summer_closed=bool(closed[enrolment_id]),
            )
            for enrolment_id, subjects in books[regulation.id].items()
        }
        facts.by_regulation.append((regulation, regulation._params(), learners))
    return facts


def _subject(rules, code, terms):
    some = next(iter(terms.values()))
    return rules.SubjectFacts(
        code=code,
        kind=some["kind"],
        hk1=_cells(rules, terms.get("hk1")),
        hk2=_cells(rules, terms.get("hk2")),
        regular_count=some["regular_count"],
        exempt=bool(some["exempt"]),
    )


def _cells(rules, row):
    if row is None:
        return rules.TermCells()
    regular = (row["tx1"], row["tx2"], row["tx3"], row["tx4"], row["tx5"], row["tx6"])
    return rules.TermCells(
        tx=regular[: row["regular_count"]], gk=row["gk"], ck=row["ck"]
    )


def _fetch_lines(env, enrolment_ids):
    env["edu.gradebook.line"].flush_model()
    env["edu.gradebook"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT l.id AS line_id, l.enrolment_id, l.exempt, l.average,
                   l.tx1, l.tx2, l.tx3, l.tx4, l.tx5, l.tx6, l.gk, l.ck,
                   g.kind, g.regular_count, g.regulation_id, g.subject_id,
                   s.code, t.code AS term
              FROM edu_gradebook_line l
              JOIN edu_gradebook g ON g.id = l.gradebook_id
              JOIN edu_subject s ON s.id = g.subject_id
              JOIN edu_term t ON t.id = g.term_id
             WHERE l.enrolment_id = ANY(%s)
             ORDER BY l.enrolment_id, s.sequence, s.code
            """,
            enrolment_ids,
        )
    )
    return env.cr.dictfetchall()


def _training(env, enrolment_ids):
    found = {}
    for conduct in env["edu.conduct"].search_fetch(
        [("enrolment_id", "in", enrolment_ids)], ["enrolment_id", "term_id", "level"]
    ):
        levels = found.setdefault(conduct.enrolment_id.id, {})
        levels[TERMS[conduct.term_id.code]] = conduct.level or None
    return found


def _retests(env, enrolment_ids):
    found = {}
    for retest in env["edu.retest"].search_fetch(
        [("enrolment_id", "in", enrolment_ids), ("mark", "!=", False)],
        ["enrolment_id", "subject_id", "mark"],
    ):
        marks = found.setdefault(retest.enrolment_id.id, {})
        marks[retest.subject_id.code] = retest.mark
    return found


def _summer(env, enrolment_ids):
    return {
        training.enrolment_id.id: training.level
        for training in env["edu.summer.training"].search_fetch(
            [("enrolment_id", "in", enrolment_ids), ("level", "!=", False)],
            ["enrolment_id", "level"],
        )
    }
