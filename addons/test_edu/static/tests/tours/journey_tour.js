// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

// Trial PINs are drawn anew for each run; the test hands over this run's.
const pin = () => document.cookie.match(/edu_trial_pin=(\d+)/)[1];

const openClass = [
    {
        content: "the list of apps",
        trigger: ".o_navbar_apps_menu button",
        run: "click",
    },
    {
        trigger: ".o-dropdown-item[data-menu-xmlid='edu_school.menu_root']",
        run: "click",
    },
    {
        trigger: ".o_menu_sections [data-menu-xmlid='edu_school.menu_learners']",
        run: "click",
    },
    {
        trigger: ".o-dropdown-item[data-menu-xmlid='edu_school.menu_class']",
        run: "click",
    },
    {
        content: "the class in the list",
        trigger: ".o_list_view .o_data_cell[name='name']:contains('7A1')",
        run: "click",
    },
];

const enterPin = [
    {
        trigger: ".o_edu_signing_pin",
        async run(actions) {
            await actions.edit(pin());
        },
    },
    {trigger: ".o_edu_signing_start", run: "click"},
    {trigger: ".o_edu_signing_finished .progress-bar:contains('100 %')", timeout: 60000},
    {
        content: "nothing was left unsigned",
        trigger: ".o_edu_signing_finished:not(:has(.o_edu_signing_failure))",
    },
    {
        content: "no PIN is left on the page",
        trigger: "body:not(:has(.o_edu_signing_pin))",
    },
    {trigger: ".o_edu_signing_close", run: "click"},
    {trigger: "body:not(:has(.o_dialog))"},
];

const seeBooks = (state, progress) => [
    {
        content: "the books of the class",
        trigger: ".oe_stat_button[name='action_view_hocba']",
        run: "click",
    },
    {
        content: "both books are where they should be",
        trigger: `.o_list_view:has(.o_data_row:nth-child(2) [name='state']:contains('${state}'))`,
    },
    {
        trigger: `.o_data_row:contains('Nguyễn Thị Ánh'):contains('${state}') [name='${progress}']:contains('2/2')`,
    },
];

registry.category("web_tour.tours").add("edu_journey_head", {
    steps: () => [
        ...openClass,
        {
            content: "issuing is not the head's",
            trigger: ".o_form_view:not(:has(button[name='action_issue_hocba']))",
        },
        {trigger: "button[name='action_sign_hocba']", run: "click"},
        {
            content: "XML and PDF of two learners",
            trigger: ".o_edu_signing_count:contains('4')",
        },
        {trigger: ".o_edu_signing_group:contains('Phê duyệt học bạ năm học')"},
        {trigger: ".o_edu_signing_slot:contains('Nguyễn Thị Ánh')"},
        {
            content: "a wrong PIN is told and signs nothing",
            trigger: ".o_edu_signing_pin",
            run: "edit 00000000",
        },
        {trigger: ".o_edu_signing_start", run: "click"},
        {trigger: ".o_edu_signing_message:contains('Sai mã PIN')"},
        {
            content: "the PIN field is empty again",
            trigger: ".o_edu_signing_pin",
            run({anchor}) {
                if (anchor.value) {
                    throw new Error("the PIN stayed in its field");
                }
            },
        },
        ...enterPin,
        {
            content: "nothing waits for the head any more",
            trigger: ".o_form_view:not(:has(button[name='action_sign_hocba']))",
        },
        ...seeBooks("Hiệu trưởng và văn thư ký", "leadership_progress"),
    ],
});

registry.category("web_tour.tours").add("edu_journey_clerk", {
    steps: () => [
        ...openClass,
        {trigger: "button[name='action_issue_hocba']", run: "click"},
        {trigger: ".o_edu_signing_count:contains('4')"},
        ...enterPin,
        {
            content: "nothing is left to issue",
            trigger: ".o_form_view:not(:has(button[name='action_issue_hocba']))",
        },
        ...seeBooks("Đã phát hành", "organisation_progress"),
        {
            trigger: ".o_data_row:contains('Nguyễn Thị Ánh'):contains('/HB-79-760-70999')",
        },
    ],
});
