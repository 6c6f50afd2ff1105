// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const FILE = "/edu_workbook_test/7A1.xlsx";

async function giveFile({ anchor }) {
    const answer = await fetch(FILE);
    const files = new DataTransfer();
    files.items.add(new File([await answer.blob()], "7A1.xlsx"));
    anchor.files = files.files;
    anchor.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("edu_workbook", {
    steps: () => [
        {
            content: "A gradebook offers its workbook",
            trigger: ".o_data_row:first button[name='action_download_workbook']",
        },
        {
            content: "Open the gradebook",
            trigger: ".o_data_row:first td[name='subject_id']",
            run: "click",
        },
        {
            content: "The open gradebook offers its workbook, too",
            trigger: ".o_control_panel button[name='action_download_workbook']",
        },
        {
            content: "Import what was filled in",
            trigger: ".o_control_panel button[name='action_import_workbook']",
            run: "click",
        },
        {
            content: "Give the file",
            trigger: ".modal .o_field_widget[name='data'] input[type='file']:not(:visible)",
            run: giveFile,
        },
        {
            content: "The file is there",
            trigger: ".modal .o_field_widget[name='data'] .o_clear_file_button",
        },
        {
            content: "Check it",
            trigger: ".modal button[name='action_check']",
            run: "click",
        },
        {
            content: "A mark of somebody else is a conflict that names him",
            trigger: ".modal .o_data_row:contains('Hồ Thị Dạy').text-warning",
        },
        {
            content: "The wrong mark is named by its cell",
            trigger: ".modal .o_field_widget[name='problem_ids'] td:contains('0 đến 10')",
        },
        {
            content: "Import the rest",
            trigger: ".modal button[name='action_import']",
            run: "click",
        },
        { content: "It is in", trigger: ".modal .alert-success" },
    ],
});
