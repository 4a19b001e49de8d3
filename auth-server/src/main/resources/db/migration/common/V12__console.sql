-- Of two who change the same person at the same time, the second is told.
alter table app_user add column version integer default 0 not null;

create index consent_resource on consent (resource_uri, id);
create index client_created on client (created_at);
