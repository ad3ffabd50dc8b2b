package dev.sqlane.sqlite.internal;

import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Holder;
import dev.sqlane.PoolStatistics;
import dev.sqlane.Queries;
import dev.sqlane.ReadWork;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.internal.connection.BusyWait;
import dev.sqlane.sqlite.internal.connection.ConnectionOpener;
import dev.sqlane.sqlite.internal.connection.FileIdentity;
import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.dropin.Lender;
import dev.sqlane.sqlite.internal.flight.Span;
import dev.sqlane.sqlite.internal.pool.ConnectionStack;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The read connections of one file. Each is in {@link #stack} or lent to one borrower; {@link #all} lists both, for reports and for
 * closing. A borrower's connection returns on every path, through {@link #giveBack}.
 */
final class Readers {
    private static final Task JDBC = Task.named("JDBC connection");
    private static final Task DROP_IN = Task.named("drop-in connection");
    private static final Task QUERY = Task.named("query");

    /** The snapshot of a JDBC connection in manual mode is taken by its first statement. */
    private static final Session.Beginner BEGINNER =
            (session, deadline, guard) -> session.connection().begin();

    private final Path path;
    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final BusyWait busyWait;
    private final ThreadLocal<@Nullable Unit> current;

    /** Tells whether the calling thread has the write connection, for which those may wait who have the readers. */
    private final BooleanSupplier hasWriter;

    private final ConnectionOpener opener;
    private final ConnectionStack<PhysicalConnection> stack;
    private final Borrowing borrowing;
    private final List<PhysicalConnection> all = new CopyOnWriteArrayList<>();

    /** Those beyond the pool's limit, which the engine itself has; {@link #all} lists them, too. */
    private final Set<PhysicalConnection> apart = ConcurrentHashMap.newKeySet();

    private final LongAdder opened = new LongAdder();
    private final LongAdder discarded = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final Supplier<Deadline> jdbcDeadlines = this::jdbcDeadline;
    private final Borrowing.Home home = this::giveBack;

    Readers(
            Path path,
            FileIdentity identity,
            SqliteConfiguration configuration,
            TimeSource time,
            EventHub events,
            BusyWait busyWait,
            LeakWatch leakWatch,
            ThreadLocal<@Nullable Unit> current,
            BooleanSupplier hasWriter) {
        this.path = path;
        this.configuration = configuration;
        this.time = time;
        this.events = events;
        this.busyWait = busyWait;
        this.current = current;
        this.hasWriter = hasWriter;
        this.opener = new ConnectionOpener(Role.READ, path, identity, configuration, busyWait, events);
        this.stack = new ConnectionStack<>(configuration.maxReadConnections(), time, events, this::open);
        this.borrowing = new Borrowing(Role.READ, time, events, leakWatch, configuration.leakStacks());
    }

    private PhysicalConnection open(Deadline deadline) throws SQLException {
        PhysicalConnection connection = opener.open(deadline);
        if (stack.isClosed()) {
            connection.close("the pool was closed while it was opened");
            throw new ClosedException("The read pool of " + path + " was closed while a connection was opened.", null);
        }
        opened.increment();
        all.add(connection);
        return connection;
    }

    /** Opens one connection ahead of need, so that what is wrong with the file or the configuration shows at once. */
    void openFirst(Deadline deadline) throws SQLException {
        PhysicalConnection connection = stack.borrow(QUERY, deadline, () -> deadlinePassed(QUERY, deadline));
        stack.giveBack(connection);
    }

    <T extends @Nullable Object, X extends Exception> T read(Task task, ReadWork<T, X> work) throws SQLException, X {
        Unit outer = current.get();
        if (outer != null) {
            return outer.join(work);
        }
        return run(task, Session.Mode.READ_UNIT, work);
    }

    /** Runs one statement without a transaction around it, or inside the unit that runs on this thread. */
    <T extends @Nullable Object> T query(Query<T> query) throws SQLException {
        Unit outer = current.get();
        if (outer != null) {
            return outer.join(query::run);
        }
        return run(QUERY, Session.Mode.READ_JDBC, query::run);
    }

    /** Borrows a connection for as long as the work runs, in a transaction where the mode is that of a unit. */
    private <T extends @Nullable Object, X extends Exception> T run(Task task, Session.Mode mode, ReadWork<T, X> work)
            throws SQLException, X {
        Deadline deadline = deadline(task);
        PhysicalConnection connection = borrow(task, deadline);
        Lease lease = null;
        Span run = Span.NONE;
        boolean listening = false;
        Throwable failure = null;
        try {
            listening = events.isListening();
            run = events.flight().run(Role.READ, task);
            lease = lend(connection, mode, task, () -> deadline, time.nanoTime(), null);
            if (mode.isUnit()) {
                connection.begin();
            }
            if (listening) {
                events.unitStarted(Role.READ, task, deadline.waited());
            }
            ReadUnitConnection handle = new ReadUnitConnection(lease.session());
            // A row mapper may read again: in this connection, whose open cursor keeps the snapshot, and not in a
            // second one, for
            // which all could wait for each other.
            current.set(new Unit(Role.READ, task, lease.session(), handle, false));
            return work.run(handle);
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            current.set(null);
            try {
                giveBack(connection, lease);
            } finally {
                run.end(failure);
                if (listening && lease != null) {
                    events.unitEnded(Role.READ, task, Duration.ofNanos(time.nanoTime() - lease.sinceNanos()), failure);
                }
            }
        }
    }

    /** A call of one of the query short-hands. */
    @FunctionalInterface
    interface Query<T extends @Nullable Object> {
        T run(Queries queries) throws SQLException;
    }

    /** Long work of the engine's own. */
    @FunctionalInterface
    interface OwnWork<T> {
        T run(PhysicalConnection connection) throws SQLException;
    }

    /**
     * Runs the engine's own work on a connection beyond the pool's limit, so that no borrower waits for it. Reports name it, and closing
     * interrupts it, like any reader.
     */
    <T> T runApart(Task task, Deadline deadline, OwnWork<T> work) throws SQLException {
        PhysicalConnection connection = opener.openForCopying(deadline);
        apart.add(connection);
        all.add(connection);
        Lease lease = null;
        try {
            checkOpen();
            lease = lend(connection, Session.Mode.READ_JDBC, task, () -> deadline, time.nanoTime(), null);
            return work.run(connection);
        } finally {
            if (lease == null || connection.endLease(lease)) {
                discard(connection, task.name() + " has ended");
            }
            // Else it was revoked, and the closer sees to it.
        }
    }

    boolean isClosed() {
        return stack.isClosed();
    }

    private void checkOpen() throws ClosedException {
        if (stack.isClosed()) {
            throw new ClosedException("The read pool of " + path + " was closed while a connection was opened.", null);
        }
    }

    Connection getConnection() throws SQLException {
        return lend(JDBC, null, null, borrowing::lend);
    }

    /** Lends a connection to the drop-in. */
    Lender.Loan lend(Object owner, @Nullable Duration limit, InterruptGuard guard) throws SQLException {
        return lend(DROP_IN, limit, guard, (lease, waited, back) -> borrowing.lend(lease, waited, back, owner));
    }

    private <T> T lend(
            Task task, @Nullable Duration limit, @Nullable InterruptGuard guard, Borrowing.Wrapper<T> wrapper)
            throws SQLException {
        PhysicalConnection connection = stack.tryBorrow(task);
        Duration waited = Duration.ZERO;
        if (connection == null) {
            Deadline deadline = limit == null ? deadline(task) : new Deadline(time, limit);
            connection = guard == null ? borrow(task, deadline) : guard.waiting(deadline, () -> borrow(task, deadline));
            waited = deadline.waited();
        }
        Lease lease = null;
        T lent = null;
        try {
            long now = time.nanoTime();
            lease = lend(connection, Session.Mode.READ_JDBC, task, jdbcDeadlines, now, borrowing.stack(task, now));
            lent = wrapper.wrap(lease, waited, home);
            return lent;
        } finally {
            if (lent == null) {
                giveBack(connection, lease);
            }
        }
    }

    private PhysicalConnection borrow(Task task, Deadline deadline) throws SQLException {
        Span queue = events.flight().queue(Role.READ, task);
        SqlaneException refusal = null;
        try {
            PhysicalConnection idle = stack.tryBorrow(task);
            if (idle != null) {
                return idle;
            }
            return hasWriter.getAsBoolean()
                    ? stack.borrowAtOnce(task, deadline)
                    : stack.borrow(task, deadline, () -> deadlinePassed(task, deadline));
        } catch (SqlaneException e) {
            refusal = e;
            events.unitRefused(Role.READ, task, deadline.waited(), e);
            throw e;
        } finally {
            queue.end(refusal);
        }
    }

    private Lease lend(
            PhysicalConnection connection,
            Session.Mode mode,
            Task task,
            Supplier<Deadline> deadlines,
            long nowNanos,
            @Nullable Throwable borrowedAt) {
        Session session = new Session(connection, mode, task, busyWait, deadlines, BEGINNER);
        Lease lease = new Lease(session, Thread.currentThread(), nowNanos, borrowedAt);
        connection.lend(lease);
        return lease;
    }

    private Deadline jdbcDeadline() {
        return deadline(JDBC);
    }

    private void giveBack(Lease lease) {
        giveBack(lease.session().connection(), lease);
    }

    /** Takes a connection back, on every path; {@code lease} is null where the borrower did not get as far as that. */
    private void giveBack(PhysicalConnection connection, @Nullable Lease lease) {
        try {
            if (lease != null) {
                lease.session().end();
            }
        } finally {
            if (lease == null || connection.endLease(lease)) {
                putBack(connection);
            }
            // Else it was revoked, and the closer sees to it.
        }
    }

    private void putBack(PhysicalConnection connection) {
        if (connection.doubt() != null || stack.isClosed()) {
            discard(connection, "the pool is closed");
        } else if (stack.isOverfull()) {
            discard(connection, "it was one more than maxReadConnections");
        } else {
            stack.giveBack(connection);
            if (stack.isClosed()) {
                // The closer may have looked before the connection was there.
                closeIdle();
            }
        }
    }

    private void discard(PhysicalConnection connection, String reason) {
        all.remove(connection);
        if (connection.doubt() != null) {
            discarded.increment();
        }
        try {
            connection.close(reason);
        } catch (SQLException e) {
            // It is out of the pool in any case; the driver has nothing more to say about it.
            events.skipped("closing a read connection in order", e);
        } finally {
            if (!apart.remove(connection)) {
                stack.discarded();
            }
        }
    }

    private Deadline deadline(Task task) {
        Duration timeout = task.timeoutOrNull();
        return new Deadline(time, timeout != null ? timeout : configuration.acquireTimeout());
    }

    private SqlaneException deadlinePassed(Task task, Deadline deadline) {
        timedOut.increment();
        Optional<Holder> holder = longestHolder(true);
        return new DeadlineException(
                "Task \"" + task.name() + "\" waited " + deadline.waited().toMillis()
                        + " ms for a connection of the read pool of " + path + " and reached its deadline of "
                        + deadline.timeout().toMillis() + " ms. All "
                        + configuration.maxReadConnections() + " connections are out; "
                        + holder.map(h -> "the longest is held by " + h.summary() + " (stack below).")
                                .orElse("all of them change hands.")
                        + " Raise maxReadConnections or acquireTimeout, or end long reads sooner.",
                holder.orElse(null),
                null);
    }

    Optional<Holder> longestHolder(boolean withStack) {
        return Optional.ofNullable(longestLease()).map(lease -> lease.report(time.nanoTime(), withStack));
    }

    @Nullable
    Lease longestLease() {
        Lease longest = null;
        for (PhysicalConnection connection : all) {
            Lease lease = connection.lease();
            if (lease != null && (longest == null || lease.sinceNanos() - longest.sinceNanos() < 0)) {
                longest = lease;
            }
        }
        return longest;
    }

    /** Interrupts the statement of a reader, unless it has just ended. */
    static boolean interrupt(Lease lease) {
        PhysicalConnection connection = lease.session().connection();
        if (!connection.isLent(lease)) {
            return false;
        }
        connection.interrupt();
        return true;
    }

    PoolStatistics stats() {
        int idle = stack.idle();
        return new PoolStatistics(
                Role.READ,
                configuration.maxReadConnections(),
                Math.max(0, stack.open() - idle),
                idle,
                stack.waiting(),
                opened.sum(),
                discarded.sum(),
                borrowing.leaked(),
                timedOut.sum(),
                opener.cacheHits(),
                opener.cacheMisses(),
                longestHolder(false));
    }

    // Closing --------------------------------------------------------------------------------------------------------

    /** Refuses borrowers from now on; connections that come back are closed. */
    void refuseNewcomers() {
        stack.close();
        closeIdle();
    }

    private void closeIdle() {
        for (PhysicalConnection connection = stack.takeIdle(); connection != null; connection = stack.takeIdle()) {
            discard(connection, "the pool is closed");
        }
    }

    boolean isEmpty() {
        return stack.open() == 0 && apart.isEmpty();
    }

    void interruptAll() {
        for (PhysicalConnection connection : all) {
            if (connection.lease() != null) {
                connection.interrupt();
            }
        }
    }

    /** Takes the connections away from borrowers who did not give them back. */
    void revokeAll() {
        for (PhysicalConnection connection : all) {
            Lease lease = connection.lease();
            if (lease != null && connection.endLease(lease)) {
                lease.session().revoke("the database was closed while it was out");
                discard(connection, "revoked at close");
            }
        }
    }
}
