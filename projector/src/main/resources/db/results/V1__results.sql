-- The projection: everything here is rebuilt from the topics and may be dropped at any time (DROP SCHEMA results CASCADE).
-- Times are epoch milliseconds, as in the topics. src_offset is the offset of the record that a row shows: a row is never
-- replaced by an older record. Columns of type json keep the order of keys (parameters in the order of the sweep file).

CREATE TABLE projection (
    only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch          text NOT NULL,           -- changes whenever positions of the live feed stop being comparable
    server_started text NOT NULL,           -- start of the database server that the epoch was made under
    dead_letters   bigint NOT NULL DEFAULT 0
);

CREATE TABLE position (
    topic       text COLLATE "C" NOT NULL,
    part        integer NOT NULL,
    cluster_id  text NOT NULL,
    topic_id    text NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic, part)
);

CREATE TABLE sweep (
    sweep_id          text COLLATE "C" PRIMARY KEY,
    name              text,
    experiment_id     text,
    created_at        bigint NOT NULL,
    definition        json,
    definition_offset bigint NOT NULL DEFAULT -1,
    status            text,
    version           bigint,
    event_seq         bigint,
    message           text,
    totals            json,
    event_at          bigint,
    launched_at       bigint,
    rest_since        bigint,
    event_offset      bigint NOT NULL DEFAULT -1
);
CREATE INDEX sweep_by_creation ON sweep (created_at, sweep_id);

-- What this projection holds of a sweep, counted as rows are written, so that nobody has to count a million rows.
CREATE TABLE sweep_count (
    sweep_id       text COLLATE "C" PRIMARY KEY,
    runs           bigint NOT NULL DEFAULT 0,
    candidates     bigint NOT NULL DEFAULT 0,
    candidate_runs bigint NOT NULL DEFAULT 0
);

CREATE TABLE event (
    sweep_id   text COLLATE "C" NOT NULL,
    seq        bigint NOT NULL,
    at         bigint NOT NULL,
    kind       text NOT NULL,
    status     text NOT NULL,
    version    bigint NOT NULL,
    command_id text,
    actor      text,
    message    text NOT NULL,
    candidates json NOT NULL,
    totals     json NOT NULL,
    src_offset bigint NOT NULL,
    PRIMARY KEY (sweep_id, seq)
);

-- The hot table: one narrow row per run, few indexes, no text of answers.
CREATE TABLE run (
    sweep_id          text COLLATE "C" NOT NULL,
    candidate_index   bigint NOT NULL,
    case_index        bigint NOT NULL,
    repeat            integer NOT NULL,
    scored_at         bigint NOT NULL,
    prompt_tokens     bigint NOT NULL,
    completion_tokens bigint NOT NULL,
    cost_usd          double precision,
    paid_usd          double precision NOT NULL,
    paid_tokens       bigint NOT NULL,
    latency_ms        bigint,
    src_offset        bigint NOT NULL,
    paid_calls        integer NOT NULL,
    attempts          integer NOT NULL,
    tokens_estimated  boolean NOT NULL,
    case_id           text NOT NULL,
    config_hash       text,
    status            text NOT NULL,
    source            text,
    failure           text,
    message           text,
    scores            jsonb NOT NULL,
    PRIMARY KEY (sweep_id, candidate_index, case_index, repeat)
);
CREATE INDEX run_by_time ON run (sweep_id, scored_at, candidate_index, case_index, repeat);
CREATE INDEX run_failed ON run (sweep_id, failure, scored_at) WHERE status = 'FAILED';
CREATE INDEX run_unscored ON run (sweep_id, scored_at) WHERE scores @? '$[*].error';

-- Runs over time, counted as rows are written: throughput, latency and spend of a million runs are read from a few thousand rows.
-- A row of run that is replaced leaves its old place, so that the counts follow from the rows whatever came in which order.
CREATE TABLE pace (
    sweep_id    text COLLATE "C" NOT NULL,
    slot        bigint NOT NULL,            -- scored_at in steps of 10 s
    latency_bin integer NOT NULL,           -- floor(ln(latency_ms + 1) / ln 1.2) of an answer that was called for, else -1
    runs        bigint NOT NULL,
    failed      bigint NOT NULL,
    hits        bigint NOT NULL,
    paid_nanos  bigint NOT NULL,            -- dollars / 10^9: whole numbers add up to the same in every order
    PRIMARY KEY (sweep_id, slot, latency_bin)
);

-- Answers, once per config hash, whichever sweeps use them.
CREATE TABLE response (
    config_hash       text COLLATE "C" PRIMARY KEY,
    endpoint          text NOT NULL,
    endpoint_url      text NOT NULL,
    model             text NOT NULL,
    body              text NOT NULL,
    output            text NOT NULL,        -- the whole text, or its first 1,000 characters when output_sha256 is set
    output_sha256     text,                 -- key in bodies.body of an answer that is too large for a record
    output_bytes      bigint,
    tool_calls        text,
    finish_reason     text,
    response_model    text,
    prompt_tokens     bigint NOT NULL,
    completion_tokens bigint NOT NULL,
    tokens_estimated  boolean NOT NULL,
    cost_usd          double precision,
    latency_ms        bigint NOT NULL,
    attempts          json NOT NULL,
    answered_at       bigint NOT NULL,
    src_offset        bigint NOT NULL
);

-- The figures that candidates are sorted and filtered by: narrow, because a window of a hundred thousand reads all of them.
CREATE TABLE candidate (
    sweep_id        text COLLATE "C" NOT NULL,
    candidate_index bigint NOT NULL,
    candidate_id    text NOT NULL,
    prompt          text NOT NULL,
    prompt_version  integer NOT NULL,
    endpoint        text NOT NULL,
    model           text NOT NULL,
    params          json NOT NULL,
    runs            bigint NOT NULL,
    n               bigint NOT NULL,
    cases           bigint NOT NULL,
    failed          bigint NOT NULL,
    hits            bigint NOT NULL,
    score           double precision,
    low             double precision,
    high            double precision,
    sort_key        double precision,
    feasible        boolean NOT NULL,
    pareto          boolean NOT NULL,
    pass_rate       double precision,
    cost_usd        double precision,
    paid_usd        double precision NOT NULL,
    latency_ms      double precision,
    p50             double precision,
    p95             double precision,
    updated_at      bigint NOT NULL,
    src_offset      bigint NOT NULL,
    PRIMARY KEY (sweep_id, candidate_index)
);
CREATE INDEX candidate_by_rank ON candidate (sweep_id, feasible DESC, sort_key DESC NULLS LAST, candidate_index);
CREATE INDEX candidate_front ON candidate (sweep_id, candidate_index) WHERE pareto;

-- The whole record of a candidate, read for the rows of one page.
CREATE TABLE candidate_stats (
    sweep_id        text COLLATE "C" NOT NULL,
    candidate_index bigint NOT NULL,
    stats           json NOT NULL,
    src_offset      bigint NOT NULL,
    PRIMARY KEY (sweep_id, candidate_index)
) WITH (fillfactor = 60); -- replaced often, in place

-- Steering of single candidates, as the events tell it.
CREATE TABLE candidate_mark (
    sweep_id        text COLLATE "C" NOT NULL,
    candidate_index bigint NOT NULL,
    pruned          boolean,
    pinned          boolean,
    src_offset      bigint NOT NULL,
    PRIMARY KEY (sweep_id, candidate_index)
);

CREATE TABLE leaderboard (
    sweep_id   text COLLATE "C" PRIMARY KEY,
    revision   bigint NOT NULL,
    at         bigint NOT NULL,
    metric     text NOT NULL,
    maximize   boolean NOT NULL,
    runs       bigint NOT NULL,
    failed     bigint NOT NULL,
    hits       bigint NOT NULL,
    paid_usd   double precision NOT NULL,
    candidates bigint NOT NULL,
    top        json NOT NULL,
    src_offset bigint NOT NULL
);

CREATE TABLE dead_letter (
    service       text NOT NULL,
    topic         text NOT NULL,
    part          integer NOT NULL,
    record_offset bigint NOT NULL,
    discriminator text NOT NULL,            -- tells letters apart that come from no record (offset below 0)
    key_base64    text,
    value_base64  text,
    reason        text NOT NULL,
    message       text NOT NULL,
    at            bigint NOT NULL,
    src_offset    bigint NOT NULL,
    PRIMARY KEY (service, topic, part, record_offset, discriminator)
);
CREATE INDEX dead_letter_by_time ON dead_letter (at, service, topic, part, record_offset, discriminator);

-- Sequence numbers of the live feed, assigned in the transaction that makes the change.
CREATE TABLE channel (
    ch  text COLLATE "C" PRIMARY KEY,
    seq bigint NOT NULL
);
