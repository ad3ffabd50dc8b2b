package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.BusyException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits in Java, under a deadline, for a lock that another connection or process holds. The native busy timeout is 0
 * everywhere, so no thread ever sleeps inside SQLite, where neither an interrupt nor a deadline would reach it.
 *
 * <p>A wait ends by success, by the caller's deadline, by an interrupt, or because one holder kept the lock for the whole
 * {@code busyTimeout}. Whether it was one holder is judged by {@code PRAGMA data_version}: it changes when another connection
 * commits, and then the {@code busyTimeout} begins anew.
 */
public final class BusyWait {
    /** What is tried. */
    @FunctionalInterface
    public interface Attempt<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /** The first tries come quickly, since most transactions last well under a millisecond. */
    private static final long FIRST_PAUSE_NANOS = 100_000;

    /** A constant pace afterwards: growing pauses punish whoever has waited longest. */
    private static final long PAUSE_NANOS = 1_000_000;

    /** How many tries come at the first pace. */
    private static final int QUICK_TRIES = 5;

    /** For how long SQLite has tried by itself, in native code, before it answers PROTOCOL. */
    private static final long PROTOCOL_NANOS = 10_000_000_000L;

    private final Duration busyTimeout;
    private final TimeSource time;
    private final Events events;
    private final ConcurrentHashMap<Integer, LongAdder> byCode = new ConcurrentHashMap<>();

    public BusyWait(Duration busyTimeout, TimeSource time, Events events) {
        this.busyTimeout = busyTimeout;
        this.time = time;
        this.events = events;
    }

    /** Returns how often each extended result code was met. */
    public Map<Integer, Long> counts() {
        Map<Integer, Long> counts = new TreeMap<>();
        byCode.forEach((code, count) -> counts.put(code, count.sum()));
        return counts;
    }

    /**
     * Runs {@code attempt} until it does not end with a busy code.
     *
     * @param deadlines gives the deadline; asked at the first busy answer only
     * @param guard ends the wait when it is interrupted; null if there is none
     * @throws BusyException if one holder kept the lock for the whole busy timeout
     * @throws DeadlineException if the deadline passed first
     * @throws WaitInterruptedException if the thread or the deadline was interrupted
     * @throws SQLException any other failure of the attempt, untouched
     */
    public <T extends @Nullable Object> T until(
            PhysicalConnection connection,
            Task task,
            Supplier<Deadline> deadlines,
            @Nullable InterruptGuard guard,
            Attempt<T> attempt)
            throws SQLException {
        Deadline deadline = null;
        long streakStart = 0;
        long version = 0;
        for (int tries = 1; ; tries++) {
            SQLException busy;
            try {
                return attempt.run();
            } catch (SQLException e) {
                // What the library itself throws, such as of a PROTOCOL that can't be tried again, has been decided on.
                if (e instanceof SqlaneException || !ResultCode.isWaitable(ResultCode.extended(e))) {
                    throw e;
                }
                busy = e;
            }
            if (deadline == null) {
                deadline = deadlines.get();
            }
            int code = ResultCode.extended(busy);
            byCode.computeIfAbsent(code, any -> new LongAdder()).increment();
            events.busy(connection.role(), task, code, deadline.waited());
            long now = time.nanoTime();
            if (code == ResultCode.PROTOCOL) {
                // Asking for the version would meet the same locks, for as long again.
                streakStart = tries == 1 ? now - PROTOCOL_NANOS : streakStart;
            } else if (tries == 1) {
                streakStart = now;
                version = connection.dataVersion();
            } else {
                long newVersion = connection.dataVersion();
                if (newVersion != version) {
                    version = newVersion;
                    streakStart = now;
                }
            }
            long patience = busyTimeout.toNanos() - (now - streakStart);
            if (patience <= 0) {
                throw busy(connection.role(), task, code, deadline, busy);
            }
            long remaining = deadline.remainingNanos();
            if (remaining <= 0) {
                throw deadline(connection.role(), task, code, deadline, busy);
            }
            if (deadline.isInterrupted()) {
                throw new WaitInterruptedException(
                        "Task \"" + task.name() + "\" was ended by another thread after "
                                + deadline.waited().toMillis()
                                + " ms, while another process held the database locked; nothing of it has run.",
                        busy);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new WaitInterruptedException(
                        "Task \"" + task.name() + "\" was interrupted after "
                                + deadline.waited().toMillis()
                                + " ms, while another process held the database locked; nothing of it has run.",
                        busy);
            }
            if (guard != null && guard.isInterrupted()) {
                throw busy;
            }
            long pause = tries <= QUICK_TRIES ? FIRST_PAUSE_NANOS : PAUSE_NANOS;
            time.park(this, Math.min(pause, Math.min(patience, remaining)));
        }
    }

    private SqlaneException busy(Role role, Task task, int code, Deadline deadline, SQLException cause) {
        return new BusyException(
                "Task \"" + task.name() + "\" in the " + role.poolName() + " gave up after "
                        + deadline.waited().toMillis() + " ms: another process or connection kept the "
                        + (role == Role.WRITE ? "write lock" : "database locked") + " for the whole busyTimeout of "
                        + busyTimeout.toMillis() + " ms (SQLite result code " + code
                        + "). Nothing of it has run. Find who holds the lock, or raise busyTimeout.",
                code,
                cause);
    }

    private static SqlaneException deadline(Role role, Task task, int code, Deadline deadline, SQLException cause) {
        return new DeadlineException(
                "Task \"" + task.name() + "\" in the " + role.poolName() + " reached its deadline of "
                        + deadline.timeout().toMillis() + " ms after "
                        + deadline.waited().toMillis()
                        + " ms, while another process or connection held the "
                        + (role == Role.WRITE ? "write lock" : "database locked") + " (SQLite result code " + code
                        + "). Nothing of it has run. Raise acquireTimeout or the task's timeout if such waits are expected.",
                null,
                cause);
    }
}
