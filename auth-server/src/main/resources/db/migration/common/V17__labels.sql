-- What a client is, however often it registers: the key of what administrators call it. Null in rows of before until a job has filled it in.
alter table client add column identity_hash bytea;
create index client_identity on client (identity_hash);

-- What administrators call a client beside what it calls itself. former is what the last change replaced, empty where that was
-- nothing, and null where there is nothing to undo.
create table client_label (
    identity_hash bytea primary key,
    label         varchar(60),
    former        varchar(60),
    version       integer not null
);

-- The same of what a person calls a connection.
alter table consent add column former_label varchar(60);
alter table consent add column label_version integer default 0 not null;
