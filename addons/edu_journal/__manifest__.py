# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "School records: journal",
    "summary": "Append-only evidence of changes for any Odoo record",
    "version": "19.0.3.0.0",
    "category": "Education",
    "license": "AGPL-3",
    "author": "Hoc Ba So contributors",
    "website": "https://github.com/hoc-ba-so/hoc-ba-so",
    "depends": ["mail"],
    "external_dependencies": {"python": ["hocba"]},
    "data": [
        "security/edu_journal_groups.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/edu_journal_views.xml",
        "views/edu_journal_chain_views.xml",
        "views/edu_journal_block_views.xml",
        "views/edu_journal_anchor_views.xml",
        "views/edu_notice_views.xml",
        "views/edu_journal_menus.xml",
        "views/res_config_settings_views.xml",
    ],
}
