insert into note (text) values ('from Flyway');
