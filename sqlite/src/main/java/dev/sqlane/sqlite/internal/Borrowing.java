package dev.sqlane.sqlite.internal;

import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.jdbc.SessionConnection;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.lang.ref.Cleaner;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lends JDBC connections out of one pool, and takes back those that were lost without {@code close}: when the handle becomes
 * garbage, so that nobody can use it any more, its connection returns to the pool and the stack that borrowed it is
 * reported.
 */
final class Borrowing {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Role role;
    private final TimeSource time;
    private final EventHub events;
    private final BorrowerStacks stacks;
    private final LongAdder leaked = new LongAdder();

    Borrowing(Role role, TimeSource time, EventHub events, boolean recordStacks) {
        this.role = role;
        this.time = time;
        this.events = events;
        this.stacks = new BorrowerStacks(time, recordStacks);
    }

    long leaked() {
        return leaked.sum();
    }

    /** Records where a connection is being borrowed, if that is wanted. */
    @Nullable
    Throwable stack(Task task) {
        return stacks.record(task);
    }

    /** Wraps a lent connection. {@code giveBack} runs once: on close, or when the handle is found lost. */
    Connection lend(Lease lease, Consumer<Lease> giveBack) {
        Return back = new Return(this, lease, giveBack);
        // The cleaner holds `back`, so neither it nor the session may refer to the handle.
        SessionConnection handle = new SessionConnection(lease.session(), back::onClose);
        back.cleanable = CLEANER.register(handle, back);
        return handle;
    }

    private static final class Return implements Runnable {
        private final Borrowing borrowing;
        private final Lease lease;
        private final Consumer<Lease> giveBack;
        private final AtomicBoolean returned = new AtomicBoolean();
        private Cleaner.@Nullable Cleanable cleanable;

        Return(Borrowing borrowing, Lease lease, Consumer<Lease> giveBack) {
            this.borrowing = borrowing;
            this.lease = lease;
            this.giveBack = giveBack;
        }

        void onClose() {
            if (returned.compareAndSet(false, true)) {
                if (cleanable != null) {
                    // Runs run(), which finds that there is nothing left to do.
                    cleanable.clean();
                }
                giveBack.accept(lease);
            }
        }

        /** Runs when the handle was lost. */
        @Override
        public void run() {
            if (returned.compareAndSet(false, true)) {
                borrowing.lost(lease, giveBack);
            }
        }
    }

    private void lost(Lease lease, Consumer<Lease> giveBack) {
        leaked.increment();
        Throwable borrowed = lease.borrowedAt();
        if (borrowed == null) {
            borrowed = stacks.missing(lease.session().task(), lease.thread());
        }
        try {
            giveBack.accept(lease);
        } finally {
            events.connectionLeaked(role, Duration.ofNanos(time.nanoTime() - lease.sinceNanos()), borrowed);
        }
    }
}
