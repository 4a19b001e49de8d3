-- Administrators look at the tokens of one grant.
create index token_family on token (family_id);
