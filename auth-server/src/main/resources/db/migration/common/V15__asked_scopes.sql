-- Whether the client may be used already, and the person asks for what needs an administrator's yes besides.
alter table approval_request add column asked_more boolean default false not null;
