# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade

OLD = "edu_gradebook"
#: What has got an addon of its own: its models.
MODELS = {
    "edu_monitoring": (
        "edu.entry.rating",
        "edu.mark.distribution",
        "edu.progress",
        "edu.review.line",
        "edu.school.state",
        "edu.unusual.use",
        "edu.use",
        "edu.weekly.remark",
        "edu.year.total",
    ),
    "edu_workbook": (
        "edu.mark.sheet.import",
        "edu.mark.sheet.import.line",
        "edu.mark.sheet.import.problem",
    ),
}
#: What files of data made, by the name that it keeps.
RECORDS = {
    "edu_monitoring": (
        "access_edu_entry_rating_staff",
        "access_edu_mark_distribution_inspector",
        "access_edu_mark_distribution_staff",
        "access_edu_progress_inspector",
        "access_edu_progress_staff",
        "access_edu_review_line_staff",
        "access_edu_school_state_inspector",
        "access_edu_school_state_staff",
        "access_edu_unusual_use_staff",
        "access_edu_use_staff",
        "access_edu_weekly_remark_staff",
        "access_edu_year_total_inspector",
        "access_edu_year_total_staff",
        "edu_class_action_review",
        "edu_class_overview_action",
        "edu_class_view_form_monitoring",
        "edu_conduct_view_graph",
        "edu_conduct_view_list_term",
        "edu_conduct_view_pivot",
        "edu_conduct_view_search_term",
        "edu_entry_rating_action",
        "edu_entry_rating_rule_duty",
        "edu_entry_rating_view_graph",
        "edu_entry_rating_view_kanban",
        "edu_entry_rating_view_list",
        "edu_entry_rating_view_pivot",
        "edu_entry_rating_view_search",
        "edu_gradebook_view_list_monitoring",
        "edu_mark_distribution_action",
        "edu_mark_distribution_rule_duty",
        "edu_mark_distribution_view_graph",
        "edu_mark_distribution_view_list",
        "edu_mark_distribution_view_pivot",
        "edu_mark_distribution_view_search",
        "edu_missing_marks_action",
        "edu_progress_action",
        "edu_progress_action_review",
        "edu_progress_rule_duty",
        "edu_progress_view_graph",
        "edu_progress_view_kanban",
        "edu_progress_view_list",
        "edu_progress_view_pivot",
        "edu_progress_view_search",
        "edu_result_view_graph_term",
        "edu_result_view_list_term",
        "edu_result_view_pivot_term",
        "edu_result_view_search_term",
        "edu_review_line_rule_own",
        "edu_review_line_view_list",
        "edu_school_state_action",
        "edu_school_state_action_inspection",
        "edu_school_state_rule_duty",
        "edu_school_state_view_kanban",
        "edu_school_state_view_list",
        "edu_school_state_view_search",
        "edu_term_conduct_action",
        "edu_term_study_action",
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
        "edu_weekly_remark_action",
        "edu_weekly_remark_rule_duty",
        "edu_weekly_remark_view_form",
        "edu_weekly_remark_view_kanban",
        "edu_weekly_remark_view_list",
        "edu_weekly_remark_view_search",
        "edu_weekly_sheet_action",
        "edu_year_total_action",
        "edu_year_total_rule_duty",
        "edu_year_total_view_graph",
        "edu_year_total_view_list",
        "edu_year_total_view_pivot",
        "edu_year_total_view_search",
        "ir_cron_rate",
        "ir_cron_rate_ir_actions_server",
        "ir_cron_remind",
        "ir_cron_remind_ir_actions_server",
        "ir_cron_unusual_use",
        "ir_cron_unusual_use_ir_actions_server",
        "mail_activity_late",
        "menu_class_overview",
        "menu_entry_rating",
        "menu_inspection_distribution",
        "menu_inspection_progress",
        "menu_inspection_state",
        "menu_inspection_total",
        "menu_journal",
        "menu_mark_distribution",
        "menu_missing_marks",
        "menu_progress",
        "menu_review",
        "menu_school_state",
        "menu_term_conduct",
        "menu_term_study",
        "menu_unusual_use",
        "menu_use",
        "menu_weekly_remark",
        "menu_year_total",
    ),
    "edu_workbook": (
        "access_edu_mark_sheet_import_line_staff",
        "access_edu_mark_sheet_import_problem_staff",
        "access_edu_mark_sheet_import_staff",
        "edu_mark_sheet_import_action",
        "edu_mark_sheet_import_line_rule_own",
        "edu_mark_sheet_import_problem_rule_own",
        "edu_mark_sheet_import_rule_own",
        "edu_mark_sheet_import_view_form",
    ),
}
PARAMETERS = {"edu_monitoring": ("unusual_use_told",)}


@openupgrade.migrate()
def migrate(env, version):
    """Hand what the gradebook held for others to their addons; have them installed."""
    for addon in MODELS:
        move(env.cr, addon)
        install(env.cr, addon)


def move(cr, addon):
    """Give records, models and parameters their new addon; no row changes its id."""
    for model in MODELS[addon]:
        openupgrade.update_module_moved_models(cr, model, OLD, addon)
        _move_parts(cr, model, addon)
    openupgrade.rename_xmlids(
        cr, [(f"{OLD}.{name}", f"{addon}.{name}") for name in RECORDS[addon]]
    )
    for name in PARAMETERS.get(addon, ()):
        openupgrade.logged_query(
            cr,
            "UPDATE ir_config_parameter SET key = %s WHERE key = %s",
            (f"{addon}.{name}", f"{OLD}.{name}"),
        )


def _move_parts(cr, model, addon):
    """Move the names of choices and constraints, which the library leaves behind."""
    table = model.replace(".", "_")
    openupgrade.logged_query(
        cr,
        "UPDATE ir_model_data SET module = %s WHERE module = %s AND name ~ %s",
        (addon, OLD, f"^(selection__{table}__|constraint_{table}_)"),
    )


def install(cr, addon):
    """Install an addon in the same update, also where nothing depends on it."""
    openupgrade.logged_query(
        cr,
        "UPDATE ir_module_module SET state = 'to install'"
        " WHERE name = %s AND state = 'uninstalled'",
        (addon,),
    )
