package dev.sqlane.frameworks;

import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

final class JdbiTest extends ShopTest {
    @Override
    Shop open(DataSource dataSource) {
        return new JdbiShop(Jdbi.create(dataSource));
    }

    record JdbiShop(Jdbi jdbi) implements Shop {
        @Override
        public void sell(long product) {
            jdbi.useTransaction(handle -> {
                long price = handle.createQuery("select price from product where id = ?")
                        .bind(0, product)
                        .mapTo(long.class)
                        .one();
                handle.execute("insert into sale (product_id, price) values (?, ?)", product, price);
                handle.execute("update product set sold = sold + 1 where id = ?", product);
            });
        }

        @Override
        public Sold sold(long product) {
            String query =
                    "select sold, (select count(*) from sale where product_id = product.id) from product where id = ?";
            return jdbi.withHandle(handle -> handle.createQuery(query)
                    .bind(0, product)
                    .map((row, context) -> new Sold(row.getLong(1), row.getLong(2)))
                    .one());
        }
    }
}
