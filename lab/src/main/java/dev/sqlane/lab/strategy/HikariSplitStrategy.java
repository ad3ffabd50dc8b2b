package dev.sqlane.lab.strategy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * Two HikariCP pools: one connection that writes, with BEGIN IMMEDIATE, and as many read-only ones as Sqlane's read pool
 * has. The strongest set-up that can be had from ordinary parts: writers of the process queue for the one
 * connection instead of meeting inside SQLite, and every piece of work must have been sorted by hand into reading or
 * writing. What it can't help is other processes, for which it waits in SQLite's busy handler.
 *
 * <p>A reporter has the write pool alone.
 */
final class HikariSplitStrategy implements Strategy {
    private final Hikari hikari;
    private final int readConnections;

    HikariSplitStrategy(DriverSettings driver, int readConnections) {
        this.hikari = new Hikari(driver);
        this.readConnections = readConnections;
    }

    @Override
    public String name() {
        return "hikari-split";
    }

    @Override
    public String description() {
        return "HikariCP twice: one connection that writes (IMMEDIATE), the others read-only";
    }

    @Override
    public Session open(Path file) {
        HikariDataSource writers = hikari.pool("hikari-split-write", file, 1, TransactionMode.IMMEDIATE);
        HikariDataSource readers = hikari.readOnlyPool("hikari-split-read", file, readConnections);
        return new SplitSession(readers, writers, () -> {
            readers.close();
            writers.close();
        });
    }

    @Override
    public Session openReporter(Path file) {
        HikariDataSource writers = hikari.pool("hikari-split-reporter", file, 1, TransactionMode.IMMEDIATE);
        return new SplitSession(writers, writers, writers::close);
    }
}
