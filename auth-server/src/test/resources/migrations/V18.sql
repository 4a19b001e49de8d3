-- A person with a mail address, and what was last said about requests for a client.
insert into app_user (id, username, display_name, password_hash, roles, status, created_at, email)
values ('00000000-0000-7000-8000-000000001801', 'mailed', 'Mailed', null, 'PERSON', 'ACTIVE', timestamp with time zone '2026-01-01 00:00:00Z',
        'mailed@example.com');
insert into approval (id, identity_hash, kind, known_as, client_name, redirect_uris, state, created_at, version, answer, answered_by, answered_at)
values ('00000000-0000-7000-8000-000000001802', sha256('a client that was denied'), 'REDIRECTS', '', 'Denied', 'https://denied.test/cb',
        'PENDING', timestamp with time zone '2026-01-01 00:00:00Z', 1, 'DENY', '00000000-0000-7000-8000-000000000001',
        timestamp with time zone '2026-01-01 00:00:00Z');

-- A grant of alice's with a refresh token that was rotated once, as this version wrote it.
insert into grant_family (id, client_id, user_id, consent_id, resource_uri, scope, redirect_uri, code_challenge, created_at,
                          absolute_expires_at, last_used_at)
values ('00000000-0000-7000-8000-000000000118', '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000001', null, 'https://mcp1.test/mcp', 'tools:read', 'https://app.test/cb',
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z', timestamp with time zone '2026-01-02 00:00:00Z');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, consumed_at, successor_hash, generation, rotated_at, rotation_nonce, derivation_key)
values (date '2126-01-01', sha256('AN6Srotated-under-V18--------------------------'), '00000000-0000-7000-8000-000000000118', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z',
        timestamp with time zone '2026-01-02 00:00:00Z', sha256('AN6Sissued-under-V18---------------------------'), 0, timestamp with time zone '2026-01-02 00:00:00Z', 'AAAAAAAAAAAAAAAAAAAAAA', 'gone');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, generation)
values (date '2126-01-01', sha256('AN6Sissued-under-V18---------------------------'), '00000000-0000-7000-8000-000000000118', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-02 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z', 1);
