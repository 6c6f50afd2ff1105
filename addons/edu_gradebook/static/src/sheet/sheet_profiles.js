// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

/**
 * What is particular to the sheets of a model: who saves its cells, which sheet a row
 * belongs to, what kind of text a column holds and which cells of a row are open.
 */
export const gradebookProfile = {
    model: "edu.gradebook",
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
    editable: (data) => (data.editable_columns || "").split(","),
};

export const qualityProfile = {
    model: "edu.quality.line",
    sheet: (data) => `${data.class_id.id}-${data.period}`,
    kind: (column) => (column.startsWith("remark") ? "text" : "quality"),
    editable: gradebookProfile.editable,
};
