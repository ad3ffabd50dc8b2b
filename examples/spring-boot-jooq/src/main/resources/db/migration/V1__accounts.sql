create table account (
    id integer primary key,
    owner text not null unique,
    balance integer not null check (balance >= 0)
) strict;

create table transfer (
    id integer primary key,
    source integer not null references account (id),
    target integer not null references account (id),
    amount integer not null check (amount > 0)
) strict;
