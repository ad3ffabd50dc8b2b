package dev.sqlane.lab.strategy;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open file in a strategy's hands. Safe for use by many threads at once. An error that a method throws is one that
 * the strategy would have shown to the application.
 */
public interface Session extends AutoCloseable {
    /** Runs work of one statement that reads. */
    <T extends @Nullable Object> T read(Work<T> work) throws SQLException;

    /** Runs work of one statement that writes, which needs no transaction around it. */
    <T extends @Nullable Object> T write(String name, Work<T> work) throws SQLException;

    /** Runs work of several statements that belong together: all of them or none. */
    <T extends @Nullable Object> T transaction(String name, Work<T> work) throws SQLException;

    /** Returns what was committed since the file was opened, where units may share a transaction; empty where they never do. */
    default Optional<Commits> commits() {
        return Optional.empty();
    }

    /** Closes all connections. No work may be running. */
    @Override
    void close() throws SQLException;

    /**
     * What was committed.
     *
     * @param units units of work
     * @param transactions in so many transactions
     */
    record Commits(long units, long transactions) {}

    /**
     * What the application does with the connection that the strategy gives it. May run more than once where the
     * strategy tries again.
     */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(Statements statements) throws SQLException;
    }
}
