package dev.sqlane;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Many connections that can only read. The most recently returned one, whose caches are warm, goes out first.
 *
 * <p>As a {@link DataSource} it hands out JDBC connections that report {@code isReadOnly() == true}. In auto-commit, their
 * initial mode, each statement sees the newest commit; with {@code setAutoCommit(false)} the first statement takes a
 * snapshot that lasts until {@code commit} or {@code rollback}. Such a connection must be closed. One that was lost
 * without {@code close} is taken back once it is garbage, and reported with the stack that borrowed it.
 *
 * @since 0.1.0
 */
public interface ReadPool extends Queries, DataSource, AutoCloseable {
    /** Runs {@code work} in one consistent snapshot; see {@link Database#read(ReadWork)}. */
    default <T extends @Nullable Object, X extends Exception> T read(ReadWork<T, X> work) throws SQLException, X {
        return read(Task.READ, work);
    }

    /** Runs {@code work} in one consistent snapshot; see {@link Database#read(Task, ReadWork)}. */
    <T extends @Nullable Object, X extends Exception> T read(Task task, ReadWork<T, X> work) throws SQLException, X;

    /** Returns counts and gauges as of now. */
    PoolStatistics stats();

    /** Closes the pool; on the pool of a {@link Database} this is refused: close the database. */
    @Override
    void close() throws SQLException;
}
