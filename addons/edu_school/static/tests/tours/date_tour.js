// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const cells = () =>
    [...document.querySelectorAll(".o_data_row td[name='at']")].map((cell) => cell.textContent);

registry.category("web_tour.tours").add("edu_school_date", {
    steps: () => [
        {
            content: "Each time stands with day, month and year",
            trigger: ".o_data_row td[name='at']",
            run() {
                const wrong = cells().filter((text) => !/^\d\d\/\d\d\/\d{4} \d\d:\d\d/.test(text));
                if (wrong.length) {
                    throw new Error(wrong[0]);
                }
            },
        },
        { content: "Open one", trigger: ".o_data_row td[name='at']", run: "click" },
        {
            content: "So it does in its form",
            trigger: ".o_form_view [name='at']",
            run() {
                const text = this.anchor.textContent;
                if (!/\d\d\/\d\d\/\d{4}/.test(text)) {
                    throw new Error(text);
                }
            },
        },
    ],
});
