-- Clients whose client_id is the address of their metadata document. The document as it was fetched, and how long it may
-- be used; its client's row is what was read from it.
create table client_document (
    client_id   uuid primary key references client (id) on delete cascade,
    body        text not null,
    fetched_at  timestamp with time zone not null,
    fresh_until timestamp with time zone not null
);

-- Before its person signed in, a request by such a client may wait without a client: nothing is fetched for a stranger.
alter table authorize_transaction alter column client_id drop not null;

-- Keys by which a client signs its assertions (RFC 7523): at an address, or as they were registered.
alter table client add column jwks_uri varchar(2000);
alter table client add column jwks text;

-- What may be seen once: the identifiers of assertions. Kept until they could not be taken any more anyway.
create table replay_marker (
    issuer     varchar(255) not null,
    jti_hash   bytea not null,
    expires_at timestamp with time zone not null,
    primary key (issuer, jti_hash)
);
create index replay_marker_expiry on replay_marker (expires_at);
