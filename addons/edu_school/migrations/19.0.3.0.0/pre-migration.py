# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from openupgradelib import openupgrade

COLUMNS = {"finalise_date": "31/05", "final_date": "30/08", "seal_mm": 36.0}


@openupgrade.migrate()
def migrate(env, version):
    """Write the dates of policies day/month, and bring seals to the size of a seal."""
    mend_policies(env)


def mend_policies(env):
    """Turn 05-31 into 31/05 and 365 mm into 36,5; the journal keeps what it was."""
    env.cr.execute(
        "SELECT p.id, p.finalise_date, p.final_date, p.seal_mm, s.name, s.code"
        " FROM edu_policy p JOIN edu_school s ON s.id = p.school_id ORDER BY p.id"
    )
    entries = []
    for row in env.cr.dictfetchall():
        fresh = {
            "finalise_date": day_month(row["finalise_date"]),
            "final_date": day_month(row["final_date"]),
            "seal_mm": seal(row["seal_mm"]),
        }
        fresh = {
            name: COLUMNS[name] if value is None else value
            for name, value in fresh.items()
        }
        changed = {name for name in fresh if fresh[name] != row[name]}
        if not changed:
            continue
        openupgrade.logged_query(
            env.cr,
            "UPDATE edu_policy SET finalise_date = %s, final_date = %s, seal_mm = %s"
            " WHERE id = %s",
            (*(fresh[name] for name in COLUMNS), row["id"]),
        )
        entries += [
            {
                "model": "edu.policy",
                "res_id": row["id"],
                "res_name": row["name"],
                "field": name,
                "old": str(row[name]),
                "new": str(fresh[name]),
                "reason": "kept as day/month"
                if name != "seal_mm"
                else "a seal is from 20 to 60 mm",
                "school_code": row["code"],
                "year_code": "",
            }
            for name in sorted(changed)
        ]
    env["edu.journal"]._record(entries)


def day_month(text):
    """Return what the releases before kept as month-day, or None."""
    if re.fullmatch(r"\d\d/\d\d", text or ""):
        return text
    found = re.fullmatch(r"\s*(\d+)\s*-\s*(\d+)\s*", text or "")
    if not found or (int(found[1]), int(found[2])) == (2, 29):
        return None
    return f"{int(found[2]):02}/{int(found[1]):02}"


def seal(size):
    """Return a diameter in mm; a point that was read as none made ten times of it."""
    size = size or 0
    if 20 <= size <= 60:
        return size
    return size / 10 if 20 <= size / 10 <= 60 else None
