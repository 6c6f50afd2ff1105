-- Copyright 2026 Hoc Ba So contributors
-- License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
-- Give every revision of every signed file back from its pieces, without Odoo, and name
-- those whose bytes do not have the SHA-256 that stands beside them; no row is right:
--   psql -d DATABASE -f prove_revisions.sql
-- Needs SELECT on edu_document_revision only. `file.content` are the bytes of a file.
SELECT r.document_id, r.number, r.sha256,
       encode(sha256(file.content), 'hex') AS found
  FROM (SELECT DISTINCT document_id FROM edu_document_revision) d
 CROSS JOIN LATERAL (
    WITH RECURSIVE file AS (
        SELECT number, coalesce(piece, '') AS content
          FROM edu_document_revision
         WHERE document_id = d.document_id AND whole
         UNION ALL
        SELECT r.number, overlay(file.content PLACING coalesce(r.piece, '')
                                 FROM r.place + 1 FOR r.removed)
          FROM file
          JOIN edu_document_revision r
            ON r.document_id = d.document_id AND r.number = file.number + 1
         WHERE NOT r.whole
    ) TABLE file) file
 RIGHT JOIN edu_document_revision r USING (document_id, number)
 WHERE encode(sha256(file.content), 'hex') IS DISTINCT FROM r.sha256
 ORDER BY r.document_id, r.number;
