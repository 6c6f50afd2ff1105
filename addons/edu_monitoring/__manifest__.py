# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "School Records: Monitoring",
    "summary": "Who watches over marks and over those who read them",
    "version": "19.0.1.0.0",
    "category": "Education",
    "license": "AGPL-3",
    "author": "Hoc Ba So contributors",
    "website": "https://github.com/hoc-ba-so/hoc-ba-so",
    "depends": ["edu_gradebook"],
    "data": [
        "security/ir.model.access.csv",
        "security/edu_use_security.xml",
        "data/ir_cron_data.xml",
        "views/edu_use_views.xml",
        "views/edu_monitoring_menus.xml",
    ],
}
