# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    # Apps shows a module that is not installed in the words of its manifest, whatever
    # the language: this one is looked for in Vietnamese (docs/decisions/0045).
    "name": "Học bạ số",
    "summary": "Sổ điểm, học bạ, chữ ký số của trường phổ thông: cài một lần, đủ bộ",
    "version": "19.0.1.1.0",
    "category": "Education",
    "license": "AGPL-3",
    "author": "Hoc Ba So contributors",
    "website": "https://github.com/hoc-ba-so/hoc-ba-so",
    "depends": ["edu_workbook", "edu_transfer"],
    "data": [
        "security/ir.model.access.csv",
        "security/edu_suite_security.xml",
        "data/ir_config_parameter_data.xml",
        "views/edu_setup_views.xml",
        "views/edu_setup_me_views.xml",
        "views/edu_setup_lead_views.xml",
        "views/edu_suite_menus.xml",
    ],
    "assets": {"web.assets_backend": ["edu_suite/static/src/**/*"]},
    "post_init_hook": "give_the_installer_his_duty_group",
    "application": True,
}
