-- The initial access token by which a client was registered; its row may be gone. Such a client makes no room for others.
alter table client add column permitted_by uuid;

-- Tells when a token was used up.
alter table initial_access_token add column last_used_at timestamp with time zone;
