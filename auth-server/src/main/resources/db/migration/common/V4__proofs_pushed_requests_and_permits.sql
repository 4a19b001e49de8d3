-- The thumbprint of the key that a token is bound to (RFC 9449 section 6), and of the one that a whole grant is bound to:
-- by its authorization request, or by the first token of a public client.
alter table grant_family add column dpop_jkt varchar(43);
alter table token add column dpop_jkt varchar(43);

-- Who gets no token without such a key.
alter table resource_server add column dpop_required boolean default false not null;
alter table client add column dpop_required boolean default false not null;

-- Authorization requests that a client sent ahead (RFC 9126), until a browser comes with their name.
create table pushed_request (
    hash         bytea primary key,
    client_id    uuid not null references client (id) on delete cascade,
    request_json text not null,
    created_at   timestamp with time zone not null,
    expires_at   timestamp with time zone not null,
    used_at      timestamp with time zone
);
create index pushed_request_expiry on pushed_request (expires_at);

-- Tokens by which an administrator lets somebody register clients (RFC 7591 section 3).
create table initial_access_token (
    id             uuid primary key,
    token_hash     bytea not null unique,
    label          varchar(120) not null,
    uses_left      integer not null,
    resources      varchar(8000) not null,
    redirect_hosts varchar(4000) not null,
    created_at     timestamp with time zone not null,
    expires_at     timestamp with time zone not null
);

-- The hosts that a client may keep its redirect URIs on, as the token said by which it was registered; empty means any.
alter table registration_token add column redirect_hosts varchar(4000) default '' not null;
