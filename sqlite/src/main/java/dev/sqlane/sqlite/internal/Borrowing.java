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
import java.util.function.Consumer;
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

    /** Makes what a borrower is given for a lease. {@code giveBack} runs once: on close, or when the borrower is found lost. */
    @FunctionalInterface
    interface Wrapper<T> {
        T wrap(Lease lease, Duration waited, Consumer<Lease> giveBack);
    }

    /** Lends a connection, for which its borrower has waited so long, as a JDBC connection. */
    Connection lend(Lease lease, Duration waited, Consumer<Lease> giveBack) {
        OneSession session = new OneSession(lease.session());
        SessionConnection handle = new SessionConnection(session);
        session.returnTo(begin(lease, waited, giveBack, handle));
        return handle;
    }

    /** Lends a connection to an owner who has use for it now and then: it is taken back when the owner is found lost. */
    Lender.Loan lend(Lease lease, Duration waited, Consumer<Lease> giveBack, Object owner) {
        return begin(lease, waited, giveBack, owner);
    }

    private Loan begin(Lease lease, Duration waited, Consumer<Lease> giveBack, Object owner) {
        Task task = lease.session().task();
        if (events.isListening()) {
            events.unitStarted(role, task, waited);
        }
        Loan loan = new Loan(this, lease, events.flight().run(role, task), giveBack, owner);
        lease.keep(loan);
        return loan;
    }

    /** What is to be done when a handle is closed or lost, once. */
    private static final class Loan extends LeakWatch.Watched implements SessionConnection.Returner, Lender.Loan {
        private static final VarHandle ENDED = endedHandle();

        private final Borrowing borrowing;
        private final Lease lease;
        private final Span span;
        private final Consumer<Lease> giveBack;

        /** False to true, once, by {@link #ENDED}: a handle may be found lost while the close that was its last use still runs. */
        @SuppressWarnings("unused")
        private volatile boolean ended;

        Loan(Borrowing borrowing, Lease lease, Span span, Consumer<Lease> giveBack, Object owner) {
            super(owner, borrowing.watch);
            this.borrowing = borrowing;
            this.lease = lease;
            this.span = span;
            this.giveBack = giveBack;
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
                    borrowing.end(lease, giveBack);
                } finally {
                    span.end(null);
                }
                SQLException failure = lease.session().lateFailure();
                if (failure != null) {
                    throw failure;
                }
            }
        }

        @Override
        void lost() {
            if (ENDED.compareAndSet(this, false, true)) {
                borrowing.lost(lease, giveBack);
            }
        }
    }

    private void end(Lease lease, Consumer<Lease> giveBack) {
        try {
            giveBack.accept(lease);
        } finally {
            if (events.isListening()) {
                events.unitEnded(role, lease.session().task(), held(lease), null);
            }
        }
    }

    private Duration held(Lease lease) {
        return Duration.ofNanos(time.nanoTime() - lease.sinceNanos());
    }

    private void lost(Lease lease, Consumer<Lease> giveBack) {
        leaked.increment();
        Throwable borrowed = lease.borrowedAt();
        if (borrowed == null) {
            borrowed = stacks.missing(lease.session().task(), lease.thread());
        }
        try {
            end(lease, giveBack);
        } finally {
            events.connectionLeaked(role, held(lease), borrowed);
        }
    }
}
