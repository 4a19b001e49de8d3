-- A client known by its document, and an assertion that was seen.
insert into client (id, client_id, client_name, source, status, auth_method, grant_types, metadata_json, created_at, version,
                    jwks_uri)
values ('00000000-0000-7000-8000-000000000020', 'https://agent.test/client.json', 'Agent', 'CIMD', 'ACTIVE', 'private_key_jwt',
        'authorization_code', '{}', timestamp with time zone '2026-01-01 00:00:00Z', 1, 'https://agent.test/jwks');
insert into client_document (client_id, body, fetched_at, fresh_until)
values ('00000000-0000-7000-8000-000000000020', '{}', timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');
insert into authorize_transaction (hash, client_id, request_json, browser_hash, reference, created_at, expires_at)
values (sha256('without a client yet'), null, '{}', sha256('browser'), 'REFERENCE2',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');
insert into replay_marker (issuer, jti_hash, expires_at)
values ('https://agent.test/client.json', sha256('seen'), timestamp with time zone '2125-12-31 00:00:00Z');

-- A grant of alice's with a refresh token that was rotated once, as this version wrote it.
insert into grant_family (id, client_id, user_id, consent_id, resource_uri, scope, redirect_uri, code_challenge, created_at,
                          absolute_expires_at)
values ('00000000-0000-7000-8000-000000000102', '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000001', null, 'https://mcp1.test/mcp', 'tools:read', 'https://app.test/cb',
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, consumed_at, successor_hash)
values (date '2126-01-01', sha256('AN6Srotated-under-V2---------------------------'), '00000000-0000-7000-8000-000000000102', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z',
        timestamp with time zone '2026-01-02 00:00:00Z', sha256('AN6Sissued-under-V2----------------------------'));
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at)
values (date '2126-01-01', sha256('AN6Sissued-under-V2----------------------------'), '00000000-0000-7000-8000-000000000102', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-02 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');
