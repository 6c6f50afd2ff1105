# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The minutes of a correction (biên bản sửa điểm): what, why, before whom, by whom."""

from pathlib import Path

from markupsafe import Markup

from odoo.addons.edu_gradebook.tools.texts import moment

from hocba.books.form_parts import journal_text
from hocba.books.model import JournalHead

TEMPLATE = "edu_hocba.correction_minutes"
HERE = Path(__file__).parent


def render(correction) -> bytes:
    """Return the PDF of a decided correction (sudo).

    :raises HocbaError: the page cannot be rendered
    """
    from hocba.books import pdf

    # The form is Vietnamese, whoever prints it.
    correction = correction.with_context(lang="vi_VN")
    env = correction.env
    html = env["ir.qweb"]._render(TEMPLATE, {"page": page(correction)})
    rendered = pdf.render(
        f"<!DOCTYPE html>{html}",
        base_dir=HERE,
        document_uuid=f"correction-{correction.id}",
        created=correction.decided_on.astimezone(),
    )
    return rendered.pdf


def page(correction) -> dict:
    """Return the words of the minutes; the template only places them."""
    env = correction.env
    school = correction.school_id
    head = env["edu.journal.block"]._head(school.code, correction.year_id.name)
    labels = dict(correction.witness_ids._fields["kind"]._description_selection(env))
    return {
        "css": Markup((HERE / "correction_minutes.css").read_text(encoding="utf-8")),
        "authority": school.authority_id.name or "",
        "school": school.name,
        "place": env["edu.policy"]._for(school).place or "",
        "number": correction.number,
        "class_name": correction.class_id.name,
        "subject": correction.subject_id.name or "",
        "term": correction.term_id.name or "",
        "year": correction.year_id.name,
        "reason": correction.reason,
        "requested_by": correction.requested_by_id.name,
        "requested_on": moment(env, correction.requested_on),
        "cells": [
            (cell.learner, cell.label, cell.old_text or "–", cell.new_text or "–")
            for cell in correction.cell_ids
        ],
        "witnesses": [
            (
                labels[witness.kind],
                witness.user_id.name or "–",
                moment(env, witness.confirmed_on),
                witness.objection or "",
            )
            for witness in correction.witness_ids
        ],
        "applied": correction.state == "applied",
        "head_title": school.head_title,
        "decided_by": correction.decided_by_id.name,
        "decided_on": moment(env, correction.decided_on),
        "note": correction.decision_note or "",
        "reopened": correction.reopened or "",
        "scan": correction._journal_text("scan"),
        "journal": journal_text(JournalHead(**head)) if head else "",
    }
