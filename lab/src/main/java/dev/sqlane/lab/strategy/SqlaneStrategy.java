package dev.sqlane.lab.strategy;

import dev.sqlane.DatabaseStatistics;
import dev.sqlane.Task;
import dev.sqlane.WritePool;
import dev.sqlane.WriteWork;
import dev.sqlane.sqlite.GroupCommit;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sqlane itself, with its default configuration or the one given: one of three ways to read, one of
 * three to write, and once without group commit.
 */
final class SqlaneStrategy implements Strategy {
    /** How single statements are read. */
    private enum Reading {
        /** {@code db.read(c -> …)}: a snapshot, begun and ended around the statement. */
        SNAPSHOT,
        /** {@code db.queryOne(…)}: the short-hand without a transaction. */
        SHORT_HAND,
        /** Plain JDBC in auto-commit on {@code db.readPool().getConnection()}, as a query builder does. */
        DATA_SOURCE
    }

    /** How units that write get to the write connection. */
    private enum Writing {
        /** {@code db.write(…)}: on the caller's thread, when its turn has come. */
        BLOCKING,
        /**
         * {@code db.writeAsync(…)}: on the engine's writer thread, while the caller waits for the stage. That is all that the
         * scenarios need, whose threads each have one thing to do after another; what it costs to change the
         * thread twice is part of the figures.
         */
        ASYNCHRONOUS,
        /** Plain JDBC on {@code db.dataSource()}. */
        JDBC
    }

    private final String name;
    private final String description;
    private final Reading reading;
    private final Writing writing;
    private final SqliteConfiguration configuration;

    private SqlaneStrategy(
            String name, String description, Reading reading, Writing writing, SqliteConfiguration configuration) {
        this.name = name;
        this.description = description;
        this.reading = reading;
        this.writing = writing;
        this.configuration = configuration;
    }

    static List<Strategy> all(SqliteConfiguration configuration) {
        return List.of(
                new SqlaneStrategy(
                        "sqlane", "Sqlane: db.read and db.write", Reading.SNAPSHOT, Writing.BLOCKING, configuration),
                new SqlaneStrategy(
                        "sqlane-ungrouped",
                        "Sqlane: the same with groupCommit OFF, a transaction for each unit",
                        Reading.SNAPSHOT,
                        Writing.BLOCKING,
                        configuration.toBuilder().groupCommit(GroupCommit.OFF).build()),
                new SqlaneStrategy(
                        "sqlane-async",
                        "Sqlane: db.read and db.writeAsync, whose result the caller waits for",
                        Reading.SNAPSHOT,
                        Writing.ASYNCHRONOUS,
                        configuration),
                new SqlaneStrategy(
                        "sqlane-jdbc",
                        "Sqlane: plain JDBC transactions on db.dataSource(), with groupCommit ALL",
                        Reading.DATA_SOURCE,
                        Writing.JDBC,
                        configuration.toBuilder().groupCommit(GroupCommit.ALL).build()),
                new SqlaneStrategy(
                        "sqlane-query",
                        "Sqlane: db.query, the short-hands without a snapshot",
                        Reading.SHORT_HAND,
                        Writing.BLOCKING,
                        configuration),
                new SqlaneStrategy(
                        "sqlane-datasource",
                        "Sqlane: plain JDBC on the read pool as a DataSource",
                        Reading.DATA_SOURCE,
                        Writing.BLOCKING,
                        configuration));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Session open(Path file) throws SQLException {
        boolean grouping = configuration.groupCommit() != GroupCommit.OFF;
        return new DatabaseSession(Sqlite.open(file, configuration), reading, writing, grouping);
    }

    @Override
    public Session openReporter(Path file) throws SQLException {
        return new WritePoolSession(Sqlite.openWritePool(file, configuration));
    }

    private record DatabaseSession(SqliteDatabase database, Reading reading, Writing writing, boolean grouping)
            implements Session {
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
            Task task = Tasks.named(name);
            WriteWork<T, SQLException> unit = connection -> work.run(SqlaneStatements.writing(connection));
            return switch (writing) {
                case BLOCKING -> database.write(task, unit);
                case ASYNCHRONOUS -> await(database.writeAsync(task, unit));
                case JDBC -> Jdbc.transaction(database.dataSource(), work);
            };
        }

        /** Not to be interrupted: once a unit is on its way, its outcome has to be known. */
        private static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws SQLException {
            try {
                return stage.toCompletableFuture().join();
            } catch (CompletionException failure) {
                if (failure.getCause() instanceof SQLException cause) {
                    throw cause;
                }
                if (failure.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw failure;
            }
        }

        @Override
        public Optional<Commits> commits() {
            // Transactions of JDBC connections are not counted as units.
            if (!grouping || writing == Writing.JDBC) {
                return Optional.empty();
            }
            DatabaseStatistics statistics = database.stats();
            return Optional.of(new Commits(statistics.committed(), statistics.transactions()));
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
