-- The token by which a client that registered itself manages its registration (RFC 7592).
create table registration_token (
    client_id  uuid primary key references client (id) on delete cascade,
    token_hash bytea not null,
    created_at timestamp with time zone not null
);

-- Clients that are gone, so that people who are sent by one can be told its name and what to do.
create table client_tombstone (
    client_id   varchar(255) primary key,
    client_name varchar(255) not null,
    removed_at  timestamp with time zone not null
);
create index client_tombstone_age on client_tombstone (removed_at);

-- What one node at a time may do: it holds the row of that name.
create table node_lock (
    name varchar(60) primary key
);
