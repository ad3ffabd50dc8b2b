package dev.sqlane.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.junit.jupiter.api.Test;

final class FlywayTest extends MigrationTest {
    @Override
    void migrateToVersion1(SqliteDatabase db) {
        Flyway.configure().dataSource(db.dataSource()).target("1").load().migrate();
    }

    @Override
    int migrate(SqliteDatabase db) {
        Flyway flyway = Flyway.configure().dataSource(db.dataSource()).load();
        return flyway.migrate().migrationsExecuted;
    }

    @Test
    void aMigrationInJavaWritesThroughItsOwnConnectionAndReadsThroughAnother() throws Exception {
        try (SqliteDatabase db = Sqlite.open(folder.resolve("java.db"))) {
            migrate(db);
            long discounts = count(db);
            InJava migration = new InJava(db.dataSource(), false);

            int run = migrate(db, migration);

            assertThat(run).isEqualTo(1);
            assertThat(migration.seenByAnother).isEqualTo(discounts);
            assertThat(count(db)).isEqualTo(discounts + 1);
            assertThat(migrate(db, migration)).isZero();
        }
    }

    @Test
    void aMigrationInJavaThatFailsLeavesNothing() throws Exception {
        try (SqliteDatabase db = Sqlite.open(folder.resolve("java.db"))) {
            migrate(db);
            long discounts = count(db);

            assertThatThrownBy(() -> migrate(db, new InJava(db.dataSource(), true)))
                    .isInstanceOf(FlywayException.class);

            assertThat(count(db)).isEqualTo(discounts);
            assertThat(migrate(db, new InJava(db.dataSource(), false))).isEqualTo(1);
        }
    }

    private static int migrate(SqliteDatabase db, JavaMigration migration) {
        return Flyway.configure()
                .dataSource(db.dataSource())
                .javaMigrations(migration)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    private static long count(SqliteDatabase db) throws SQLException {
        return db.queryValue("select count(*) from discount", Long.class).orElseThrow();
    }

    /** Writes through the connection that it is given, and tries what a second one of the DataSource does meanwhile. */
    private static final class InJava implements JavaMigration {
        private final DataSource dataSource;
        private final boolean fails;
        private long seenByAnother = -1;

        InJava(DataSource dataSource, boolean fails) {
            this.dataSource = dataSource;
            this.fails = fails;
        }

        @Override
        public void migrate(Context context) throws SQLException {
            String insert = "insert into discount select max(product_id) + 1, 5 from discount";
            try (Statement statement = context.getConnection().createStatement()) {
                statement.executeUpdate(insert);
            }
            try (Connection other = dataSource.getConnection();
                    Statement statement = other.createStatement()) {
                try (ResultSet rows = statement.executeQuery("select count(*) from discount")) {
                    rows.next();
                    seenByAnother = rows.getLong(1);
                }
                assertThatThrownBy(() -> statement.executeUpdate(insert)).hasCauseInstanceOf(MisuseException.class);
            }
            if (fails) {
                throw new SQLException("as it was told to");
            }
        }

        @Override
        public MigrationVersion getVersion() {
            return MigrationVersion.fromVersion("3");
        }

        @Override
        public String getDescription() {
            return "in Java";
        }

        @Override
        public Integer getChecksum() {
            return null;
        }

        @Override
        public boolean canExecuteInTransaction() {
            return true;
        }
    }
}
