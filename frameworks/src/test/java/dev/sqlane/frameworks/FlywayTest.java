package dev.sqlane.frameworks;

import dev.sqlane.sqlite.SqliteDatabase;
import org.flywaydb.core.Flyway;

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
}
