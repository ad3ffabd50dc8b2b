package dev.sqlane.lab.strategy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * One HikariCP pool of ten equal connections (its default size), as most programs have it. Single statements run in
 * auto-commit, transactions between {@code setAutoCommit(false)} and {@code commit}.
 *
 * <p>With {@link TransactionMode#DEFERRED}, the driver's default, a transaction takes the write lock at its first
 * write, and can be refused there at once if someone else has committed since its first read. With
 * {@link TransactionMode#IMMEDIATE}, which most advice for SQLite under load recommends, it takes the lock at
 * {@code setAutoCommit(false)}.
 *
 * <p>A reporter has a pool of the same kind with one connection, since it runs one statement after another.
 */
final class HikariStrategy implements Strategy {
    private static final int CONNECTIONS = 10;

    private final String name;
    private final String description;
    private final TransactionMode mode;
    private final Hikari hikari;

    private HikariStrategy(String name, String description, TransactionMode mode, DriverSettings driver) {
        this.name = name;
        this.description = description;
        this.mode = mode;
        this.hikari = new Hikari(driver);
    }

    static Strategy deferred(DriverSettings driver) {
        return new HikariStrategy(
                "hikari",
                "HikariCP, 10 connections, WAL, busy timeout 5 s, deferred transactions",
                TransactionMode.DEFERRED,
                driver);
    }

    static Strategy immediate(DriverSettings driver) {
        return new HikariStrategy(
                "hikari-immediate",
                "the same with BEGIN IMMEDIATE (transaction_mode=IMMEDIATE)",
                TransactionMode.IMMEDIATE,
                driver);
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
    public Session open(Path file) {
        return new PoolSession(hikari.pool(name, file, CONNECTIONS, mode));
    }

    @Override
    public Session openReporter(Path file) {
        return new PoolSession(hikari.pool(name + "-reporter", file, 1, mode));
    }

    private record PoolSession(HikariDataSource pool) implements Session {
        @Override
        public <T extends @Nullable Object> T read(Work<T> work) throws SQLException {
            return Jdbc.autoCommit(pool, work);
        }

        @Override
        public <T extends @Nullable Object> T write(String task, Work<T> work) throws SQLException {
            return Jdbc.autoCommit(pool, work);
        }

        @Override
        public <T extends @Nullable Object> T transaction(String task, Work<T> work) throws SQLException {
            return Jdbc.transaction(pool, work);
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
