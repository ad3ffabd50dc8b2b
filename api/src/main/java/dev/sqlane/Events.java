package dev.sqlane;

import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens inside a database, as it happens: the one interface on which logging, meters and tests hang. A database is opened
 * with a listener, or given one later by {@link Database#addListener}.
 *
 * <p>Methods are called on the thread to which the event happens, some of them while the write connection is held: they
 * must be quick, must not use the database, and must be safe for use by many threads. What they throw is
 * dropped.
 *
 * <p>Where a <em>unit</em> is told of, that is also a single query of the short-hands, a maintenance, and the use of a JDBC connection from
 * {@code getConnection} to {@code close}, of the drop-in for as long as it holds a connection of a pool; what these do inside another unit is part of that one.
 *
 * @since 0.1.0
 */
public interface Events {
    /** Listens to nothing. */
    Events NONE = new Events() {};

    /** A connection was not free at once, and the caller begins to wait in the queue. */
    default void waitStarted(Role role, Task task) {}

    /** A wait in the queue has ended, well or not. {@code waited} is the time since the call. */
    default void waitEnded(Role role, Task task, Duration waited) {}

    /** A unit has its connection and, for a write unit, the lock. {@code waited} is the time since the call. */
    default void unitStarted(Role role, Task task, Duration waited) {}

    /**
     * A unit has ended: what it did is committed or undone, and its connection given back or passed on.
     *
     * @param held the time since it started, for a unit that shared a transaction up to the COMMIT
     * @param failure {@code null} after a commit or an undisturbed read, and of a JDBC connection
     */
    default void unitEnded(Role role, Task task, Duration held, @Nullable Throwable failure) {}

    /** A unit gave up before it started: deadline, busy, interrupt or close. */
    default void unitRefused(Role role, Task task, Duration waited, SqlaneException reason) {}

    /**
     * Another process or connection holds a lock, and the caller is about to wait and try again. Called once for each
     * failed try.
     *
     * @param resultCode SQLite's extended result code, such as 5, 261, 773
     */
    default void busy(Role role, Task task, int resultCode, Duration waited) {}

    /**
     * A write transaction has begun: it has the database's write lock.
     *
     * @param task who began it; others may join it
     * @param waited for the lock alone, the wait in the queue not included
     */
    default void transactionBegun(Task task, Duration waited) {}

    /**
     * A write transaction has ended, and with it its hold of the write lock. A single statement of a JDBC connection in auto-commit is not told
     * of.
     *
     * @param task who began it
     * @param units how many units have run in it; 1 of a JDBC connection
     * @param held how long it had the lock, the COMMIT included
     * @param commit how long the COMMIT took; {@code null} where the transaction was rolled back
     */
    default void transactionEnded(Task task, int units, Duration held, @Nullable Duration commit) {}

    /**
     * A unit is about to run again, since its earlier run can't have been committed: the transaction that it shared failed as a
     * whole, or its COMMIT failed. {@code cause} is that failure, perhaps of a neighbour's statement.
     */
    default void replayed(Task task, SQLException cause) {}

    /** A connection was opened. */
    default void connectionOpened(Role role) {}

    /** A connection was closed. {@code reason} tells why, in words; {@code doubt} whether its state was in doubt. */
    default void connectionClosed(Role role, String reason, boolean doubt) {}

    /**
     * A JDBC connection was lost without {@code close}, and has been taken back.
     *
     * @param borrowed an exception whose stack trace is where the connection was borrowed
     */
    default void connectionLeaked(Role role, Duration held, Throwable borrowed) {}

    /** An action registered by {@link WriteConnection#afterCommit} failed. Its unit is committed all the same. */
    default void afterCommitFailed(Task task, Throwable failure) {}
}
