-- The client that decided for itself, over the interface; then there is no person in decided_by.
alter table approval add column decided_by_client varchar(255);
