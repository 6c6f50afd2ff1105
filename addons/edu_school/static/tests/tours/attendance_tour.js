// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const row = (name) => `.o_edu_attendance_row:contains(${name})`;

const choose = (name, choice) => ({
    content: `Mark ${name} as ${choice}`,
    trigger: `${row(name)} [data-choice="${choice}"]`,
    run: "click",
});

const shown = (name, state) => ({
    content: `${name} stands there as ${state}`,
    trigger: `${row(name)}[data-state="${state}"]`,
});

const press = (content, trigger) => ({ content, trigger, run: "click" });

registry.category("web_tour.tours").add("edu_school_attendance", {
    steps: () => [
        choose("Nguyễn Văn An", "permitted"),
        choose("Trần Thị Bình", "unpermitted"),
        press("Save", ".o_edu_attendance_save:enabled"),
        {
            content: "All is saved",
            trigger: ".o_edu_attendance:not(:has(.o_edu_changed)) .o_edu_attendance_save:disabled",
        },
        choose("Trần Thị Bình", "present"),
        press("Another session saves what is not saved yet", "[data-session='afternoon']"),
        shown("Nguyễn Văn An", "present"),
        press("Back to the morning", "[data-session='morning']"),
        shown("Nguyễn Văn An", "permitted"),
        shown("Trần Thị Bình", "present"),
        press("The page of the month", "[data-mode='month']"),
        {
            content: "The month has the permitted absence",
            trigger: ".o_edu_attendance_month tr:contains(Nguyễn Văn An) td:contains(/^P$/)",
        },
    ],
});

registry.category("web_tour.tours").add("edu_school_attendance_read", {
    steps: () => [
        shown("Nguyễn Văn An", "permitted"),
        {
            content: "Nothing to tap for who has no duty to record",
            trigger: ".o_edu_attendance:not(:has(.o_edu_attendance_choice:enabled))",
        },
    ],
});
