-- +goose Up
-- A narrow SQL that PostgreSQL speaks too: explicit values, no defaults, no autoincrement. Identifiers and hashes are
-- bytes, documents are JSON in bytes.
CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE register (
    kind TEXT NOT NULL,
    id   TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE TABLE epochs (
    station   TEXT    NOT NULL,
    epoch     BLOB    NOT NULL,
    opened    BIGINT  NOT NULL,
    seq       BIGINT  NOT NULL,
    hash      BLOB    NOT NULL,
    safe      BIGINT  NOT NULL,
    fenced    INTEGER NOT NULL,
    simulated INTEGER NOT NULL,
    PRIMARY KEY (station, epoch)
);

CREATE TABLE events (
    station   TEXT   NOT NULL,
    epoch     BLOB   NOT NULL,
    seq       BIGINT NOT NULL,
    commit_no BIGINT NOT NULL,
    prev_hash BLOB   NOT NULL,
    hash      BLOB   NOT NULL,
    body      BLOB   NOT NULL,
    PRIMARY KEY (station, epoch, seq),
    FOREIGN KEY (station, epoch) REFERENCES epochs (station, epoch)
);
CREATE INDEX events_by_commit ON events (station, commit_no, seq);

CREATE TABLE quarantine (
    station TEXT   NOT NULL,
    epoch   BLOB   NOT NULL,
    seq     BIGINT NOT NULL,
    reason  TEXT   NOT NULL,
    PRIMARY KEY (station, epoch, seq),
    FOREIGN KEY (station, epoch, seq) REFERENCES events (station, epoch, seq)
);

CREATE TABLE cartons (
    id       BLOB NOT NULL PRIMARY KEY,
    shipment BLOB NOT NULL,
    sscc     TEXT NOT NULL,
    tracking TEXT NOT NULL,
    load_id  TEXT NOT NULL,
    station  TEXT NOT NULL,
    body     BLOB NOT NULL
);
CREATE INDEX cartons_by_sscc ON cartons (sscc);
CREATE INDEX cartons_by_tracking ON cartons (tracking);
CREATE INDEX cartons_by_load ON cartons (load_id);

CREATE TABLE shipments (
    id   BLOB NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);

CREATE TABLE claim_keys (
    claim_key TEXT NOT NULL,
    shipment  BLOB NOT NULL,
    PRIMARY KEY (claim_key, shipment)
);

CREATE TABLE feed (
    n              BIGINT NOT NULL PRIMARY KEY,
    only_station   TEXT   NOT NULL,
    except_station TEXT   NOT NULL,
    kind           TEXT   NOT NULL,
    body           BLOB   NOT NULL
);

-- +goose Down
DROP TABLE feed;
DROP TABLE claim_keys;
DROP TABLE shipments;
DROP TABLE cartons;
DROP TABLE quarantine;
DROP TABLE events;
DROP TABLE epochs;
DROP TABLE register;
DROP TABLE counters;
