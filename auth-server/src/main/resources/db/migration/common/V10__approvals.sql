-- Names of the groups that a person belongs to, separated by one space.
alter table app_user add column member_of varchar(1000) default '' not null;

-- Who administered everything is the installation's owner from now on.
update app_user set roles = replace(roles, 'ADMINISTRATOR', 'OWNER') where roles like '%ADMINISTRATOR%';

-- What administrators set while the server runs; a row is there once it was set.
create table setting (
    name    varchar(60) primary key,
    content varchar(2000) not null,
    version integer not null
);

-- What is thought of a client, by what it is and never by its random client_id. A row without a decision is PENDING.
create table approval (
    id            uuid primary key,
    identity_hash bytea not null unique,
    kind          varchar(16)  not null,
    known_as      varchar(255) not null,
    client_name   varchar(255) not null,
    redirect_uris text not null,
    state         varchar(16)  not null,
    -- Whom it is approved for: person:<id> and group:<name>, separated by one space; null means everyone.
    audience      text,
    -- Scopes by resource that it is approved for; null means whatever it asks for.
    limits_json   text,
    reason        varchar(500),
    ends_at       timestamp with time zone,
    decided_by    uuid,
    decided_at    timestamp with time zone,
    -- What the last decision replaced, so that it can be undone.
    former_json   text,
    created_at    timestamp with time zone not null,
    version       integer not null
);
create index approval_known_as on approval (known_as);
create index approval_state on approval (state, decided_at);

-- The registrations that turned out to be this client.
create table approval_client (
    approval_id uuid not null references approval (id) on delete cascade,
    client_id   uuid not null references client (id) on delete cascade,
    primary key (approval_id, client_id)
);
create index approval_client_client on approval_client (client_id);

-- A person's authorization request that waits for an administrator: one for a client and a server.
create table approval_request (
    id           uuid primary key,
    approval_id  uuid not null references approval (id) on delete cascade,
    user_id      uuid not null references app_user (id) on delete cascade,
    resource_uri varchar(500) not null,
    scope        varchar(2000) not null,
    request_json text not null,
    browser_hash bytea not null,
    reference    varchar(16) not null,
    state        varchar(16) not null,
    -- Allowed once: the scopes and the end of what comes of it.
    once_scope   varchar(2000),
    once_ends_at timestamp with time zone,
    reason       varchar(500),
    asked_at     timestamp with time zone not null,
    arrived_at   timestamp with time zone not null,
    expires_at   timestamp with time zone not null,
    went_on_at   timestamp with time zone,
    unique (approval_id, user_id, resource_uri)
);
create index approval_request_waiting on approval_request (state, expires_at);
create index approval_request_user on approval_request (user_id);
create index approval_request_browser on approval_request (browser_hash);

-- What administrators say of clients in general; an empty criterion fits everything.
create table approval_rule (
    id            uuid primary key,
    action        varchar(16) not null,
    domain        varchar(255),
    redirect_host varchar(255),
    resource_uri  varchar(500),
    scope         varchar(120),
    person_group  varchar(60),
    reason        varchar(500),
    created_by    uuid,
    created_at    timestamp with time zone not null,
    deleted_at    timestamp with time zone
);

-- What people are to be told by mail or webhook. A row is there until it was sent, or given up.
create table notice (
    id         uuid primary key,
    channel    varchar(16)  not null,
    recipient  varchar(320),
    subject    varchar(200) not null,
    body       text not null,
    created_at timestamp with time zone not null,
    due_at     timestamp with time zone not null,
    attempts   integer not null
);
create index notice_due on notice (due_at);
