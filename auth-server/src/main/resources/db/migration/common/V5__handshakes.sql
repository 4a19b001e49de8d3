-- How clients connect, step by step, for whoever has to find out why one does not. No secrets, kept for a week.
create table handshake (
    id            uuid primary key,
    client_id     varchar(255),
    client_name   varchar(255),
    address       varchar(64)  not null,
    address_key   varchar(64)  not null,
    -- Other callers that took part, such as the client's own server next to the person's browser.
    other_keys    varchar(500) not null,
    -- From where its person came last; null while none has come.
    person_key    varchar(64),
    started_at    timestamp with time zone not null,
    last_at       timestamp with time zone not null,
    last_step     varchar(20)  not null,
    last_outcome  varchar(16)  not null,
    connected     boolean      not null,
    steps         integer      not null,
    omitted_steps integer      not null,
    refusals      integer      not null
);
create index handshake_last on handshake (last_at);
create index handshake_client on handshake (client_id, last_at);
create index handshake_address on handshake (address_key, last_at);
create index handshake_begun on handshake (address_key, started_at);

create table handshake_step (
    seq          bigint generated always as identity primary key,
    handshake_id uuid         not null references handshake (id) on delete cascade,
    at           timestamp with time zone not null,
    step         varchar(20)  not null,
    outcome      varchar(16)  not null,
    address      varchar(64)  not null,
    error        varchar(60),
    reason       varchar(500),
    reference    varchar(16),
    times        integer      not null,
    facts_json   text         not null
);
create index handshake_step_of on handshake_step (handshake_id);
create index handshake_step_reference on handshake_step (reference);

-- What was beyond the bounds: counted by the hour, not stored.
create table handshake_overflow (
    hour_at timestamp with time zone not null,
    bound   varchar(16) not null,
    steps   bigint      not null,
    primary key (hour_at, bound)
);
