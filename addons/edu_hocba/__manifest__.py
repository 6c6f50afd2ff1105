# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "School Records: Học bạ",
    "summary": "The year's học bạ: frozen, signed in four acts, issued as XML and PDF",
    "version": "19.0.1.1.0",
    "category": "Education",
    "license": "AGPL-3",
    "author": "Hoc Ba So contributors",
    "website": "https://github.com/hoc-ba-so/hoc-ba-so",
    "depends": ["edu_gradebook", "edu_signing", "portal"],
    "external_dependencies": {"python": ["hocba", "Pillow"]},
    "data": [
        "security/edu_hocba_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron.xml",
        "report/correction_minutes_templates.xml",
        "report/year_form_templates.xml",
        "wizard/edu_hocba_withdraw_views.xml",
        "views/edu_hocba_year_views.xml",
        "views/edu_hocba_views.xml",
        "views/edu_class_views.xml",
        "views/edu_correction_views.xml",
        "views/edu_school_views.xml",
        "views/edu_school_state_views.xml",
        "views/edu_hocba_menus.xml",
        "views/portal_templates.xml",
    ],
}
