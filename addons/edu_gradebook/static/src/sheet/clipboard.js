// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

/** Rows and cells of what Excel puts on the clipboard, quoted cells included. */
export function parseBlock(text) {
    const rows = [[]];
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const pattern = /"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*)/y;
    let position = 0;
    while (position <= lines.length) {
        pattern.lastIndex = position;
        const [matched, quoted, plain] = pattern.exec(lines);
        rows.at(-1).push(quoted === undefined ? plain : quoted.replace(/""/g, '"'));
        position += matched.length;
        if (lines[position] === "\n") {
            rows.push([]);
        }
        position++;
    }
    return rows;
}

/** A block as Excel takes it from the clipboard. */
export function formatBlock(rows) {
    const quote = (text) =>
        /[\t\n"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
    return rows.map((row) => row.map(quote).join("\t")).join("\n");
}
