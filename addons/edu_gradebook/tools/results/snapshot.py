# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The facts of a locked year, in the words of ``hocba.books.model``."""

from . import primary_snapshot
from .result_facts import TERMS


def class_snapshot(class_):
    """Return ``{enrolment_id: facts}`` of the active learners (sudo)."""
    env = class_.env
    results = class_._active_results()
    enrolments = results.enrolment_id
    rows = _by_enrolment(
        env["edu.result.subject"].search([("enrolment_id", "in", enrolments.ids)])
    )
    remarks = _subject_remarks(env, enrolments)
    former = former_results(env, enrolments)
    conducts = _by_enrolment(
        env["edu.conduct"].search([("enrolment_id", "in", enrolments.ids)])
    )
    decisions = _by_enrolment(
        env["edu.decision"].search(
            [("enrolment_id", "in", enrolments.ids), ("state", "=", "decided")]
        )
    )
    summer = env["edu.summer.training"].search(
        [("enrolment_id", "in", enrolments.ids), ("level", "!=", False)]
    )
    absences = _absences(class_, enrolments)
    teachers = {
        subject: teachers_of(class_, "subject_teacher", subject)
        for subject in class_.gradebook_ids.subject_id
    }
    homeroom = teachers_of(class_, "homeroom")
    regulation = class_.gradebook_ids[:1].regulation_id.code
    primary = primary_snapshot.Year(class_, enrolments) if class_.is_primary else None
    marks = primary.subject if primary else _marks
    snapshot = {}
    for result in results:
        enrolment = result.enrolment_id
        subjects = [
            {
                **marks(row),
                "former": former.get((enrolment, row.subject_id), []),
                "remark": remarks.get((enrolment, row.subject_id), ""),
                "teachers": teachers[row.subject_id] or (homeroom if primary else []),
            }
            for row in rows.get(enrolment, [])
        ]
        decided = {d.kind: d for d in decisions.get(enrolment, [])}
        if primary:
            summary = {
                **primary.summary(result, decided),
                "homeroom": homeroom[0] if homeroom else None,
                "former": former.get((enrolment, None), []),
            }
        else:
            summary = _summary(
                result,
                conducts.get(enrolment, []),
                absences[enrolment],
                decided,
                any(subject["retest"] for subject in subjects),
                enrolment in summer.enrolment_id,
                homeroom[0] if homeroom else None,
                former.get((enrolment, None), []),
            )
        snapshot[enrolment.id] = {
            "regulation": regulation,
            "decided": "promotion" in decided,
            "decision": _decision(decided.get("promotion")),
            "subjects": subjects,
            "summary": summary,
        }
    return snapshot


def _marks(row):
    """Return one subject's results; "Miễn" of the year is said by the flag, and by a
    mark where one term alone was exempted."""
    periods = ("hk1", "hk2", "year", "retest")
    exempt = row.year == "M"
    return {
        "code": row.subject_id.code,
        "name": row.subject_id.name,
        "kind": row.subject_id.kind,
        "exempt": exempt,
        **{name: "" if exempt else row[name] or "" for name in periods},
    }


def former_results(env, enrolments):
    """Return which results were given by a former school: by learner and subject, and
    by learner alone for his conduct and level, ``[{period, school}]``."""
    found = {}
    confirmed = env["edu.former.result"].search(
        [("enrolment_id", "in", enrolments.ids), ("state", "=", "confirmed")]
    )
    for former in confirmed.sorted(lambda former: former.term_id.code):
        said = {"period": former.term_id.code, "school": former.school_from}
        for subject in (None, *former.line_ids.subject_id):
            found.setdefault((former.enrolment_id, subject), []).append(said)
    return found


def _by_enrolment(records):
    found = {}
    for record in records:
        found.setdefault(record.enrolment_id, []).append(record)
    return found


def _subject_remarks(env, enrolments):
    """Return the year's remark: that of term II, of term I where there is none."""
    lines = env["edu.gradebook.line"].search(
        [("enrolment_id", "in", enrolments.ids), ("remark", "!=", False)]
    )
    lines = lines.sorted(lambda line: line.gradebook_id.term_id.code)
    return {(line.enrolment_id, line.subject_id): line.remark for line in lines}


def _absences(class_, enrolments):
    """Return how many sessions each missed by term; a day in no term counts in none."""
    found = {enrolment: dict.fromkeys(TERMS.values(), 0) for enrolment in enrolments}
    for term in class_.year_id.term_ids:
        counts = enrolments._absence_counts(term.date_start, term.date_end)
        for enrolment in enrolments:
            found[enrolment][TERMS[term.code]] = sum(counts[enrolment])
    confirmed = enrolments.former_result_ids.filtered(lambda f: f.state == "confirmed")
    for former in confirmed:
        found[former.enrolment_id][TERMS[former.term_id.code]] += former.absences
    return found


def _summary(result, conducts, absences, decided, retested, trained, homeroom, former):
    training = {conduct.term_id.code: conduct for conduct in conducts}
    first, second = training.get("HK1"), training.get("HK2")
    remark = (second and second.remark) or (first and first.remark) or ""
    promotion, award = decided.get("promotion"), decided.get("award")
    return {
        "training": {
            "hk1": (first and first.level) or "",
            "hk2": (second and second.level) or "",
            "year": result.training_year or "",
            "after": (trained and result.training_final) or "",
        },
        "study": {
            "hk1": result.study_hk1 or "",
            "hk2": result.study_hk2 or "",
            "year": result.study_year or "",
            "after": (retested and result.study_final) or "",
        },
        "absences": {**absences, "year": result.absences},
        "promotion": promotion.decided if promotion else result.promotion or "",
        "award": award.decided if award and award.decided != "NONE" else "",
        "competitions": "",
        "homeroom_remark": remark,
        "homeroom": homeroom,
        "former": former,
    }


def _decision(promotion):
    if not promotion:
        return {"number": "", "decided_by": "", "decided_on": ""}
    return {
        "number": promotion.number or "",
        "decided_by": promotion.decided_by.name,
        "decided_on": promotion.decided_on.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def teachers_of(class_, kind, subject=None, end=None):
    """Return who is in charge at the year's end, or on another day; a successor names
    who left.

    Where nobody holds the duty on that day, whoever held it last.
    """
    env = class_.env
    end = end or max(class_.year_id.term_ids.mapped("date_end"))
    duties = env["edu.duty"]
    holders = duties._holders(kind, class_=class_, subject=subject, on=end)
    holders = holders.filtered("class_id")
    domain = [("kind", "=", kind), ("class_id", "=", class_.id)]
    if subject:
        domain.append(("subject_id", "in", (subject | subject.component_ids).ids))
    ended = duties.search(
        [*domain, ("date_to", "!=", False), ("date_to", "<", end)],
        order="date_to desc, id",
    )
    if not holders and ended:
        last = ended[0].date_to
        holders = ended.filtered(lambda duty: duty.date_to == last)
    former = ended.filtered(lambda duty: duty.employee_id not in holders.employee_id)
    return [
        {
            "staff_code": holder.employee_id.edu_staff_code or "",
            "name": holder.employee_id.name,
            "employee_id": holder.employee_id.id,
            "user_id": holder.user_id.id,
            "in_place_of": former.filtered(
                lambda duty, holder=holder: (
                    duty.date_to < holder.date_from
                    and duty.subject_id == holder.subject_id
                )
            )[:1].employee_id.name
            or "",
        }
        for holder in holders
    ]
