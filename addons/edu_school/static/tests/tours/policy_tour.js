// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const field = (name) => `[name="${name}"] input`;

const type = (name, text) => ({
    content: `Type ${text} into ${name}`,
    trigger: field(name),
    run: `edit ${text} && press Tab`,
});

const shows = (name, text) => ({
    content: `${name} shows ${text}`,
    trigger: `${field(name)}:value(${text})`,
});

const SAVE = { content: "Save", trigger: ".o_form_button_save:enabled", run: "click" };

const SAVED = { content: "It is saved", trigger: ".o_form_saved" };

registry.category("web_tour.tours").add("edu_school_policy", {
    steps: () => [
        type("seal_mm", "36.5"),
        shows("seal_mm", "36,5"),
        type("seal_overlap", "0.30"),
        shows("seal_overlap", "0,30"),
        type("finalise_date", "1/6"),
        SAVE,
        SAVED,
        shows("finalise_date", "01/06"),
        type("seal_mm", "38,5"),
        shows("seal_mm", "38,5"),
        SAVE,
        SAVED,
        type("seal_mm", "1.234,5"),
        { content: "It is no number", trigger: ".o_field_invalid[name='seal_mm']" },
        type("seal_mm", "365"),
        SAVE,
        {
            content: "No seal is as large",
            trigger: ".modal:contains(từ 20 đến 60 mm)",
        },
        {
            content: "Close",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        type("seal_mm", "37"),
        type("final_date", "08-30"),
        SAVE,
        {
            content: "The date is day and month",
            trigger: ".modal:contains(ngày/tháng, ví dụ 31/05)",
        },
        {
            content: "Close",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        type("final_date", "30/08"),
        SAVE,
        SAVED,
    ],
});
