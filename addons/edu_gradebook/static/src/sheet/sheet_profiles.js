// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";

/**
 * What is particular to the sheets of a model: who saves its cells, which sheet a row
 * belongs to, what kind of text a column holds, which cells of a row are open, and what a
 * column is called where it differs from the name of its field; for which kind of remark,
 * subject and level phrases are suggested.
 */
export const gradebookProfile = {
    model: "edu.gradebook",
    book: "marks",
    sheet: (data) => data.gradebook_id.id,
    kind(column, data) {
        if (column === "remark") {
            return "text";
        }
        if (data.kind !== "level") {
            return data.kind;
        }
        return column.endsWith("l") || column === "average" ? "level" : "test";
    },
    phrases: (column, data) => [column, data.subject_id.id, data.average || false],
    mayAsk: (data, context) => context.edu_may_ask,
    mayPropose: (data, context) => context.edu_may_propose,
    editable: (data) => (data.editable_columns || "").split(","),
    label(column, data) {
        const tests = { gk: _t("Test at mid-term"), ck: _t("Test at the end of term") };
        return data.kind === "level" ? tests[column] : undefined;
    },
};

export const conductProfile = {
    model: "edu.conduct",
    book: "conduct",
    sheet: (data) => `${data.class_id.id}-${data.term_id.id}`,
    kind: (column) => (column === "remark" ? "text" : "conduct"),
    phrases: (column, data) => ["conduct", false, data.level || false],
    mayAsk: (data) => data.may_ask,
    mayPropose: (data) => data.may_ask,
    editable: gradebookProfile.editable,
    label: () => undefined,
    tabs: ["hk1", "hk2"],
    // The school year by its usual calendar: only which tab opens first.
    tabOf: ({ month }) => (month >= 9 || month === 1 ? "hk1" : "hk2"),
};

/** Rows are results that need a training; what is typed becomes one. */
export const summerProfile = {
    model: "edu.summer.training",
    sheet: (data) => `summer-${data.class_id.id}`,
    kind: (column) => (column === "summer_task" ? "text" : "conduct"),
    phrases: (column, data) => ["conduct", false, data.summer_level || false],
    mayAsk: () => false,
    mayPropose: () => false,
    editable: gradebookProfile.editable,
    label: () => undefined,
};

export const qualityProfile = {
    model: "edu.quality.line",
    book: "quality",
    sheet: (data) => `${data.class_id.id}-${data.period}`,
    kind: (column) => (column.startsWith("remark") ? "text" : "quality"),
    phrases: (column) => [column, false, false],
    mayAsk: (data) => data.may_ask,
    mayPropose: (data) => data.may_ask,
    editable: gradebookProfile.editable,
    label: () => undefined,
    tabs: ["gk1", "ck1", "gk2", "cn"],
    // The school year by its usual calendar: only which tab opens first.
    tabOf({ month }) {
        if (month >= 9 && month <= 11) {
            return "gk1";
        }
        if (month === 12 || month === 1) {
            return "ck1";
        }
        return month <= 3 ? "gk2" : "cn";
    },
};
