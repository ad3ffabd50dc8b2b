package dev.sqlane.lab.strategy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * One connection of sqlite-jdbc for everything, reads and writes, under one lock, with each statement prepared once and kept by its
 * text. No pool, no queue, no deadline, nothing between the caller and the driver but the lock, which is the unfair one,
 * because that is faster: the ceiling of what can be reached where each transaction commits by itself. Nobody should
 * build on it: a long read stops all writers, and a statement that fails inside a transaction may have rolled it back unseen.
 */
final class DriverSingleStrategy implements Strategy {
    private final DriverSettings driver;

    DriverSingleStrategy(DriverSettings driver) {
        this.driver = driver;
    }

    @Override
    public String name() {
        return "driver-single";
    }

    @Override
    public String description() {
        return "the plain driver: one connection under one lock, prepared statements kept; the ceiling without grouping";
    }

    @Override
    public Session open(Path file) throws SQLException {
        // The driver stays in auto-commit: BEGIN, COMMIT and ROLLBACK are statements like others, prepared once.
        return new LockedSession(DriverSettings.source(file, driver.writing(TransactionMode.DEFERRED))
                .getConnection());
    }

    @Override
    public Session openReporter(Path file) throws SQLException {
        return open(file);
    }

    private static final class LockedSession implements Session {
        private final Lock lock = new ReentrantLock();
        private final Connection connection;
        private final Statements statements;
        private final Map<String, PreparedStatement> prepared = new HashMap<>();

        LockedSession(Connection connection) {
            this.connection = connection;
            this.statements = new JdbcStatements(this::prepared, statement -> {});
        }

        private PreparedStatement prepared(String sql) throws SQLException {
            PreparedStatement statement = prepared.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                prepared.put(sql, statement);
            }
            return statement;
        }

        @Override
        public <T extends @Nullable Object> T read(Work<T> work) throws SQLException {
            lock.lock();
            try {
                return work.run(statements);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public <T extends @Nullable Object> T write(String name, Work<T> work) throws SQLException {
            return read(work);
        }

        @Override
        public <T extends @Nullable Object> T transaction(String name, Work<T> work) throws SQLException {
            lock.lock();
            try {
                prepared("begin immediate").execute();
                try {
                    T result = work.run(statements);
                    prepared("commit").execute();
                    return result;
                } catch (SQLException | RuntimeException | Error failure) {
                    try {
                        prepared("rollback").execute();
                    } catch (SQLException rollbackFailure) {
                        failure.addSuppressed(rollbackFailure);
                    }
                    throw failure;
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() throws SQLException {
            // Its statements go with it.
            connection.close();
        }
    }
}
