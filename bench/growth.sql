-- A million live grants and ten million tokens that have been issued for them and have expired, on the days that have partitions.
insert into grant_family (id, client_id, user_id, resource_uri, scope, created_at, absolute_expires_at)
select gen_random_uuid(), client.id, person.id, 'https://api.example.com', 'api:read', now(), now() + interval '1 day'
from generate_series(1, 1000000), (select id from client where client_id = 'app') client,
     (select id from app_user where username = 'user') person;

create temporary table numbered as select id, row_number() over () as number from grant_family;
create unique index on numbered (number);

insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at)
select current_date + 1 + (each % 2), sha256(each::text::bytea), numbered.id, 'ACCESS', 'api:read', now() - interval '2 hours',
       now() - interval '1 hour'
from generate_series(1, 10000000) each join numbered on numbered.number = 1 + each % 1000000;

vacuum analyze grant_family;
vacuum analyze token;
