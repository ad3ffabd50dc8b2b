package dev.sqlane.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.frameworks.JdbiTest.JdbiShop;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool for migrations at work on the drop-in, the second time while the shop is open. */
abstract class MigrationTest {
    @TempDir
    Path folder;

    /** Runs the first migration, which makes the tables. */
    abstract void migrateToVersion1(SqliteDatabase db) throws Exception;

    /** Runs all migrations that have not run yet, and returns how many. */
    abstract int migrate(SqliteDatabase db) throws Exception;

    @Test
    void migratesWhileTheShopIsOpen() throws Exception {
        try (SqliteDatabase db = Sqlite.open(folder.resolve("shop.db"))) {
            migrateToVersion1(db);

            MigratedShop shop = new MigratedShop(db);
            ShopTest.check(Load.on(shop), db);

            assertThat(shop.migrations).isEqualTo(1);
            assertThat(db.queryValue("select count(*) from discount", Long.class))
                    .contains(10L);
            assertThat(migrate(db)).isZero();
        }
    }

    /** One of its threads migrates before it sells; the others go on meanwhile. */
    private final class MigratedShop implements Shop {
        private final SqliteDatabase db;
        private final Shop shop;
        private final AtomicBoolean due = new AtomicBoolean(true);
        private volatile int migrations;

        MigratedShop(SqliteDatabase db) {
            this.db = db;
            this.shop = new JdbiShop(Jdbi.create(db.dataSource()));
        }

        @Override
        public void sell(long product) throws Exception {
            if (due.getAndSet(false)) {
                migrations = migrate(db);
            }
            shop.sell(product);
        }

        @Override
        public Sold sold(long product) throws Exception {
            return shop.sold(product);
        }
    }
}
