// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { appTranslateFn } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("edu_school_core_terms", {
    steps: () => [
        {
            content: "Terms that Odoo's catalogue lacks or repeats in English",
            trigger: ".o_list_view",
            run() {
                const found = ["Search more...", "Caps Lock is on!", "Close"]
                    .map((term) => String(appTranslateFn(term, "web")))
                    .join("|");
                if (found !== "Tìm thêm...|Phím Caps Lock đang bật!|Đóng") {
                    throw new Error(found);
                }
            },
        },
        { content: "A new learner", trigger: ".o_list_button_add", run: "click" },
        {
            content: "Something is typed, but no name",
            trigger: ".o_field_widget[name='student_code'] input",
            run: "edit 7900000099",
        },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        {
            content: "What is missing is said in Vietnamese",
            trigger: ".o_notification:contains(Còn thiếu trường bắt buộc)",
        },
        { content: "Give it up", trigger: ".o_form_button_cancel", run: "click" },
        { content: "Back in the list", trigger: ".o_list_view, .o_form_view" },
    ],
});
