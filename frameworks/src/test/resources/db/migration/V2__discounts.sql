alter table sale add column discount integer not null default 0;

create table discount (
  product_id integer primary key references product (id),
  percent integer not null
);

insert into discount (product_id, percent) select id, 10 from product where id <= 10;
