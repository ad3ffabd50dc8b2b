package dev.sqlane.lab.strategy;

import dev.sqlane.Task;
import dev.sqlane.WritePool;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sqlane itself, with its default configuration or the one given: {@link SqliteDatabase#write} for everything that writes,
 * and one of three ways to read.
 */
final class SqlaneStrategy implements Strategy {
    /** How single statements are read. */
    enum Reading {
        /** {@code db.read(c -> …)}: a snapshot, begun and ended around the statement. */
        SNAPSHOT("sqlane", "Sqlane: db.read and db.write"),
        /** {@code db.queryOne(…)}: the short-hand without a transaction. */
        SHORT_HAND("sqlane-query", "Sqlane: db.query, the short-hands without a snapshot"),
        /** Plain JDBC in auto-commit on {@code db.readPool().getConnection()}, as a query builder does. */
        DATA_SOURCE("sqlane-datasource", "Sqlane: plain JDBC on the read pool as a DataSource");

        private final String strategy;
        private final String description;

        Reading(String strategy, String description) {
            this.strategy = strategy;
            this.description = description;
        }
    }

    private final Reading reading;
    private final SqliteConfiguration configuration;

    SqlaneStrategy(Reading reading, SqliteConfiguration configuration) {
        this.reading = reading;
        this.configuration = configuration;
    }

    @Override
    public String name() {
        return reading.strategy;
    }

    @Override
    public String description() {
        return reading.description;
    }

    @Override
    public Session open(Path file) throws SQLException {
        return new DatabaseSession(Sqlite.open(file, configuration), reading);
    }

    @Override
    public Session openReporter(Path file) throws SQLException {
        return new WritePoolSession(Sqlite.openWritePool(file, configuration));
    }

    private record DatabaseSession(SqliteDatabase database, Reading reading) implements Session {
        @Override
        public <T extends @Nullable Object> T read(Work<T> work) throws SQLException {
            return switch (reading) {
                case SNAPSHOT ->
                    database.<T, SQLException>read(connection -> work.run(SqlaneStatements.reading(connection)));
                case SHORT_HAND -> work.run(SqlaneStatements.reading(database));
                case DATA_SOURCE -> Jdbc.autoCommit(database.readPool(), work);
            };
        }

        @Override
        public <T extends @Nullable Object> T write(String name, Work<T> work) throws SQLException {
            return transaction(name, work);
        }

        @Override
        public <T extends @Nullable Object> T transaction(String name, Work<T> work) throws SQLException {
            return database.<T, SQLException>write(
                    Tasks.named(name), connection -> work.run(SqlaneStatements.writing(connection)));
        }

        @Override
        public void close() throws SQLException {
            database.close();
        }
    }

    private record WritePoolSession(WritePool pool) implements Session {
        @Override
        public <T extends @Nullable Object> T read(Work<T> work) {
            throw new UnsupportedOperationException("a reporter does not read");
        }

        @Override
        public <T extends @Nullable Object> T write(String name, Work<T> work) throws SQLException {
            return transaction(name, work);
        }

        @Override
        public <T extends @Nullable Object> T transaction(String name, Work<T> work) throws SQLException {
            return pool.<T, SQLException>transaction(
                    Tasks.named(name), connection -> work.run(SqlaneStatements.writing(connection)));
        }

        @Override
        public void close() throws SQLException {
            pool.close();
        }
    }

    /** Tasks by name: an application has them in constants. */
    private static final class Tasks {
        private static final Map<String, Task> BY_NAME = new ConcurrentHashMap<>();

        static Task named(String name) {
            return BY_NAME.computeIfAbsent(name, Task::named);
        }
    }
}
