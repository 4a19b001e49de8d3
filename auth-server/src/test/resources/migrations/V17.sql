-- A client that administrators named, and a connection that alice renamed.
insert into client_label (identity_hash, label, former, version)
values (sha256('a client that is named'), 'Build bots, team data', '', 1);
update client set identity_hash = sha256('a client that is named') where client_id = 'REGISTERED';
update consent set label = 'on my laptop', former_label = 'at work', label_version = 1;

-- A grant of alice's with a refresh token that was rotated once, as this version wrote it.
insert into grant_family (id, client_id, user_id, consent_id, resource_uri, scope, redirect_uri, code_challenge, created_at,
                          absolute_expires_at, last_used_at)
values ('00000000-0000-7000-8000-000000000117', '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000001', null, 'https://mcp1.test/mcp', 'tools:read', 'https://app.test/cb',
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z', timestamp with time zone '2026-01-02 00:00:00Z');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, consumed_at, successor_hash, generation, rotated_at, rotation_nonce, derivation_key)
values (date '2126-01-01', sha256('AN6Srotated-under-V17--------------------------'), '00000000-0000-7000-8000-000000000117', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z',
        timestamp with time zone '2026-01-02 00:00:00Z', sha256('AN6Sissued-under-V17---------------------------'), 0, timestamp with time zone '2026-01-02 00:00:00Z', 'AAAAAAAAAAAAAAAAAAAAAA', 'gone');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, generation)
values (date '2126-01-01', sha256('AN6Sissued-under-V17---------------------------'), '00000000-0000-7000-8000-000000000117', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-02 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z', 1);
