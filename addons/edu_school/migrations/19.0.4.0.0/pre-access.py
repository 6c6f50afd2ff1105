# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade

OLD, NEW = "edu_gradebook", "edu_school"
MODELS = ("edu.access.order", "edu.duty.access.mixin")
#: What files of data made, by the name that it keeps.
RECORDS = (
    "access_edu_access_order_head",
    "access_edu_access_order_staff",
    "edu_access_order_action",
    "edu_access_order_rule_school",
    "edu_access_order_view_form",
    "edu_access_order_view_kanban",
    "edu_access_order_view_list",
    "edu_access_order_view_search",
)


@openupgrade.migrate()
def migrate(env, version):
    """Take over who reads by duty and by order from the gradebook."""
    move(env.cr)


def move(cr):
    """Give records and models their new addon; no row changes its id."""
    for model in MODELS:
        openupgrade.update_module_moved_models(cr, model, OLD, NEW)
        table = model.replace(".", "_")
        openupgrade.logged_query(
            cr,
            "UPDATE ir_model_data SET module = %s WHERE module = %s AND name ~ %s",
            (NEW, OLD, f"^constraint_{table}_"),
        )
    openupgrade.rename_xmlids(
        cr, [(f"{OLD}.{name}", f"{NEW}.{name}") for name in RECORDS]
    )
