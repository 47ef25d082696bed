-- What searching sweeps have found out: the newest record of the topic verdict, as it is there.
CREATE TABLE verdict (
    sweep_id   text COLLATE "C" PRIMARY KEY,
    revision   bigint NOT NULL,
    verdict    json NOT NULL,
    src_offset bigint NOT NULL
);

-- What a search decided since the event before; null where nothing was.
ALTER TABLE event ADD COLUMN steps json;
