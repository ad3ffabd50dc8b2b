package dev.sqlane.lab.strategy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * The design of microsandbox's database layer on the same driver as the other strategies: a read pool of five
 * connections, a write pool of one, 30 s to wait for a connection, a busy timeout of 5 s, deferred BEGIN as a statement
 * of its own, and a retry of everything that writes ({@link BusyRetry}), acquiring the connection included. Reads are not
 * retried. A reporter has the write pool alone.
 *
 * <p>Its pool is sqlx's, and waits for a connection in order of arrival; here it is HikariCP's with the same sizes
 * and timeouts.
 */
final class MicrosandboxStrategy implements Strategy {
    private static final int READ_CONNECTIONS = 5;

    private final Hikari hikari;

    MicrosandboxStrategy(DriverSettings driver) {
        this.hikari = new Hikari(driver);
    }

    @Override
    public String name() {
        return "microsandbox";
    }

    @Override
    public String description() {
        return "microsandbox's design: read pool of 5, one write connection, deferred BEGIN, 8 attempts with backoff";
    }

    @Override
    public Session open(Path file) {
        HikariDataSource writers = hikari.pool("microsandbox-write", file, 1, TransactionMode.DEFERRED);
        HikariDataSource readers = hikari.pool("microsandbox-read", file, READ_CONNECTIONS, TransactionMode.DEFERRED);
        return new RetryingSession(readers, writers);
    }

    @Override
    public Session openReporter(Path file) {
        HikariDataSource writers = hikari.pool("microsandbox-reporter", file, 1, TransactionMode.DEFERRED);
        return new RetryingSession(writers, writers);
    }

    private record RetryingSession(HikariDataSource readers, HikariDataSource writers) implements Session {
        @Override
        public <T extends @Nullable Object> T read(Work<T> work) throws SQLException {
            return Jdbc.autoCommit(readers, work);
        }

        @Override
        public <T extends @Nullable Object> T write(String task, Work<T> work) throws SQLException {
            return BusyRetry.run(() -> Jdbc.autoCommit(writers, work));
        }

        @Override
        public <T extends @Nullable Object> T transaction(String task, Work<T> work) throws SQLException {
            return BusyRetry.run(() -> once(work));
        }

        private <T extends @Nullable Object> T once(Work<T> work) throws SQLException {
            try (Connection connection = writers.getConnection()) {
                execute(connection, "begin");
                try {
                    T result = work.run(new JdbcStatements(connection));
                    execute(connection, "commit");
                    return result;
                } catch (SQLException | RuntimeException | Error failure) {
                    try {
                        execute(connection, "rollback");
                    } catch (SQLException rollbackFailure) {
                        failure.addSuppressed(rollbackFailure);
                    }
                    throw failure;
                }
            }
        }

        private static void execute(Connection connection, String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() {
            readers.close();
            writers.close();
        }
    }
}
