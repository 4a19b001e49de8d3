-- Whether an administrator must approve before a client that registered itself is granted the scope.
alter table resource_scope add column approval_needed boolean default false not null;

-- What a server said of itself (RFC 9728) when an administrator looked last; found_json is null where nothing was found.
create table resource_look (
    resource_uri varchar(500) primary key references resource_server (uri) on delete cascade,
    looked_at    timestamp with time zone not null,
    found_json   text,
    problem      varchar(500)
);
