package dev.sqlane.sqlite.internal;

import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.dropin.Lender;
import dev.sqlane.sqlite.internal.flight.Span;
import dev.sqlane.sqlite.internal.jdbc.OneSession;
import dev.sqlane.sqlite.internal.jdbc.SessionConnection;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lends JDBC connections out of one pool, and takes back those that were lost without {@code close}: when the handle becomes
 * garbage, so that nobody can use it any more, its connection returns to the pool and the stack that borrowed it is
 * reported.
 */
final class Borrowing {
    private final Role role;
    private final TimeSource time;
    private final EventHub events;
    private final LeakWatch watch;
    private final BorrowerStacks stacks;
    private final LongAdder leaked = new LongAdder();

    Borrowing(Role role, TimeSource time, EventHub events, LeakWatch watch, boolean recordStacks) {
        this.role = role;
        this.time = time;
        this.events = events;
        this.watch = watch;
        this.stacks = new BorrowerStacks(recordStacks, time.nanoTime());
    }

    long leaked() {
        return leaked.sum();
    }

    /** Records where a connection is being borrowed, if that is wanted. */
    @Nullable
    Throwable stack(Task task, long nowNanos) {
        return stacks.record(task, nowNanos);
    }

    /** Where a connection goes when its borrower is done with it. One of the two is called, once. */
    @FunctionalInterface
    interface Home {
        /** On close, or when the borrower is found lost; an open transaction is rolled back. */
        void giveBack(Lease lease);

        /** Tells whether a transaction is to be committed by {@link #commit}, along with those of others. */
        default boolean sharesCommits() {
            return false;
        }

        /** Tells whether the transaction is part of one that others have begun. */
        default boolean isPart() {
            return false;
        }

        /** Commits the open transaction, perhaps along with those of others, and takes the connection. */
        default void commit(Lease lease) throws SQLException {
            try {
                lease.session().commit();
            } finally {
                giveBack(lease);
            }
        }
    }

    /** Makes what a borrower is given for a lease. */
    @FunctionalInterface
    interface Wrapper<T> {
        T wrap(Lease lease, Duration waited, Home home);
    }

    /** Lends a connection, for which its borrower has waited so long, as a JDBC connection. */
    Connection lend(Lease lease, Duration waited, Home home) {
        OneSession session = new OneSession(lease.session());
        SessionConnection handle = new SessionConnection(session);
        session.returnTo(begin(lease, waited, home, handle));
        return handle;
    }

    /** Lends a connection to an owner who has use for it now and then: it is taken back when the owner is found lost. */
    Lender.Loan lend(Lease lease, Duration waited, Home home, Object owner) {
        return begin(lease, waited, home, owner);
    }

    private Loan begin(Lease lease, Duration waited, Home home, Object owner) {
        Task task = lease.session().task();
        if (events.isListening()) {
            events.unitStarted(role, task, waited);
        }
        Loan loan = new Loan(this, lease, events.flight().run(role, task), home, owner);
        lease.keep(loan);
        return loan;
    }

    /** What is to be done when a handle is closed or lost, once. */
    private static final class Loan extends LeakWatch.Watched implements SessionConnection.Returner, Lender.Loan {
        private static final VarHandle ENDED = endedHandle();

        private final Borrowing borrowing;
        private final Lease lease;
        private final Span span;
        private final Home home;

        /** False to true, once, by {@link #ENDED}: a handle may be found lost while the close that was its last use still runs. */
        @SuppressWarnings("unused")
        private volatile boolean ended;

        Loan(Borrowing borrowing, Lease lease, Span span, Home home, Object owner) {
            super(owner, borrowing.watch);
            this.borrowing = borrowing;
            this.lease = lease;
            this.span = span;
            this.home = home;
        }

        private static VarHandle endedHandle() {
            try {
                return MethodHandles.lookup().findVarHandle(Loan.class, "ended", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @Override
        public Session session() {
            return lease.session();
        }

        @Override
        public void giveBack() throws SQLException {
            if (ENDED.compareAndSet(this, false, true)) {
                try {
                    borrowing.end(lease, home);
                    span.end(null);
                } catch (Error e) {
                    // Perhaps it did not get as far as the home: whoever finds it lost tries again, which is harmless
                    // where it did.
                    ended = false;
                    throw e;
                }
                SQLException failure = lease.session().lateFailure();
                if (failure != null) {
                    throw failure;
                }
            }
        }

        @Override
        public boolean sharesCommits() {
            return home.sharesCommits();
        }

        @Override
        public void abandon() {
            lease.abandon();
        }

        @Override
        public boolean isPart() {
            return home.isPart();
        }

        @Override
        public void commit() throws SQLException {
            if (ENDED.compareAndSet(this, false, true)) {
                try {
                    borrowing.commit(lease, home, span);
                } catch (Error e) {
                    // As in giveBack.
                    ended = false;
                    throw e;
                }
            } else {
                lease.session().checkOpen();
            }
        }

        @Override
        void lost() {
            if (ENDED.compareAndSet(this, false, true)) {
                borrowing.lost(lease, home);
            }
        }
    }

    private void end(Lease lease, Home home) {
        try {
            home.giveBack(lease);
        } finally {
            if (events.isListening()) {
                events.unitEnded(role, lease.session().task(), held(lease), null);
            }
        }
    }

    private void commit(Lease lease, Home home, Span span) throws SQLException {
        Throwable failure = null;
        try {
            home.commit(lease);
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            span.end(failure);
            if (events.isListening()) {
                events.unitEnded(role, lease.session().task(), held(lease), failure);
            }
        }
    }

    private Duration held(Lease lease) {
        return Duration.ofNanos(time.nanoTime() - lease.sinceNanos());
    }

    private void lost(Lease lease, Home home) {
        // The borrower's thread may ask for another one meanwhile, and waits for this to end.
        lease.abandon();
        leaked.increment();
        Throwable borrowed = lease.borrowedAt();
        if (borrowed == null) {
            borrowed = stacks.missing(lease.session().task(), lease.thread());
        }
        try {
            end(lease, home);
        } finally {
            events.connectionLeaked(role, held(lease), borrowed);
        }
    }
}
