# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade

OLD, NEW = "edu_gradebook", "edu_monitoring"
MODELS = ("edu.use", "edu.unusual.use")
#: What a file of data made, by the name that it keeps.
RECORDS = (
    "access_edu_unusual_use_staff",
    "access_edu_use_staff",
    "edu_unusual_use_action",
    "edu_unusual_use_rule_school",
    "edu_unusual_use_view_kanban",
    "edu_unusual_use_view_list",
    "edu_unusual_use_view_search",
    "edu_use_action",
    "edu_use_rule_school",
    "edu_use_view_form",
    "edu_use_view_kanban",
    "edu_use_view_list",
    "edu_use_view_search",
    "ir_cron_unusual_use",
    "ir_cron_unusual_use_ir_actions_server",
    "menu_unusual_use",
    "menu_use",
)
PARAMETERS = ("unusual_use_told",)


@openupgrade.migrate()
def migrate(env, version):
    """Hand what watches to the addon that it is in now, and have it installed."""
    move(env.cr)
    install(env.cr)


def move(cr):
    """Give records, models and parameters their new addon; no row changes its id."""
    for model in MODELS:
        openupgrade.update_module_moved_models(cr, model, OLD, NEW)
        _move_parts(cr, model)
    openupgrade.rename_xmlids(
        cr, [(f"{OLD}.{name}", f"{NEW}.{name}") for name in RECORDS]
    )
    for name in PARAMETERS:
        openupgrade.logged_query(
            cr,
            "UPDATE ir_config_parameter SET key = %s WHERE key = %s",
            (f"{NEW}.{name}", f"{OLD}.{name}"),
        )


def _move_parts(cr, model):
    """Move the names of choices and constraints, which the library leaves behind."""
    table = model.replace(".", "_")
    openupgrade.logged_query(
        cr,
        "UPDATE ir_model_data SET module = %s WHERE module = %s AND name ~ %s",
        (NEW, OLD, f"^(selection__{table}__|constraint_{table}_)"),
    )


def install(cr):
    """Install the addon in the same update, also where nothing depends on it."""
    openupgrade.logged_query(
        cr,
        "UPDATE ir_module_module SET state = 'to install'"
        " WHERE name = %s AND state = 'uninstalled'",
        (NEW,),
    )
