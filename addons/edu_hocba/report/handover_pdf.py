# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The minutes of a hand-over of duties (biên bản bàn giao): who, what, from when."""

from pathlib import Path

from markupsafe import Markup

from odoo.addons.edu_gradebook.tools.texts import moment

TEMPLATE = "edu_hocba.handover_minutes"
HERE = Path(__file__).parent


def render(handover) -> bytes:
    """Return the PDF of a decided hand-over (sudo).

    :raises HocbaError: the page cannot be rendered
    """
    from hocba.books import pdf

    # The form is Vietnamese, whoever prints it.
    handover = handover.with_context(lang="vi_VN")
    html = handover.env["ir.qweb"]._render(TEMPLATE, {"page": page(handover)})
    rendered = pdf.render(
        f"<!DOCTYPE html>{html}",
        base_dir=HERE,
        document_uuid=f"duty-handover-{handover.id}",
        created=handover.done_on.astimezone(),
    )
    return rendered.pdf


def page(handover) -> dict:
    """Return the words of the minutes; the template only places them."""
    env, school = handover.env, handover.school_id
    kinds = dict(handover.duty_ids._fields["kind"]._description_selection(env))
    reasons = dict(handover._fields["reason"]._description_selection(env))
    return {
        # The minutes of corrections and of hand-overs are one form.
        "css": Markup((HERE / "correction_minutes.css").read_text(encoding="utf-8")),
        "authority": school.authority_id.name or "",
        "school": school.name,
        "number": handover.number,
        "reason": reasons[handover.reason],
        "giver": handover.from_employee_id.name,
        "taker": handover.to_employee_id.name,
        "date": handover.date.strftime("%d/%m/%Y"),
        "duties": [
            (
                kinds[duty.kind],
                duty.class_id.name or "–",
                duty.subject_id.name or "–",
                duty.date_to.strftime("%d/%m/%Y"),
            )
            for duty in handover.duty_ids
        ],
        "unfinished": (handover.unfinished or "").splitlines(),
        "note": (handover.note or "").splitlines(),
        "head_title": school.head_title,
        "decided_by": handover.done_by_id.name,
        "decided_on": moment(env, handover.done_on),
    }
