-- A client that registered itself and manages its registration, and one that is gone.
insert into client (id, client_id, client_name, source, status, auth_method, grant_types, metadata_json, created_at, version)
values ('00000000-0000-7000-8000-000000000030', 'REGISTERED', 'Registered', 'DCR', 'ACTIVE', 'none', 'authorization_code refresh_token',
        '{"client_name":"Registered","redirect_uris":["https://registered.test/cb"],"token_endpoint_auth_method":"none","grant_types":["authorization_code","refresh_token"],"response_types":["code"]}',
        timestamp with time zone '2026-01-01 00:00:00Z', 1);
insert into client_redirect_uri (client_id, uri, position)
values ('00000000-0000-7000-8000-000000000030', 'https://registered.test/cb', 0);
insert into registration_token (client_id, token_hash, created_at)
values ('00000000-0000-7000-8000-000000000030', sha256('registered-under-V3------------------------'),
        timestamp with time zone '2026-01-01 00:00:00Z');
insert into client_tombstone (client_id, client_name, removed_at)
values ('GONE', 'Gone', timestamp with time zone '2125-12-31 00:00:00Z');
insert into node_lock (name) values ('of-version-3');

-- A grant of alice's with a refresh token that was rotated once, as this version wrote it.
insert into grant_family (id, client_id, user_id, consent_id, resource_uri, scope, redirect_uri, code_challenge, created_at,
                          absolute_expires_at)
values ('00000000-0000-7000-8000-000000000103', '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000001', null, 'https://mcp1.test/mcp', 'tools:read', 'https://app.test/cb',
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, consumed_at, successor_hash)
values (date '2126-01-01', sha256('AN6Srotated-under-V3---------------------------'), '00000000-0000-7000-8000-000000000103', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z',
        timestamp with time zone '2026-01-02 00:00:00Z', sha256('AN6Sissued-under-V3----------------------------'));
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at)
values (date '2126-01-01', sha256('AN6Sissued-under-V3----------------------------'), '00000000-0000-7000-8000-000000000103', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-02 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');
