-- Who may do what, and who did what. Backed up, never rebuilt. Secrets are stored as hashes only.

-- 'instance' is the account of the installation itself, which owns the key of its command line; nobody can sign in as it.
CREATE TABLE account (
    name         text        PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9._-]{1,39}$'),
    kind         text        NOT NULL CHECK (kind IN ('person', 'instance')),
    role         text        NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
    active       boolean     NOT NULL DEFAULT true,
    -- bcrypt; null until it is set.
    password     text,
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz
);

CREATE TABLE api_key (
    id              text        PRIMARY KEY CHECK (id ~ '^k_[a-z0-9]{8}$'),
    hash            text        NOT NULL UNIQUE CHECK (length(hash) = 64),
    name            text        NOT NULL,
    owner           text        NOT NULL REFERENCES account (name),
    scopes          text[]      NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text        NOT NULL,
    expires_at      timestamptz,
    last_used_at    timestamptz,
    revoked_at      timestamptz,
    daily_spend_usd numeric     CHECK (daily_spend_usd > 0)
);
CREATE INDEX api_key_by_owner ON api_key (owner, created_at);

CREATE TABLE session (
    id         text        PRIMARY KEY,
    owner      text        NOT NULL REFERENCES account (name),
    created_at timestamptz NOT NULL,
    -- Renewing does not move it: after that, one signs in again.
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    ended_why  text
);
CREATE INDEX session_by_owner ON session (owner);

-- Each is used once; the used ones are kept to tell theft from ignorance.
CREATE TABLE refresh_token (
    hash       text        PRIMARY KEY,
    session_id text        NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_token_by_session ON refresh_token (session_id);

-- One-time links; deleted when redeemed. The one without an owner makes the first admin.
CREATE TABLE link (
    hash       text        PRIMARY KEY,
    owner      text        REFERENCES account (name),
    expires_at timestamptz NOT NULL
);

-- WebSocket tickets; deleted when spent. No reference to the account: users of an OIDC issuer have none.
CREATE TABLE ticket (
    hash         text        PRIMARY KEY,
    owner        text        NOT NULL,
    session_id   text,
    key_id       text,
    scopes       text[]      NOT NULL,
    expires_at   timestamptz NOT NULL,
    -- When the credential that asked for it ends.
    owner_ends_at timestamptz
);

-- What sweeps of capped keys may spend and have spent.
CREATE TABLE spending (
    sweep_id         text    PRIMARY KEY,
    key_id           text    NOT NULL REFERENCES api_key (id),
    budget_usd       numeric NOT NULL,
    -- Version of the sweep that has this budget.
    budget_version   bigint  NOT NULL DEFAULT 1,
    spent_usd        numeric NOT NULL DEFAULT 0,
    -- UTC day of the last news, and what had been spent before it began.
    day              date    NOT NULL,
    spent_before_usd numeric NOT NULL DEFAULT 0,
    at_rest          boolean NOT NULL DEFAULT false,
    event_seq        bigint  NOT NULL DEFAULT 0
);
CREATE INDEX spending_by_key ON spending (key_id, day);

-- The newest line of the audit log; its lock puts writers in a row.
CREATE TABLE audit_head (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    seq  bigint  NOT NULL,
    hash text    NOT NULL
);
INSERT INTO audit_head (seq, hash) VALUES (0, repeat('0', 64));

CREATE TABLE audit_record (
    seq      bigint  PRIMARY KEY,
    hash     text    NOT NULL,
    -- Epoch milliseconds: exactly what was hashed.
    at       bigint  NOT NULL,
    phase    text    NOT NULL CHECK (phase IN ('ATTEMPT', 'OUTCOME')),
    attempt  bigint,
    actor    text    NOT NULL,
    client   text,
    method   text    NOT NULL,
    path     text    NOT NULL,
    status   int,
    detail   text,
    previous text    NOT NULL
);
CREATE INDEX audit_record_by_actor ON audit_record (actor text_pattern_ops, seq);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_record
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_record
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
