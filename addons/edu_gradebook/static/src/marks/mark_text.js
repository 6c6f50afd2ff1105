// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
const SHOWN = { D: "Đ", CD: "CĐ", M: "Miễn", V: "Vắng" };

/** A cell as Vietnamese readers expect it: 8.5 as 8,5, an empty one as nothing. */
export function displayMark(text) {
    return text ? SHOWN[text] || text.replace(".", ",") : "";
}
