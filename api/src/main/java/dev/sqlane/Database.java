package dev.sqlane;

import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One database seen through its two pools: a read pool of many connections and a write pool of exactly one.
 *
 * <p>{@link #read} gives the caller one consistent snapshot, {@link #write} and {@link #run} one transaction.
 * Writers of one process queue in order of arrival before the single write connection, so that they never
 * meet each other inside the database; readers never wait for writers and writers never take a reader's
 * connection. The single-statement short-hands inherited from {@link Queries} run without a transaction
 * around them, and inside a unit on the same thread they join that unit.
 *
 * <p><b>Nesting</b> on one thread: a {@code read} inside a {@code read} joins its snapshot; a {@code read}
 * inside a {@code write} joins its transaction, sees its uncommitted rows and can't write; a {@code write}
 * inside a {@code read} or a {@code write} would wait for itself and is refused at once with a
 * {@link MisuseException} that names both tasks.
 *
 * <p><b>Failures.</b> What the work throws reaches the caller unwrapped, after the transaction was rolled
 * back. What the library itself has to say is a {@link SqlaneException}. A write is acknowledged, by
 * returning, only after its COMMIT returned.
 *
 * <p>All methods are safe for use by many threads at once, platform and virtual. What a timeout means is
 * fixed in the {@linkplain dev.sqlane package page}.
 *
 * @since 0.1.0
 */
public interface Database extends Queries, AutoCloseable {
    /**
     * Runs {@code work} in one consistent snapshot.
     *
     * @throws DeadlineException if no read connection became free before the deadline
     * @throws BusyException if the snapshot could not be taken because another process kept the database locked
     * @throws ClosedException if the database is closed
     * @throws WaitInterruptedException if the thread was interrupted while it waited
     * @throws SQLException if the database refuses to begin or end the snapshot
     * @throws X what {@code work} throws
     */
    default <T extends @Nullable Object, X extends Exception> T read(ReadWork<T, X> work) throws SQLException, X {
        return read(Task.READ, work);
    }

    /** As {@link #read(ReadWork)}, under a name and a deadline of its own. */
    <T extends @Nullable Object, X extends Exception> T read(Task task, ReadWork<T, X> work) throws SQLException, X;

    /**
     * Runs {@code work} as one write transaction: all of it is committed when this method returns, none of it
     * when it throws (save for {@link OutcomeUnknownException}). The work may run more than once: see
     * {@link Task#replayable()}.
     *
     * @throws DeadlineException if the unit's turn did not come before the deadline
     * @throws BusyException if another process kept the write lock for the whole busy timeout
     * @throws GroupCollapsedException if the database rolled the transaction back and {@code work} returned all the same
     * @throws OutcomeUnknownException if COMMIT failed so that it may or may not become durable
     * @throws MisuseException if the thread is inside a unit already
     * @throws ClosedException if the database is closed
     * @throws WaitInterruptedException if the thread was interrupted before the unit started
     * @throws SQLException if the database refuses the transaction, such as a deferred constraint at COMMIT
     * @throws X what {@code work} throws
     */
    default <T extends @Nullable Object, X extends Exception> T write(WriteWork<T, X> work) throws SQLException, X {
        return write(Task.WRITE, work);
    }

    /** As {@link #write(WriteWork)}, under a name, a deadline and a durability of its own. */
    <T extends @Nullable Object, X extends Exception> T write(Task task, WriteWork<T, X> work) throws SQLException, X;

    /** As {@link #write(WriteWork)} for work without a result. */
    default <X extends Exception> void run(WriteAction<X> action) throws SQLException, X {
        run(Task.WRITE, action);
    }

    /** As {@link #write(Task, WriteWork)} for work without a result. */
    @SuppressWarnings("NullAway") // NullAway does not see that T is nullable here
    default <X extends Exception> void run(Task task, WriteAction<X> action) throws SQLException, X {
        this.<@Nullable Object, X>write(task, connection -> {
            action.run(connection);
            return null;
        });
    }

    /** As {@link #writeAsync(Task, WriteWork)} with {@link Task#WRITE}. */
    default <T extends @Nullable Object> CompletionStage<T> writeAsync(WriteWork<T, ?> work) {
        return writeAsync(Task.WRITE, work);
    }

    /**
     * Queues {@code work} to run as one write transaction on the engine's own writer thread, in order of
     * arrival among all asynchronous units.
     *
     * <p>The stage completes after the COMMIT, with the result or with the exception that {@link #write} would
     * have thrown. Cancelling its {@link CompletionStage#toCompletableFuture() future} before the unit starts
     * takes it out of the queue; afterwards cancelling has no effect on the transaction. Waiting for the
     * future inside a unit of the same database would wait for oneself and is refused with an
     * {@link IllegalStateException} that has a {@link MisuseException} as its cause. That covers {@code join} and {@code get} of the
     * future itself and of those derived from it. A wait that goes through another future, such as {@code
     * CompletableFuture.allOf(…).join()}, can't be told from any other: inside a write, the asynchronous unit then fails at its
     * deadline, and until then both stand still.
     *
     * <p>The queue of asynchronous units is bounded. Where it is full, the stage returned has failed already, with a
     * {@link BusyException}.
     */
    <T extends @Nullable Object> CompletionStage<T> writeAsync(Task task, WriteWork<T, ?> work);

    /** Returns the read pool, also a {@link javax.sql.DataSource} for query builders. */
    ReadPool readPool();

    /** Returns the write pool, also a {@link javax.sql.DataSource} for query builders. */
    WritePool writePool();

    /**
     * Returns the drop-in: one {@link DataSource} for programs that know only one, such as those written for a generic
     * connection pool. Its connections are light: one holds nothing of the pools until a statement runs, and nothing again once that, or its transaction,
     * has ended.
     *
     * <p><b>Where statements run.</b> Connections that are {@linkplain java.sql.Connection#setReadOnly set read-only}, and their transactions, use the
     * read pool. A transaction of any other ({@code setAutoCommit(false)}) takes the write connection at its first statement, and gives it back at
     * {@code commit} or {@code rollback}; what it reads includes what it wrote. In auto-commit, a statement that begins with SELECT, VALUES or
     * WITH runs on a read connection, if the database does not say that it wants to write; everything else waits for the write connection. An open
     * result set keeps the connection that it came from, until it is closed or has given its last row.
     *
     * <p><b>What a connection remembers.</b> The functions that tell of the last write answer for the connection that asks. Temporary objects,
     * attached databases and changed settings live on the write connection: who makes them keeps it until {@code close}.
     *
     * <p><b>One write at a time on a thread.</b> A thread that holds the write connection and needs it for a second connection, or for
     * {@link #write}, would wait for itself. The second is refused at once: with a {@link MisuseException}, which is the cause of the {@code SQLException}
     * thrown, and which has the stack of the first as its cause where that was recorded. What reads goes elsewhere and works: in
     * auto-commit, or read-only. What writes has to use the same connection, or to come before the first statement of the outer transaction, or
     * after its end.
     *
     * <p>Many threads may use it at once, each with its own connections. It needs no closing: it ends with this database.
     */
    DataSource dataSource();

    /** Returns counts and gauges as of now. They are read one after another, not as one snapshot. */
    DatabaseStatistics stats();

    /**
     * Has {@code listener} told of what happens from now on, through any handle on this database, until {@link #removeListener} or the
     * end of the database; besides those that it was opened with. For what is attached to a database that is open, such as
     * meters. Adding one twice does nothing.
     *
     * @throws ClosedException if the database is closed
     */
    void addListener(Events listener) throws SQLException;

    /** Undoes {@link #addListener}; an event that is being told may still arrive. Does nothing for one that does not listen. */
    void removeListener(Events listener);

    /**
     * Closes both pools, if no other handle shares the database: refuses new units, lets those that run or wait end within the
     * configured time, interrupts the statements of what is left, and takes the connections away from work that does not end for
     * all that: its further statements are refused with a {@link ClosedException}, its transaction is rolled back. The readers
     * are closed first and the writer last. Closing twice does nothing.
     *
     * @throws MisuseException if the thread is inside a unit of this database, for whose end it would wait
     * @throws SQLException if the connections could not be closed in order; they are closed all the same
     */
    @Override
    void close() throws SQLException;
}
