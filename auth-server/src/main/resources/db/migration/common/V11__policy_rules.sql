-- What administrators limit: for all, an MCP server, a client or a person. A deleted rule stays, so that it can be undone.
create table policy_rule (
    id                     uuid primary key,
    level                  varchar(16)  not null,
    subject                varchar(500),
    resource_uri           varchar(500),
    scope                  varchar(2000),
    token_lifetime_seconds integer,
    grant_lifetime_seconds bigint,
    exempt_owner           varchar(120),
    exempt_reason          varchar(300),
    exempt_until           timestamp with time zone,
    created_at             timestamp with time zone not null,
    updated_at             timestamp with time zone not null,
    deleted_at             timestamp with time zone,
    version                integer not null
);

-- What a person chose before they were asked to sign in again.
alter table authorize_transaction add column choice_json text;
