-- An attempt to connect.
insert into handshake (id, client_id, client_name, address, address_key, other_keys, started_at, last_at, last_step,
                       last_outcome, connected, steps, omitted_steps, refusals)
values ('00000000-0000-7000-8000-000000000050', 'PUB', 'Public web app', '198.51.100.1', '198.51.100.1', '',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z', 'DISCOVERY', 'DONE', false, 1,
        0, 0);
insert into handshake_step (handshake_id, at, step, outcome, address, times, facts_json)
values ('00000000-0000-7000-8000-000000000050', timestamp with time zone '2125-12-31 00:00:00Z', 'DISCOVERY', 'DONE', '198.51.100.1', 1,
        '{}');
insert into handshake_overflow (hour_at, bound, steps) values (timestamp with time zone '2125-12-31 00:00:00Z', 'TOTAL', 1);

-- A grant of alice's with a refresh token that was rotated once, as this version wrote it.
insert into grant_family (id, client_id, user_id, consent_id, resource_uri, scope, redirect_uri, code_challenge, created_at,
                          absolute_expires_at)
values ('00000000-0000-7000-8000-000000000105', '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000001', null, 'https://mcp1.test/mcp', 'tools:read', 'https://app.test/cb',
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, consumed_at, successor_hash)
values (date '2126-01-01', sha256('AN6Srotated-under-V5---------------------------'), '00000000-0000-7000-8000-000000000105', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z',
        timestamp with time zone '2026-01-02 00:00:00Z', sha256('AN6Sissued-under-V5----------------------------'));
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at)
values (date '2126-01-01', sha256('AN6Sissued-under-V5----------------------------'), '00000000-0000-7000-8000-000000000105', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-02 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');
