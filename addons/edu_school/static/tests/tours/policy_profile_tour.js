// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const DIALOG = ".modal";

const row = (text) => `${DIALOG} .o_data_row:contains(${text})`;

registry.category("web_tour.tours").add("edu_school_policy_profile", {
    steps: () => [
        {
            content: "Open the profiles",
            trigger: "button[name=action_choose_profile]",
            run: "click",
        },
        {
            content: "Choose Đắk Lắk",
            trigger: `${DIALOG} .o_field_widget[name=profile] label:contains(Đắk Lắk)`,
            run: "click",
        },
        {
            content: "Compare",
            trigger: `${DIALOG} button[name=action_compare]`,
            run: "click",
        },
        {
            content: "Its article stands beside the witnesses",
            trigger: row("Điều 11.4"),
        },
        {
            content: "The days of grace are the national default; leave them",
            trigger: `${row("Điều 4")} td[name=take] input`,
            run: "click",
        },
        {
            content: "They are left out",
            trigger: `${DIALOG} .o_data_row:contains(Điều 4) td[name=take] input:not(:checked)`,
        },
        {
            content: "Number of the decision",
            trigger: `${DIALOG} .o_field_widget[name=decision] input`,
            run: "edit 27/QĐ-THCSND",
        },
        {
            content: "Its date",
            trigger: `${DIALOG} .o_field_widget[name=decision_date] input`,
            run: "edit 01/09/2026 && press Tab",
        },
        {
            content: "Apply",
            trigger: `${DIALOG} button[name=action_apply]`,
            run: "click",
        },
        {
            content: "The policy names its profile and decision",
            trigger: ".o_field_widget[name=profile_decision]:contains(27/QĐ-THCSND)",
        },
    ],
});
