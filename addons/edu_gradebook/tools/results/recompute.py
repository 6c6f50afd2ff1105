# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Results of learners anew: a fixed number of statements, however many they are."""

import json

from ..bulk import insert_rows, update_rows
from .result_facts import load_facts

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
AFTER = {
    "study_final": "study_year",
    "training_final": "training_year",
    "level_final": "level_year",
}
TERMS = ("hk1", "hk2")
SUBJECT_PERIODS = (*TERMS, "year", "retest", "final_mark")


def recompute(results, enrolment_ids, anew=()) -> dict[int, str]:
    """Store what the law makes of these learners' marks (sudo).

    :param anew: lines of locked gradebooks whose marks a lawful act changed

    :return: the term results that changed, by gradebook line
    """
    held = results._claim_of(enrolment_ids)
    if not held:
        return {}
    closed = {id_: row["summer_closed"] for id_, row in held.items()}
    facts = load_facts(results.env, closed, held, frozenset(anew))
    outcomes = facts.outcomes()
    _store_results(results, held, outcomes, facts)
    _store_subjects(results.env, held, outcomes, facts)
    return _store_averages(results.env, outcomes, facts)


def _store_results(results, held, outcomes, facts):
    changes, entries = {}, []
    for enrolment_id, (regulation, outcome) in outcomes.items():
        row = held[enrolment_id]
        values = result_values(outcome, facts.extras[enrolment_id].absences)
        values["regulation_id"] = regulation.id
        changed = {n for n, value in values.items() if (row[n] or None) != value}
        if changed:
            changes[row["id"]] = values
        entries += [
            {
                "model": results._name,
                "res_id": row["id"],
                "res_name": row["learner"],
                "field": name,
                "old": row[name] or "",
                "new": values[name] or "",
                "school_code": row["school_code"],
                "year_code": row["year_code"],
            }
            for name in results._journaled
            # A level after retests that is the year's own is said once.
            if name in changed and values[name] != values.get(AFTER.get(name))
        ]
    update_rows(results, changes)
    results.env["edu.journal"]._record(entries)


def result_values(outcome, absences) -> dict:
    """Return the columns of ``edu.result`` for an outcome of any regulation."""
    study = getattr(outcome, "study", {})
    steps = [step.code.partition(".")[2] for step in outcome.next_steps]
    values = {
        "study_hk1": study.get("hk1"),
        "study_hk2": study.get("hk2"),
        "study_year": study.get("year"),
        "study_final": study.get("year_final"),
        "training_year": getattr(outcome, "training_year", None),
        "training_final": getattr(outcome, "training_year_final", None),
        "level_year": getattr(outcome, "level_year", None),
        "level_final": getattr(outcome, "level_final", None),
        "class_completed": _yes_no(getattr(outcome, "class_completed", None)),
        "programme_completed": _yes_no(getattr(outcome, "programme_completed", None)),
        "absences": absences,
        "promotion": outcome.promotion,
        "award": outcome.award,
        "needs_retest": any(step.startswith(("retest", "reassess")) for step in steps),
        "needs_summer": any(step.startswith("summer") for step in steps),
        "head_decides": "head_decides" in steps,
        "retest_codes": ",".join(
            (*outcome.retest_subjects, *getattr(outcome, "retest_criteria", ()))
        ),
        "next_steps": reasons_json(outcome.next_steps),
        "reasons": reasons_json(outcome.reasons),
    }
    return {name: value or None for name, value in values.items()}


def _yes_no(value):
    return None if value is None else "yes" if value else "no"


def reasons_json(reasons) -> str:
    """Return reasons as they are stored: code, article, what about, values."""
    return _encode(
        [
            {
                "code": reason.code,
                "article": reason.article,
                "about": reason.about,
                "params": dict(reason.params),
            }
            for reason in reasons
        ]
    )


def _store_subjects(env, held, outcomes, facts):
    table = env["edu.result.subject"]
    env.cr.execute(
        "SELECT id, enrolment_id, subject_id, hk1, hk2, year, retest, final_mark"
        " FROM edu_result_subject WHERE enrolment_id = ANY(%s)",
        [list(outcomes)],
    )
    known = {(row[1], row[2]): (row[0], row[3:]) for row in env.cr.fetchall()}
    kept = facts.kept()
    changes, missing, seen = {}, [], set()
    for enrolment_id, (_regulation, outcome) in outcomes.items():
        row = held[enrolment_id]
        for code, result in outcome.subjects.items():
            subject_id, sequence = facts.subjects[code]
            seen.add((enrolment_id, subject_id))
            values = (
                result.hk1 or None,
                result.hk2 or None,
                result.year or None,
                result.retest or None,
                result.final or None,
            )
            id_, stored = known.get((enrolment_id, subject_id), (None, None))
            if id_:
                # What stands in a locked term stands, whatever its line says now.
                terms = (
                    old if old and (enrolment_id, code, period) in kept else new
                    for period, old, new in zip(TERMS, stored, values, strict=False)
                )
                values = (*terms, *values[len(TERMS) :])
            if id_ is None:
                missing.append(
                    {
                        "enrolment_id": enrolment_id,
                        "subject_id": subject_id,
                        "subject_sequence": sequence,
                        "student_id": row["student_id"],
                        "class_id": row["class_id"],
                        "school_id": row["school_id"],
                        **dict(zip(SUBJECT_PERIODS, values, strict=True)),
                    }
                )
            elif stored != values:
                changes[id_] = dict(zip(SUBJECT_PERIODS, values, strict=True))
    # A subject that the learner no longer takes leaves no result behind.
    table.browse(
        id_ for key, (id_, _values) in known.items() if key not in seen
    ).unlink()
    update_rows(table, changes)
    insert_rows(table, missing)


def _store_averages(env, outcomes, facts) -> dict[int, str]:
    changed = {}
    for line_id, (enrolment_id, code, period, stored) in facts.averages.items():
        new = getattr(outcomes[enrolment_id][1].subjects[code], period)
        # "Miễn" stands beside the name already; an average it is not.
        new = "" if new in ("M", None) else new
        if new != (stored or ""):
            changed[line_id] = new
    lines = env["edu.gradebook.line"]
    update_rows(lines, {id_: {"average": new} for id_, new in changed.items()})
    return changed
