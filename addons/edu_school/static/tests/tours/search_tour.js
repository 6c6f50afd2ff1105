// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { normalize, normalizedMatch } from "@web/core/l10n/utils";
import { registry } from "@web/core/registry";

const OPEN_PALETTE = { content: "Open the command box", trigger: "body", run: "press control+k" };

const look = (text) => ({
    content: `Type ${text}`,
    trigger: ".o_command_palette_search input",
    run: `edit ${text}`,
});

registry.category("web_tour.tours").add("edu_school_search", {
    steps: () => [
        {
            content: "The letters of the text are what is shown as found",
            trigger: ".o_list_view",
            run() {
                const { start, end, match } = normalizedMatch("Sổ Đăng bộ", "dang");
                const found = [start, end, match, normalize("Đỗ đỏ")].join("|");
                if (found !== "3|7|Đăng|do do") {
                    throw new Error(found);
                }
            },
        },
        OPEN_PALETTE,
        look("/so dang bo"),
        {
            content: "The register is found without diacritics",
            trigger: ".o_command:contains(Sổ đăng bộ)",
            run: "click",
        },
        {
            content: "The register is open",
            trigger: ".o_breadcrumb:contains(Sổ đăng bộ), .breadcrumb:contains(Sổ đăng bộ)",
        },
        {
            content: "All stand in it",
            trigger: ".o_list_view:has(.o_data_row:contains(Lê Thị Chi))",
        },
        {
            content: "Look for a learner in the list",
            trigger: ".o_searchview_input",
            run: "edit do ngoc",
        },
        {
            content: "By the first of the fields",
            trigger: ".o_searchview_autocomplete .o-dropdown-item, .o_searchview_autocomplete li",
        },
        {
            content: "Search",
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            content: "Nobody else is left",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Lê Thị Chi)))",
        },
        {
            content: "Đỗ Ngọc is",
            trigger: ".o_data_row:contains(Đỗ Ngọc)",
        },
    ],
});
