# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "School Records: Transfer and Archive",
    "summary": "Issued books leave the school: archive packages and their checks",
    "version": "19.0.1.1.0",
    "category": "Education",
    "license": "AGPL-3",
    "author": "Hoc Ba So contributors",
    "website": "https://github.com/hoc-ba-so/hoc-ba-so",
    "depends": ["edu_hocba", "fs_storage"],
    "external_dependencies": {"python": ["hocba", "fsspec"]},
    "data": [
        "security/edu_transfer_security.xml",
        "security/ir.model.access.csv",
        "data/fs_storage_data.xml",
        "views/edu_archive_views.xml",
        "views/edu_archive_check_views.xml",
        "views/fs_storage_views.xml",
        "views/edu_class_views.xml",
        "views/edu_transfer_menus.xml",
    ],
}
