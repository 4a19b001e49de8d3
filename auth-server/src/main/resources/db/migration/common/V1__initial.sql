-- Times are UTC. A hash is SHA-256. Scopes are stored as the wire has them: names separated by one space.

create table app_user (
    id                  uuid primary key,
    username            varchar(64)  not null unique,
    display_name        varchar(120) not null,
    password_hash       varchar(200),
    roles               varchar(100) not null,
    status              varchar(16)  not null,
    created_at          timestamp with time zone not null,
    password_changed_at timestamp with time zone
);

create table one_time_link (
    link_hash  bytea primary key,
    purpose    varchar(32) not null,
    user_id    uuid references app_user (id) on delete cascade,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    used_at    timestamp with time zone
);

-- The cookie's value is never stored, only its hash: a stolen row signs nobody in.
create table sign_in_session (
    id_hash      bytea primary key,
    user_id      uuid not null references app_user (id) on delete cascade,
    signed_in_at timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    expires_at   timestamp with time zone not null,
    factors      varchar(200) not null
);
create index sign_in_session_user on sign_in_session (user_id);
create index sign_in_session_expiry on sign_in_session (expires_at);

create table resource_server (
    uri                    varchar(500) primary key,
    name                   varchar(120) not null,
    default_scope          varchar(2000) not null,
    signing_algorithm      varchar(16)  not null,
    token_lifetime_seconds integer not null,
    grant_ceiling_seconds  bigint  not null,
    created_at             timestamp with time zone not null,
    version                integer not null
);

create table resource_alias (
    alias        varchar(500) primary key,
    resource_uri varchar(500) not null references resource_server (uri) on delete cascade
);

create table resource_scope (
    resource_uri    varchar(500) not null references resource_server (uri) on delete cascade,
    scope           varchar(120) not null,
    text            varchar(200) not null,
    risk            varchar(16)  not null,
    self_registered boolean not null,
    position        integer not null,
    primary key (resource_uri, scope)
);

create table tool_scope (
    resource_uri varchar(500) not null,
    scope        varchar(120) not null,
    tool         varchar(120) not null,
    primary key (resource_uri, scope, tool),
    foreign key (resource_uri, scope) references resource_scope (resource_uri, scope) on delete cascade
);

create table client (
    id               uuid primary key,
    client_id        varchar(255) not null unique,
    client_name      varchar(255) not null,
    source           varchar(16)  not null,
    status           varchar(16)  not null,
    auth_method      varchar(40)  not null,
    grant_types      varchar(400) not null,
    scope            varchar(2000),
    default_resource varchar(500),
    introspects      varchar(500),
    homepage         varchar(2000),
    metadata_json    text not null,
    created_at       timestamp with time zone not null,
    last_used_at     timestamp with time zone,
    version          integer not null
);
create index client_unused on client (source, last_used_at, created_at);

create table client_redirect_uri (
    client_id uuid not null references client (id) on delete cascade,
    uri       varchar(2000) not null,
    position  integer not null,
    primary key (client_id, position)
);

create table client_resource (
    client_id    uuid not null references client (id) on delete cascade,
    resource_uri varchar(500) not null,
    primary key (client_id, resource_uri)
);

create table client_secret (
    id          uuid primary key,
    client_id   uuid not null references client (id) on delete cascade,
    label       varchar(120) not null,
    secret_hash bytea not null,
    created_at  timestamp with time zone not null,
    expires_at  timestamp with time zone,
    revoked_at  timestamp with time zone
);
create index client_secret_client on client_secret (client_id);

create table consent (
    id            uuid primary key,
    client_id     uuid not null references client (id) on delete cascade,
    user_id       uuid not null references app_user (id) on delete cascade,
    resource_uri  varchar(500) not null,
    redirect_uri  varchar(2000) not null,
    scope         varchar(2000) not null,
    label         varchar(60),
    identity_hash bytea not null,
    granted_at    timestamp with time zone not null,
    expires_at    timestamp with time zone not null,
    withdrawn_at  timestamp with time zone,
    unique (client_id, user_id, resource_uri)
);
create index consent_user on consent (user_id);

create table authorize_transaction (
    hash         bytea primary key,
    client_id    uuid not null references client (id) on delete cascade,
    request_json text not null,
    browser_hash bytea not null,
    reference    varchar(16) not null,
    created_at   timestamp with time zone not null,
    expires_at   timestamp with time zone not null,
    used_at      timestamp with time zone
);
create index authorize_transaction_expiry on authorize_transaction (expires_at);

create table grant_family (
    id                  uuid primary key,
    client_id           uuid not null references client (id) on delete cascade,
    user_id             uuid references app_user (id) on delete cascade,
    consent_id          uuid references consent (id) on delete cascade,
    resource_uri        varchar(500) not null,
    scope               varchar(2000) not null,
    redirect_uri        varchar(2000),
    code_challenge      varchar(128),
    created_at          timestamp with time zone not null,
    absolute_expires_at timestamp with time zone not null,
    revoked_at          timestamp with time zone,
    revoked_reason      varchar(40)
);
create index grant_family_client on grant_family (client_id);
create index grant_family_user on grant_family (user_id);
create index grant_family_consent on grant_family (consent_id);

-- Opaque values carry their purge date in front; an access token is found by its expiry date and the hash of its jti.
create table token (
    purge_on       date  not null,
    hash           bytea not null,
    family_id      uuid  not null references grant_family (id) on delete cascade,
    type           varchar(16) not null,
    scope          varchar(2000) not null,
    issued_at      timestamp with time zone not null,
    expires_at     timestamp with time zone not null,
    consumed_at    timestamp with time zone,
    revoked_at     timestamp with time zone,
    successor_hash bytea,
    primary key (purge_on, hash)
);
create index token_family on token (family_id);

create table signing_key (
    kid          varchar(64) primary key,
    alg          varchar(16) not null,
    status       varchar(16) not null,
    private_jwe  text not null,
    public_jwk   text not null,
    kek_id       varchar(64) not null,
    created_at   timestamp with time zone not null,
    activates_at timestamp with time zone not null,
    retires_at   timestamp with time zone
);

create table audit_entry (
    seq        bigint generated always as identity primary key,
    at         timestamp with time zone not null,
    type       varchar(60) not null,
    actor      varchar(120),
    subject    varchar(120),
    client_id  varchar(255),
    resource   varchar(500),
    outcome    varchar(16) not null,
    reference  varchar(16),
    event_json text not null
);
create index audit_entry_at on audit_entry (at);
