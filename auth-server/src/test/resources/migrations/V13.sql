-- A permission that needs approval, and what its server said of itself.
update resource_scope set approval_needed = true where scope = (select min(scope) from resource_scope);
insert into resource_look (resource_uri, looked_at, found_json, problem)
select min(uri), timestamp with time zone '2026-01-01 00:00:00Z', null, 'No answer' from resource_server;
