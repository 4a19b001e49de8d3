-- A client that alice waits for, one that is approved, a rule and the mode.
update app_user set member_of = 'engineering' where username = 'alice';
insert into setting (name, content, version) values ('approval.mode', 'OPEN', 1);
insert into approval (id, identity_hash, kind, known_as, client_name, redirect_uris, state, created_at, version)
values ('00000000-0000-7000-8000-000000000a01', sha256('a client that waits'), 'REDIRECTS', '', 'Waits', 'http://localhost/callback',
        'PENDING', timestamp with time zone '2026-01-01 00:00:00Z', 0);
insert into approval (id, identity_hash, kind, known_as, client_name, redirect_uris, state, audience, limits_json, reason, decided_by, decided_at,
                      former_json, created_at, version)
values ('00000000-0000-7000-8000-000000000a02', sha256('a client that is approved'), 'DOCUMENT', 'https://app.test/client.json', 'Approved',
        'https://app.test/cb', 'APPROVED', 'group:engineering', '{"https://mcp1.test/mcp":["tools:read"]}', 'Checked',
        '00000000-0000-7000-8000-000000000001', timestamp with time zone '2026-01-01 00:00:00Z',
        '{"state":"PENDING","requests":[]}', timestamp with time zone '2026-01-01 00:00:00Z', 1);
insert into approval_client (approval_id, client_id)
values ('00000000-0000-7000-8000-000000000a02', '00000000-0000-7000-8000-000000000010');
insert into approval_request (id, approval_id, user_id, resource_uri, scope, request_json, browser_hash, reference, state, asked_at, arrived_at,
                              expires_at)
values ('00000000-0000-7000-8000-000000000a03', '00000000-0000-7000-8000-000000000a01', '00000000-0000-7000-8000-000000000001',
        'https://mcp1.test/mcp', 'tools:read', '{}', sha256('a browser'), 'AAAA-AAAA', 'WAITING', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');
insert into approval_rule (id, action, domain, created_at)
values ('00000000-0000-7000-8000-000000000a04', 'ALLOW', 'app.test', timestamp with time zone '2026-01-01 00:00:00Z');
insert into notice (id, channel, recipient, subject, body, created_at, due_at, attempts)
values ('00000000-0000-7000-8000-000000000a05', 'MAIL', 'root@app.test', 'Alice wants to use Waits', 'Decide.', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z', 1);

-- A grant of alice's with a refresh token that was rotated once, as this version wrote it.
insert into grant_family (id, client_id, user_id, consent_id, resource_uri, scope, redirect_uri, code_challenge, created_at,
                          absolute_expires_at, last_used_at)
values ('00000000-0000-7000-8000-000000000110', '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000001', null, 'https://mcp1.test/mcp', 'tools:read', 'https://app.test/cb',
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z', timestamp with time zone '2026-01-02 00:00:00Z');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, consumed_at, successor_hash, generation, rotated_at, rotation_nonce, derivation_key)
values (date '2126-01-01', sha256('AN6Srotated-under-V10--------------------------'), '00000000-0000-7000-8000-000000000110', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z',
        timestamp with time zone '2026-01-02 00:00:00Z', sha256('AN6Sissued-under-V10---------------------------'), 0, timestamp with time zone '2026-01-02 00:00:00Z', 'AAAAAAAAAAAAAAAAAAAAAA', 'gone');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, generation)
values (date '2126-01-01', sha256('AN6Sissued-under-V10---------------------------'), '00000000-0000-7000-8000-000000000110', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-02 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z', 1);
