-- A refresh token that was rotated a moment ago leads to the same successor again: what it was derived with stands in the
-- rotated row, the key it was derived by in a table of its own.
alter table token add column generation integer default 0 not null;
alter table token add column rotated_at timestamp with time zone;
alter table token add column rotation_nonce varchar(22);
alter table token add column derivation_key varchar(36);
alter table token add column replays integer default 0 not null;

create table derivation_key (
    id         varchar(36) primary key,
    key_jwe    text not null,
    kek_id     varchar(64) not null,
    created_at timestamp with time zone not null
);
