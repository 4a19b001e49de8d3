-- A key management service's names of keys are longer than ours.
alter table signing_key alter column kek_id set data type varchar(200);
alter table derivation_key alter column kek_id set data type varchar(200);

-- Whatever nodes derive from one secret without storing it: form tokens and nonces.
create table shared_secret (
    name       varchar(32) primary key,
    secret_jwe text not null,
    kek_id     varchar(200) not null,
    created_at timestamp with time zone not null
);
