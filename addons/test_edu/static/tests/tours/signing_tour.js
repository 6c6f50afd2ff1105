// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

// A class is signed while other tests use the machine as well.
const SIGNING = 60000;

// Trial PINs are drawn anew for each run; the test hands over this run's.
const pin = () => document.cookie.match(/edu_trial_pin=(\d+)/)[1];

const review = [
    {
        content: "three documents of the class are shown with their values",
        trigger: ".o_edu_signing_count:contains('3')",
    },
    {trigger: ".o_edu_signing_group:contains('7A1 · Toán')"},
    {trigger: ".o_edu_signing_slot:contains('Lê Văn An'):contains('Toán: 8,5')"},
    {
        content: "a wrong PIN is told and can be entered again",
        trigger: ".o_edu_signing_pin",
        run: "edit 00000000",
    },
    {trigger: ".o_edu_signing_start", run: "click"},
    {trigger: ".o_edu_signing_message:contains('Sai mã PIN')"},
    {
        content: "the PIN field is empty again",
        trigger: ".o_edu_signing_pin",
        async run(actions) {
            if (actions.anchor.value) {
                throw new Error("the PIN stayed in its field");
            }
            await actions.edit(pin());
        },
    },
    {trigger: ".o_edu_signing_start", run: "click"},
    {trigger: ".o_edu_signing_finished .progress-bar:contains('100 %')", timeout: SIGNING},
    {trigger: ".o_edu_signing_result:contains('3')"},
    {
        content: "no PIN is left on the page",
        trigger: "body:not(:has(.o_edu_signing_pin))",
    },
    {trigger: ".o_edu_signing_close", run: "click"},
    {
        content: "the list has reloaded and is empty",
        trigger: ".o_view_nocontent_smiling_face",
    },
];

registry.category("web_tour.tours").add("edu_signing_teacher", {
    steps: () => [
        {
            content: "all that is due, without choosing rows",
            trigger: ".o_control_panel button[name='action_sign_all']",
            run: "click",
        },
        ...review,
    ],
});

registry.category("web_tour.tours").add("edu_signing_stop", {
    steps: () => [
        {trigger: ".o_control_panel button[name='action_sign_all']", run: "click"},
        {
            trigger: ".o_edu_signing_pin",
            async run(actions) {
                await actions.edit(pin());
            },
        },
        {trigger: ".o_edu_signing_start", run: "click"},
        {trigger: ".o_edu_signing_stop", run: "click"},
        {
            content: "what is left can be signed in a new session",
            trigger: ".o_edu_signing_retry",
            run: "click",
        },
        {
            trigger: ".o_edu_signing_pin",
            async run(actions) {
                await actions.edit(pin());
            },
        },
        {trigger: ".o_edu_signing_start", run: "click"},
        {trigger: ".o_edu_signing_close", run: "click", timeout: SIGNING},
        {trigger: ".o_view_nocontent_smiling_face"},
    ],
});
