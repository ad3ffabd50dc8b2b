--liquibase formatted sql

--changeset sqlane:1
create table note (id integer primary key, text text not null unique);

--changeset sqlane:2
insert into note (text) values ('from Liquibase');
