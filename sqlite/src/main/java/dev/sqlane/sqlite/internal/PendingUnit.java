package dev.sqlane.sqlite.internal;

import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.WriteWork;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.pool.Deadline;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One write unit from its call to its outcome. It runs on one thread, perhaps several times; what the last run came to is its
 * outcome once the {@link GroupWriter} says so. Or the transaction of a JDBC connection, whose statements came from outside. Used by one thread
 * at a time.
 */
final class PendingUnit<T extends @Nullable Object> {
    private final Task task;
    private final Deadline deadline;

    /** Null where the statements have come from outside. */
    private final @Nullable WriteWork<T, ?> work;

    private @Nullable T result;
    private @Nullable Throwable failure;
    private List<Runnable> afterCommit = List.of();
    private boolean started;
    private long startedNanos;

    PendingUnit(Task task, Deadline deadline, WriteWork<T, ?> work) {
        this.task = task;
        this.deadline = deadline;
        this.work = work;
    }

    private PendingUnit(Task task, Deadline deadline) {
        this.task = task;
        this.deadline = deadline;
        this.work = null;
    }

    /** Makes one whose statements come from outside, and can't be run again. */
    static PendingUnit<?> ofConnection(Task task, Deadline deadline) {
        return new PendingUnit<@Nullable Void>(task, deadline);
    }

    /** Tells whether it can be run, and run again. */
    boolean isRunnable() {
        return work != null;
    }

    Task task() {
        return task;
    }

    Deadline deadline() {
        return deadline;
    }

    /** Notes that it is about to run for the first time or again. */
    void start(long nowNanos) {
        started = true;
        startedNanos = nowNanos;
    }

    /** Tells whether it has run, however it ended; else it was refused before. */
    boolean hasStarted() {
        return started;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Runs the work in a session. What it throws becomes its failure. */
    void run(Session session, ThreadLocal<@Nullable Unit> current) {
        result = null;
        failure = null;
        afterCommit = List.of();
        WriteUnitConnection handle = new WriteUnitConnection(session);
        current.set(new Unit(Role.WRITE, task, session, handle, false));
        try {
            result = Objects.requireNonNull(work, "work").run(handle);
            afterCommit = handle.afterCommitActions();
        } catch (Throwable e) {
            failure = e;
        } finally {
            current.set(null);
        }
    }

    /** Notes a failure in place of whatever the last run came to. */
    void fail(Throwable newFailure) {
        failure = newFailure;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Returns the result of a unit that did not fail. */
    @SuppressWarnings("NullAway") // T may be nullable; it was set by the run
    T result() {
        return result;
    }

    /** Returns what is to be done after the commit; nothing of a unit that failed. */
    List<Runnable> afterCommit() {
        return failure == null ? afterCommit : List.of();
    }

    /** Returns the result, or throws the failure: one that the work may throw, or the library's. */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"}) // X is what the work declares
    <X extends Exception> T get() throws SQLException, X {
        Throwable thrown = failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (X) thrown;
        }
        return result;
    }
}
