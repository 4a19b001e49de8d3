-- Where a person is told what happens in their name; without one it is the username, where that is a mail address.
alter table app_user add column email varchar(254);

-- What was last said about requests, once or not at all, while nothing was decided about the client itself: by which
-- person or client. The record has all of them; this is the last one.
alter table approval add column answer varchar(16);
alter table approval add column answered_by uuid;
alter table approval add column answered_by_client varchar(255);
alter table approval add column answered_at timestamp with time zone;
