// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const row = (number) => `.o_edu_gradebook tr.o_data_row:nth-child(${number})`;
const cell = (number, column) => `${row(number)} [data-column="${column}"]`;

const type = (number, column, text) => ({
    content: `Type ${text} into ${column} of row ${number}`,
    trigger: `${row(number)} input[data-column="${column}"]`,
    run: `edit ${text} && press Enter`,
});

const open = {
    content: "Open the gradebook of the first term",
    trigger: ".o_list_view td[name='term_id']:contains(/^Học kì I$/)",
    run: "click",
};

registry.category("web_tour.tours").add("edu_gradebook_enter_marks", {
    steps: () => [
        open,
        type(1, "tx1", "8,5"),
        type(1, "tx2", "8.5"),
        type(1, "tx3", "7"),
        type(1, "tx4", "9"),
        type(1, "gk", "8"),
        type(1, "ck", "7,5"),
        {
            content: "The average is there",
            trigger: `${row(1)} td[name="average"] span:contains(/^7,9$/)`,
        },
        type(2, "tx1", "110"),
        {
            content: "A mark of 110 stays visible, with the reason",
            trigger: ".o_edu_problems:contains('0 đến 10')",
        },
        {
            content: "The refused text is still in its cell",
            trigger: `${cell(2, "tx1")}.o_edu_invalid`,
        },
        type(2, "tx1", "10"),
        {
            content: "Mended: nothing is left to look at",
            trigger: ".o_edu_gradebook:not(:has(.o_edu_invalid))",
        },
        { trigger: "body:not(:has(.o_edu_problems)) .o_edu_state_saved" },
    ],
});

registry.category("web_tour.tours").add("edu_gradebook_locked", {
    steps: () => [
        open,
        { content: "The lock is announced", trigger: ".o_edu_locked" },
        { content: "Marks are shown", trigger: `${cell(1, "gk")}:contains(/^8$/)` },
        {
            content: "There is nothing to type into",
            trigger: ".o_edu_gradebook:not(:has(input.o_edu_cell))",
        },
    ],
});
