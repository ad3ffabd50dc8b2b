create table product (
  id integer primary key,
  price integer not null,
  sold integer not null default 0
);

create table sale (
  id integer primary key,
  product_id integer not null references product (id),
  price integer not null
);

create index sale_by_product on sale (product_id);

insert into product (id, price)
with recursive number (value) as (select 1 union all select value + 1 from number where value < 100)
select value, value * 10 from number;
