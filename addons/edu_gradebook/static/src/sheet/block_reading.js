// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { fold } from "../cells/cell_text";

const NUMBER = /^\d{1,2}([.,]\d{1,2})?$/;
const WORDS = new Set(
    (
        "d|cd|dat|chua dat|m|mien|v|vang|t|h|c|tot|hoan thanh|hoan thanh tot|" +
        "chua hoan thanh|can co gang"
    ).split("|")
);
/** Words of a head; another text above marks may be a learner's, such as «vp». */
const HEAD = /\bd?dg|diem|\b[tgc][xk]\b|thuong xuyen|giua|cuoi|hoc k[iy]|\bhk|mon|nhan xet|lop|ket qua|\btb/;
const REMARK_HEADS = ["nhan xet", "loi nhan xet", "ghi chu"];
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
/** A column that counts from row to row, as a list does. */
const COUNTING = 5;

const flat = (text) => text.normalize("NFC").trim().replace(/\s+/g, " ");
const isBlank = (texts) => texts.every((text) => !text.trim());

/** Whether a text may be the value of a cell; the server knows whether it is. */
export function isCellText(text) {
    const plain = flat(text);
    return NUMBER.test(plain) || WORDS.has(fold(plain));
}

/** A name for comparing: exact, but for case and for where a tone mark stands. */
export function nameKey(text) {
    return flat(text)
        .toLowerCase()
        .split(" ")
        .map((word) => {
            const letters = word.normalize("NFD");
            return letters.replace(TONES, "") + (letters.match(TONES) || []).join("");
        })
        .join(" ");
}

/** Whether most of the texts that say something are so. */
function mostly(texts, is) {
    const filled = texts.filter((text) => text.trim());
    return filled.length > 0 && filled.filter(is).length * 2 >= filled.length;
}

function counts(texts) {
    const numbers = texts.map(flat).filter((text) => /^\d+$/.test(text));
    return (
        numbers.length >= COUNTING &&
        numbers.every((number, i) => !i || Number(number) === Number(numbers[i - 1]) + 1)
    );
}

/**
 * What the rows and columns of a pasted block are.
 *
 * ``beside`` are the columns that say whom a row is about; every row has a ``kind``:
 * ``head`` above the values, ``blank``, ``stranger`` (no value, or nobody of the sheet),
 * or none. Nothing is left out here: that is for the person to say.
 */
export function readBlock(texts, { isText, names, labels }) {
    const width = Math.max(...texts.map((row) => row.length));
    const rows = texts.map((row) => [...row, ...Array(width - row.length).fill("")]);
    const columns = [...Array(width).keys()];
    const column = (index) => rows.map((row) => row[index]);
    const isName = (text) => names.has(nameKey(text));
    const isBeside = (index) => {
        const own = column(index);
        const numbered = index === 0 && counts(own);
        if (isText) {
            return numbered || mostly(own, isName) || mostly(own, (t) => /^\d{10,12}$/.test(t));
        }
        return numbered || (!isBlank(own) && !mostly(own, isCellText));
    };
    let beside = columns.filter(isBeside);
    const hasValues = (index) => !beside.includes(index) && !isBlank(column(index));
    if (!columns.some(hasValues)) {
        // A block of names alone is no block of marks with names beside them.
        beside = [];
    }
    const values = columns.filter((index) => !beside.includes(index));
    /** The learner of the sheet whom a row names, by one column or by two (họ, tên). */
    const named = (row) => {
        const found = beside.flatMap((index) => [
            row[index],
            `${row[index]} ${row[index + 1] || ""}`,
        ]);
        return found.map(nameKey).find((key) => names.has(key));
    };
    const isNamed = rows.filter(named).length * 2 >= rows.length;
    const says = (row) =>
        isText
            ? values.some((index) => row[index].trim())
            : values.some((index) => isCellText(row[index]));
    const isHead = (row) => {
        if (isText) {
            const head = (text) => {
                const plain = fold(flat(text));
                return labels.some((label) => fold(label) === plain) || REMARK_HEADS.includes(plain);
            };
            return values.some((index) => head(row[index]));
        }
        return !says(row) && values.some((index) => row[index].trim());
    };
    let heading = true;
    const last = rows.findLastIndex((row) => !isBlank(row));
    const kinds = rows.map((row, index) => {
        heading &&= isHead(row) && !named(row);
        if (heading) {
            return "head";
        }
        if (isBlank(row)) {
            return index < last ? "blank" : "";
        }
        const nobody = isNamed ? !named(row) : !isText && !says(row);
        return nobody && !(named(row) && isBlank(values.map((i) => row[i]))) ? "stranger" : "";
    });
    // A block without a single value has no head above its values.
    const isHollow = kinds.every((kind) => kind);
    const heads = rows.filter((row, index) => kinds[index] === "head");
    return {
        beside,
        values,
        isNamed,
        isSurelyHead: heads.flat().some((text) => HEAD.test(fold(flat(text)))),
        rows: rows.map((row, index) => ({
            index,
            texts: row,
            kind: isHollow ? "" : kinds[index],
            named: named(row) || "",
        })),
    };
}
