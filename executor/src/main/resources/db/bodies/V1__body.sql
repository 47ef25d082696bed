-- Answers that are too large for a record, once per content. Written before the record that refers to them.
CREATE TABLE body (
    sha256     text PRIMARY KEY,
    content    bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
