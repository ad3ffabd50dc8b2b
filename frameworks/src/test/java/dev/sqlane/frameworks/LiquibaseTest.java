package dev.sqlane.frameworks;

import dev.sqlane.sqlite.SqliteDatabase;
import java.sql.Connection;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.UpdateCountCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;

final class LiquibaseTest extends MigrationTest {
    @Override
    void migrateToVersion1(SqliteDatabase db) throws Exception {
        try (Connection connection = db.dataSource().getConnection()) {
            new CommandScope(UpdateCountCommandStep.COMMAND_NAME)
                    .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database(connection))
                    .addArgumentValue(UpdateCountCommandStep.CHANGELOG_FILE_ARG, "db/changelog.yaml")
                    .addArgumentValue(UpdateCountCommandStep.COUNT_ARG, 1)
                    .execute();
        }
    }

    @Override
    int migrate(SqliteDatabase db) throws Exception {
        long before = executed(db);
        try (Connection connection = db.dataSource().getConnection()) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            new CommandScope(UpdateCommandStep.COMMAND_NAME)
                    .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
                    .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, "db/changelog.yaml")
                    .execute();
        }
        return Math.toIntExact(executed(db) - before);
    }

    private static Database database(Connection connection) throws Exception {
        return DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
    }

    private static long executed(SqliteDatabase db) throws Exception {
        return db.queryValue("select count(*) from databasechangelog", Long.class)
                .orElseThrow();
    }
}
