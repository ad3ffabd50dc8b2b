package dev.sqlane;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Exactly one connection that can write, behind a first-come first-served queue.
 *
 * <p>As a {@link DataSource} it hands out that connection, one borrower after another: {@code getConnection} waits
 * in the queue, and the place is held until {@code close}. In auto-commit each statement is its own transaction; with
 * {@code setAutoCommit(false)} the first statement begins one with {@code BEGIN IMMEDIATE}, so that it can't
 * fail half-way for want of the lock.
 *
 * <p>The thread that called {@code getConnection} holds the connection until it is closed, whichever thread uses or closes it. A second
 * write on that thread, by {@code getConnection}, {@code transaction} or {@code Database.write}, would wait for itself and is
 * refused at once with a {@link MisuseException} (from {@code getConnection}, as the cause of an {@code SQLException}). Only that
 * thread is known: another one to which the connection was handed, and which then asks for a second, waits until its deadline.
 *
 * @since 0.1.0
 */
public interface WritePool extends DataSource, AutoCloseable {
    /** Runs {@code work} as one write transaction; see {@link Database#write(WriteWork)}. */
    default <T extends @Nullable Object, X extends Exception> T transaction(WriteWork<T, X> work)
            throws SQLException, X {
        return transaction(Task.WRITE, work);
    }

    /** Runs {@code work} as one write transaction; see {@link Database#write(Task, WriteWork)}. */
    <T extends @Nullable Object, X extends Exception> T transaction(Task task, WriteWork<T, X> work)
            throws SQLException, X;

    /** As {@link #transaction(WriteWork)} for work without a result. */
    default <X extends Exception> void run(WriteAction<X> action) throws SQLException, X {
        run(Task.WRITE, action);
    }

    /** As {@link #transaction(Task, WriteWork)} for work without a result. */
    @SuppressWarnings("NullAway") // NullAway does not see that T is nullable here
    default <X extends Exception> void run(Task task, WriteAction<X> action) throws SQLException, X {
        this.<@Nullable Object, X>transaction(task, connection -> {
            action.run(connection);
            return null;
        });
    }

    /** Returns counts and gauges as of now. */
    PoolStatistics stats();

    /** Closes the pool; on the pool of a {@link Database} this is refused: close the database. */
    @Override
    void close() throws SQLException;
}
