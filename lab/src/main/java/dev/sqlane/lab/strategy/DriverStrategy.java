package dev.sqlane.lab.strategy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * sqlite-jdbc without a pool: a connection for each unit of work, opened and closed around it, with the same settings
 * as the pools have and BEGIN IMMEDIATE. It waits for locks in SQLite's busy handler, for 5 s at most.
 */
final class DriverStrategy implements Strategy {
    private final DriverSettings driver;

    DriverStrategy(DriverSettings driver) {
        this.driver = driver;
    }

    @Override
    public String name() {
        return "driver";
    }

    @Override
    public String description() {
        return "the plain driver: a connection for each unit of work, busy timeout 5 s";
    }

    @Override
    public Session open(Path file) {
        return new DriverSession(DriverSettings.source(file, driver.writing(TransactionMode.IMMEDIATE)));
    }

    @Override
    public Session openReporter(Path file) {
        return open(file);
    }

    private record DriverSession(SQLiteDataSource source) implements Session {
        @Override
        public <T extends @Nullable Object> T read(Work<T> work) throws SQLException {
            return Jdbc.autoCommit(source, work);
        }

        @Override
        public <T extends @Nullable Object> T write(String task, Work<T> work) throws SQLException {
            return Jdbc.autoCommit(source, work);
        }

        @Override
        public <T extends @Nullable Object> T transaction(String task, Work<T> work) throws SQLException {
            return Jdbc.transaction(source, work);
        }

        @Override
        public void close() {
            // nothing stays open between units
        }
    }
}
