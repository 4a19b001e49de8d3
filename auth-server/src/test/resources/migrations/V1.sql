-- What a server of version 1 stored: people, resources, clients, and what they issued. sha256('...') is put in by the test.
insert into app_user (id, username, display_name, password_hash, roles, status, created_at, password_changed_at)
values ('00000000-0000-7000-8000-000000000001', 'alice', 'Alice Adams',
        '{bcrypt}$2b$10$mG3X73EsC4egoORTZhIcD.LqkSQkNKcUMhg.lsBh2l2Fya.ZHRBD2', 'PERSON', 'ACTIVE',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2026-01-01 00:00:00Z');
insert into one_time_link (link_hash, purpose, created_at, expires_at, used_at)
values (sha256('link'), 'SET_UP', timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z', timestamp with time zone '2026-01-02 00:00:00Z');
insert into sign_in_session (id_hash, user_id, signed_in_at, last_seen_at, expires_at, factors)
values (sha256('signed-in-under-V1-------------------------'), '00000000-0000-7000-8000-000000000001', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z', '["password"]');

insert into resource_server (uri, name, default_scope, signing_algorithm, token_lifetime_seconds, grant_ceiling_seconds,
                             created_at, version)
values ('https://mcp1.test/mcp', 'First', 'tools:read', 'ES256', 600, 86400, timestamp with time zone '2026-01-01 00:00:00Z', 1);
insert into resource_alias (alias, resource_uri) values ('https://mcp1.test/alias', 'https://mcp1.test/mcp');
insert into resource_scope (resource_uri, scope, text, risk, self_registered, position)
values ('https://mcp1.test/mcp', 'tools:read', 'Read things', 'READ', true, 0);
insert into tool_scope (resource_uri, scope, tool) values ('https://mcp1.test/mcp', 'tools:read', 'list_things');

insert into client (id, client_id, client_name, source, status, auth_method, grant_types, scope, metadata_json, created_at,
                    last_used_at, version)
values ('00000000-0000-7000-8000-000000000010', 'PUB', 'Public web app', 'ADMIN', 'ACTIVE', 'none',
        'authorization_code refresh_token', null, '{}', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2026-01-02 00:00:00Z', 1);
insert into client (id, client_id, client_name, source, status, auth_method, grant_types, scope, introspects, metadata_json,
                    created_at, version)
values ('00000000-0000-7000-8000-000000000011', 'RS1', 'First''s own server', 'ADMIN', 'ACTIVE', 'client_secret_basic',
        'client_credentials', null, 'https://mcp1.test/mcp', '{}', timestamp with time zone '2026-01-01 00:00:00Z', 1);
insert into client_secret (id, client_id, label, secret_hash, created_at)
values ('00000000-0000-7000-8000-000000000012', '00000000-0000-7000-8000-000000000011', 'first',
        sha256('rs1-secret-rs1-secret-rs1-secret-rs1'), timestamp with time zone '2026-01-01 00:00:00Z');
insert into client_redirect_uri (client_id, uri, position)
values ('00000000-0000-7000-8000-000000000010', 'https://app.test/cb', 0);
insert into client_resource (client_id, resource_uri)
values ('00000000-0000-7000-8000-000000000011', 'https://mcp1.test/mcp');

insert into consent (id, client_id, user_id, resource_uri, redirect_uri, scope, label, identity_hash, granted_at, expires_at)
values ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000001',
        'https://mcp1.test/mcp', 'https://app.test/cb', 'tools:read', null, sha256('identity'),
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');
insert into authorize_transaction (hash, client_id, request_json, browser_hash, reference, created_at, expires_at)
values (sha256('waiting'), '00000000-0000-7000-8000-000000000010', '{}', sha256('browser'), 'REFERENCE1',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');

-- A grant of alice's with a refresh token that was rotated once, as this version wrote it.
insert into grant_family (id, client_id, user_id, consent_id, resource_uri, scope, redirect_uri, code_challenge, created_at,
                          absolute_expires_at)
values ('00000000-0000-7000-8000-000000000101', '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 'https://mcp1.test/mcp', 'tools:read', 'https://app.test/cb',
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', timestamp with time zone '2026-01-01 00:00:00Z',
        timestamp with time zone '2125-12-31 00:00:00Z');
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, consumed_at, successor_hash)
values (date '2126-01-01', sha256('AN6Srotated-under-V1---------------------------'), '00000000-0000-7000-8000-000000000101', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z',
        timestamp with time zone '2026-01-02 00:00:00Z', sha256('AN6Sissued-under-V1----------------------------'));
insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at)
values (date '2126-01-01', sha256('AN6Sissued-under-V1----------------------------'), '00000000-0000-7000-8000-000000000101', 'REFRESH', 'tools:read',
        timestamp with time zone '2026-01-02 00:00:00Z', timestamp with time zone '2125-12-31 00:00:00Z');

insert into signing_key (kid, alg, status, private_jwe, public_jwk, kek_id, created_at, activates_at)
values ('qjur-W-9MXbtzYO7gzV_iCOFbNTMh6b4UjktzDJf9Ww', 'ES256', 'ACTIVE',
        'eyJraWQiOiJwa19Hbm5yak50b0RzSl84IiwiZW5jIjoiQTI1NkdDTSIsImFsZyI6ImRpciJ9..htRZD4b_k0uC3G5X.sRb3ibAMCZrkzk7c4ov02bP0XIbRHEA1mBmxGNB55NQGCVOgRmYGY9LUGIc_yP1aR9LTngbYmra7F-XMVeNsLeFJPLHGLKd5EVwCwOD-oWC51soaUN4TvTfygauuNrKruOUIRcVV5oIQ5EbLTaGCYP3C2pSsqYT2QA0a4BYwnsvuAZ6NxBXcyjuqYtijN82qdzxOyDr5b08e97OthwmqoEBNNwzD2JNNoClWvdfjQasHrW0CWkYkF__7AhKYhNtV1FMBInWuuzfx2JEtIOwCLhg2AEL23gPYT0D6sadgG2VaJgaEXUOv_wI_HqIwfD6j27bYFjIBBDbLDYemokw.dBK-iJRxt3RLmYTJ6njWJA',
        '{"kty":"EC","use":"sig","crv":"P-256","kid":"qjur-W-9MXbtzYO7gzV_iCOFbNTMh6b4UjktzDJf9Ww","x":"A4MFxR7bpMEDZGfZF43YP8c0kYlX0v1wkyKt3XCtHwU","y":"aMwF9Mho5wt2v7A70CAjP7o8k4Fz4drpyFQSg_BohvM","alg":"ES256"}',
        'pk_GnnrjNtoDsJ_8', timestamp with time zone '2026-01-01 00:00:00Z', timestamp with time zone '2026-01-01 00:00:00Z');
insert into audit_entry (at, type, actor, outcome, event_json)
values (timestamp with time zone '2026-01-01 00:00:00Z', 'user.created', 'system', 'DONE', '{}');
