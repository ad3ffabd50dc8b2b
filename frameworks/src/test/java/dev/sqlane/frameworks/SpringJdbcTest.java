package dev.sqlane.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.SqliteDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

final class SpringJdbcTest extends ShopTest {
    @Override
    Shop open(DataSource dataSource) {
        JdbcClient jdbc = JdbcClient.create(dataSource);
        PlatformTransactionManager transactions = new JdbcTransactionManager(dataSource);
        TransactionTemplate writing = new TransactionTemplate(transactions);
        TransactionTemplate reading = new TransactionTemplate(transactions);
        reading.setReadOnly(true);

        return new SpringShop(jdbc, reading, writing);
    }

    @Test
    void aTransactionWithinATransactionIsASavepoint() throws Exception {
        try (SqliteDatabase db = openDatabase()) {
            JdbcClient jdbc = JdbcClient.create(db.dataSource());
            PlatformTransactionManager transactions = new JdbcTransactionManager(db.dataSource());
            TransactionTemplate outer = new TransactionTemplate(transactions);
            TransactionTemplate inner = new TransactionTemplate(transactions);
            Runnable sellWithin = () -> outer.executeWithoutResult(status -> {
                jdbc.sql("update product set sold = 1 where id = 1").update();
                inner.executeWithoutResult(within ->
                        jdbc.sql("update product set sold = 2 where id = 2").update());
            });

            inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
            sellWithin.run();
            inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
            assertThatThrownBy(sellWithin::run).hasStackTraceContaining(MisuseException.class.getName());

            assertThat(db.queryValue("select sum(sold) from product", Long.class))
                    .contains(3L);
        }
    }

    private record SpringShop(JdbcClient jdbc, TransactionTemplate reading, TransactionTemplate writing)
            implements Shop {
        @Override
        public void sell(long product) {
            writing.executeWithoutResult(status -> {
                long price = number("select price from product where id = ?", product);
                jdbc.sql("insert into sale (product_id, price) values (?, ?)")
                        .params(product, price)
                        .update();
                jdbc.sql("update product set sold = sold + 1 where id = ?")
                        .param(product)
                        .update();
            });
        }

        @Override
        public Sold sold(long product) {
            return reading.execute(status -> new Sold(
                    number("select sold from product where id = ?", product),
                    number("select count(*) from sale where product_id = ?", product)));
        }

        private long number(String query, long product) {
            return jdbc.sql(query).param(product).query(Long.class).single();
        }
    }
}
