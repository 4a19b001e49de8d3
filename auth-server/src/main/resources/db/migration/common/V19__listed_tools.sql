-- The tools that a server listed, whether or not it says what it is.
alter table resource_look add column tools_json text;
