-- A pushed request and a permit to register; a grant that is bound to a key.
insert into pushed_request (hash, client_id, request_json, created_at, expires_at)
values (sha256('pushed'), '00000000-0000-7000-8000-000000000010', '{}', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z');
insert into initial_access_token (id, token_hash, label, uses_left, resources, redirect_hosts, created_at, expires_at)
values ('00000000-0000-7000-8000-000000000040', sha256('permitted-under-V4-------------------------'), 'Partner', 5, '', '',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');
insert into grant_family (id, client_id, user_id, resource_uri, scope, dpop_jkt, created_at, absolute_expires_at)
values ('00000000-0000-7000-8000-000000000041', '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000001',
        'https://mcp1.test/mcp', 'tools:read', '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');

-- A grant of alice's with a refresh token that was rotated once, as this version wrote it.
insert into grant_family (id, client_id, user_id, consent_id, resource_uri, scope, redirect_uri, code_challenge, created_at,
                          absolute_expires_at)
values ('00000000-0000-7000-8000-000000000104', '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000001', null, 'https://mcp1.test/mcp', 'tools:read', 'https://app.test/cb',
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, consumed_at, successor_hash)
values (date '2126-01-01', sha256('AN6Srotated-under-V4---------------------------'), '00000000-0000-7000-8000-000000000104', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z',
        timestamp with time zone '2026-01-02 00:00:00Z', sha256('AN6Sissued-under-V4----------------------------'));
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at)
values (date '2126-01-01', sha256('AN6Sissued-under-V4----------------------------'), '00000000-0000-7000-8000-000000000104', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-02 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');
