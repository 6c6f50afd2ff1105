// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

const PASSING = 5;
const WEAK = { remark: "CD", level: "C", quality: "C", conduct: "CHUA_DAT" };
const SHOWN = {
    D: "Đ",
    CD: "CĐ",
    M: "Miễn",
    V: "Vắng",
    TOT: "Tốt",
    KHA: "Khá",
    DAT: "Đạt",
    CHUA_DAT: "Chưa đạt",
};

/** What one key means in a cell of each kind; whole words are left to the server. */
const KEYS = {
    score: { m: "Miễn", v: "Vắng" },
    test: { m: "Miễn", v: "Vắng" },
    remark: { d: "Đ", c: "CĐ", cd: "CĐ", m: "Miễn", v: "Vắng" },
    level: { t: "T", h: "H", c: "C" },
    quality: { t: "T", d: "Đ", c: "C" },
    conduct: { t: "Tốt", k: "Khá", d: "Đạt", c: "Chưa đạt", cd: "Chưa đạt" },
};

/** A cell as Vietnamese readers expect it: 8.5 as 8,5, an empty one as nothing. */
export function displayMark(text) {
    return text ? SHOWN[text] || text.replace(".", ",") : "";
}

/** Whether a stored cell is below what passes: a mark under 5, CĐ, C, Chưa đạt. */
export function isWeak(text, kind) {
    if (["score", "test"].includes(kind)) {
        return /^\d/.test(text || "") && Number(text) < PASSING;
    }
    return text && text === WEAK[kind];
}

/** A stored cell as its kind shows it; free text stays as it is. */
export function displayCell(text, kind) {
    return kind === "text" ? text || "" : displayMark(text);
}

/** Whether a text is two digits that typing takes for tenths, as 85 for 8,5. */
export function isTwoDigits(text, kind) {
    return kind === "score" && /^(?!10)\d\d$/.test(text.trim());
}

/**
 * What the teacher meant: 85 is 8,5 and d is Đ.
 *
 * Two digits are no mark unless they are 10, so teachers type tenths without the comma;
 * in a pasted block nobody types, and ``tenths`` says whether they were asked. Whatever
 * is not such a shortcut goes to the server as it is, which knows what a mark is.
 */
export function expandTyped(text, kind, { tenths = true } = {}) {
    const typed = text.trim();
    if (tenths && isTwoDigits(typed, kind)) {
        return `${typed[0]},${typed[1]}`;
    }
    if (/^\d+\.\d+$/.test(typed)) {
        return typed.replace(".", ",");
    }
    const plain = typed.toLowerCase().replace(/[đð]/g, "d");
    return KEYS[kind]?.[plain] || typed;
}

/** A text without case and diacritics, for finding words. */
export function fold(text) {
    return text
        .normalize("NFD")
        .replace(/\p{M}/gu, "")
        .replace(/[đĐ]/g, "d")
        .toLowerCase();
}

/** The keys that a phone offers instead of its keyboard; an exemption is no key. */
export function cellKeys(kind) {
    const { m, ...keys } = KEYS[kind] || {};
    return [...new Set(Object.values(keys))];
}
