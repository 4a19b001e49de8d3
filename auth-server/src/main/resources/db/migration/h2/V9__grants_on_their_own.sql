-- A grant and its tokens refer to client, person and consent by their ids alone. A foreign key would read and lock their rows
-- with each token, and would tie all tables to one machine. What is read of a grant is joined with its client and person, so
-- that nothing is worth anything without them.
create table family_next (
    id                  uuid primary key,
    client_id           uuid not null,
    user_id             uuid,
    consent_id          uuid,
    resource_uri        varchar(500) not null,
    scope               varchar(2000) not null,
    redirect_uri        varchar(2000),
    code_challenge      varchar(128),
    dpop_jkt            varchar(43),
    created_at          timestamp with time zone not null,
    last_used_at        timestamp with time zone,
    absolute_expires_at timestamp with time zone not null,
    revoked_at          timestamp with time zone,
    revoked_reason      varchar(40)
);
insert into family_next (id, client_id, user_id, consent_id, resource_uri, scope, redirect_uri, code_challenge, dpop_jkt,
                         created_at, last_used_at, absolute_expires_at, revoked_at, revoked_reason)
select f.id, f.client_id, f.user_id, f.consent_id, f.resource_uri, f.scope, f.redirect_uri, f.code_challenge, f.dpop_jkt,
       f.created_at, (select max(t.issued_at) from token t where t.family_id = f.id and t.type <> 'CODE'),
       f.absolute_expires_at, f.revoked_at, f.revoked_reason
from grant_family f;

create table token_next (
    purge_on       date  not null,
    hash           bytea not null,
    family_id      uuid  not null,
    type           varchar(16) not null,
    scope          varchar(2000) not null,
    dpop_jkt       varchar(43),
    issued_at      timestamp with time zone not null,
    expires_at     timestamp with time zone not null,
    consumed_at    timestamp with time zone,
    revoked_at     timestamp with time zone,
    generation     integer default 0 not null,
    successor_hash bytea,
    rotated_at     timestamp with time zone,
    rotation_nonce varchar(22),
    derivation_key varchar(36),
    replays        integer default 0 not null,
    constraint token_key primary key (purge_on, hash)
);
insert into token_next (purge_on, hash, family_id, type, scope, dpop_jkt, issued_at, expires_at, consumed_at, revoked_at,
                        generation, successor_hash, rotated_at, rotation_nonce, derivation_key, replays)
select purge_on, hash, family_id, type, scope, dpop_jkt, issued_at, expires_at, consumed_at, revoked_at,
       generation, successor_hash, rotated_at, rotation_nonce, derivation_key, replays
from token;

drop table token;
drop table grant_family;
alter table token_next rename to token;
alter table family_next rename to grant_family;
create index grant_family_client on grant_family (client_id);
create index grant_family_user on grant_family (user_id);
create index grant_family_consent on grant_family (consent_id);
create index grant_family_end on grant_family (absolute_expires_at);
