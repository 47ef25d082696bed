-- The live feed: what changed lately on map channels, so that a follower can be brought forward from an earlier number, also by
-- a replica that was not there. Written in the transaction that makes the change. Unlogged, because positions of before a crash
-- of the database server are refused anyway (a new epoch).
CREATE UNLOGGED TABLE change (
    ch   text COLLATE "C" NOT NULL,
    seq  bigint NOT NULL,
    at   timestamptz NOT NULL DEFAULT now(),
    keys text[] NOT NULL,
    PRIMARY KEY (ch, seq)
);
CREATE INDEX change_by_time ON change (at);

-- When runs of 64 neighbouring cases last changed, and at which number of the channel sweep:{id}:cells.
CREATE TABLE cell_window (
    sweep_id text COLLATE "C" NOT NULL,
    win      bigint NOT NULL,
    seq      bigint NOT NULL,
    as_of    bigint NOT NULL,
    PRIMARY KEY (sweep_id, win)
);
