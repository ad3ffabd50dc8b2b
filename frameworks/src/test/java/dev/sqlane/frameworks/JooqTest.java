package dev.sqlane.frameworks;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.SqliteDatabase;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Records;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

final class JooqTest extends ShopTest {
    @Override
    Shop open(DataSource dataSource) {
        DSLContext context = DSL.using(dataSource, SQLDialect.SQLITE);
        return new JooqShop(context, context);
    }

    @Test
    void worksWithAContextForEachPool() throws Exception {
        try (SqliteDatabase db = openDatabase()) {
            DSLContext reads = DSL.using(db.readPool(), SQLDialect.SQLITE);
            DSLContext writes = DSL.using(db.writePool(), SQLDialect.SQLITE);

            check(Load.on(new JooqShop(reads, writes)), db);
        }
    }

    @Test
    void aContextOfTheReadPoolDoesNotWrite() throws Exception {
        try (SqliteDatabase db = openDatabase()) {
            DSLContext reads = DSL.using(db.readPool(), SQLDialect.SQLITE);

            assertThatThrownBy(() -> reads.deleteFrom(JooqShop.PRODUCT).execute())
                    .isInstanceOf(DataAccessException.class);
        }
    }

    @Test
    void withinATransactionOnlyItsOwnContextWrites() throws Exception {
        try (SqliteDatabase db = openDatabase()) {
            DSLContext writes = DSL.using(db.writePool(), SQLDialect.SQLITE);

            assertThatThrownBy(() -> writes.transaction(transaction -> {
                        transaction.dsl().deleteFrom(JooqShop.SALE).execute();
                        writes.deleteFrom(JooqShop.SALE).execute();
                    }))
                    .hasStackTraceContaining(MisuseException.class.getName());
        }
    }

    private record JooqShop(DSLContext reads, DSLContext writes) implements Shop {
        private static final Table<?> PRODUCT = DSL.table("product");
        private static final Field<Long> ID = DSL.field("product.id", SQLDataType.BIGINT);
        private static final Field<Long> PRICE = DSL.field("price", SQLDataType.BIGINT);
        private static final Field<Long> SOLD = DSL.field("sold", SQLDataType.BIGINT);
        private static final Table<?> SALE = DSL.table("sale");
        private static final Field<Long> SALE_PRODUCT = DSL.field("product_id", SQLDataType.BIGINT);

        @Override
        public void sell(long product) {
            writes.transaction(transaction -> {
                DSLContext context = transaction.dsl();
                Long price = context.select(PRICE)
                        .from(PRODUCT)
                        .where(ID.eq(product))
                        .fetchSingle(PRICE);
                context.insertInto(SALE, SALE_PRODUCT, PRICE)
                        .values(product, price)
                        .execute();
                context.update(PRODUCT)
                        .set(SOLD, SOLD.plus(1))
                        .where(ID.eq(product))
                        .execute();
            });
        }

        @Override
        public Sold sold(long product) {
            return reads.select(SOLD, DSL.field(DSL.selectCount().from(SALE).where(SALE_PRODUCT.eq(ID))))
                    .from(PRODUCT)
                    .where(ID.eq(product))
                    .fetchSingle(Records.mapping((counted, sales) -> new Sold(counted, sales)));
        }
    }
}
