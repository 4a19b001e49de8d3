-- Lists of grants are read in the order of their ids, from where the page before ended.
drop index grant_family_client;
drop index grant_family_user;
drop index grant_family_end;
create index grant_family_client on grant_family (client_id, id);
create index grant_family_user on grant_family (user_id, id) where user_id is not null;
create index grant_family_resource on grant_family (resource_uri, id);
create index grant_family_end on grant_family (absolute_expires_at, id);

-- What happened to a person and what a client did; everything else is looked for from the newest entry on.
create index audit_entry_subject on audit_entry (subject, seq) where subject is not null;
create index audit_entry_client on audit_entry (client_id, seq) where client_id is not null;
-- What people did; what clients did, with each token, is found by the client.
create index audit_entry_actor on audit_entry (actor, seq) where actor >= 'person:' and actor < 'person;';
