// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
//
// Odoo's client compares texts without diacritics, ø, ł and ð among them; đ, the most
// frequent of Vietnamese, is missing. This file stands before the one that passes these
// functions on to all others (see the manifest).
import "@web/core/l10n/utils/normalize";

const functions = odoo.loader.modules.get("@web/core/l10n/utils/normalize");
const { normalize, normalizedMatch, normalizedMatches } = functions;

const withoutStroke = (text) => text.replaceAll("đ", "d").replaceAll("Đ", "D");

/** What was found, in the letters of the text. */
const inLetters = (text, { start, end, match }) => ({
    start,
    end,
    match: start < 0 ? match : text.slice(start, end),
});

functions.normalize = (text) => normalize(withoutStroke(text));
functions.normalizedMatch = (text, part) =>
    inLetters(text, normalizedMatch(withoutStroke(text), withoutStroke(part)));
functions.normalizedMatches = (text, part) =>
    normalizedMatches(withoutStroke(text), withoutStroke(part)).map((found) =>
        inLetters(text, found)
    );
