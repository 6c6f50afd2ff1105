// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("edu_monitoring_overview", {
    steps: () => [
        {
            content: "the class stands there with its subjects and marks",
            trigger: ".o_edu_overview td.o_edu_weak:contains(4,5)",
        },
        {
            content: "near the limit of absences",
            trigger: ".o_edu_overview .o_edu_absence_warning:contains(40)",
        },
        {
            content: "why Khá and not Tốt?",
            trigger: ".o_edu_overview tbody tr:first .o_edu_why .badge:contains(Khá)",
            run: "click",
        },
        {
            content: "the sentence names level, subject, mark and article",
            trigger: ".modal .o_edu_why_list:contains(chưa đạt mức Tốt):contains(Toán 6,2):contains(Điều 9)",
        },
        {
            content: "and the award is answered too",
            trigger: ".modal .o_edu_why_list:contains(Không có danh hiệu)",
        },
        {
            content: "back to the class",
            trigger: ".modal .modal-footer button",
            run: "click",
        },
        {
            content: "term I",
            trigger: ".o_control_panel button[data-period=hk1]",
            run: "click",
        },
        {
            content: "terms promote nobody",
            trigger: ".o_edu_overview thead:not(:contains(Lên lớp))",
        },
    ],
});
