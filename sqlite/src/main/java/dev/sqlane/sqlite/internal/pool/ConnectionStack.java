package dev.sqlane.sqlite.internal.pool;

import dev.sqlane.ClosedException;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool that hands out what was returned last, because its caches are warm. It knows nothing of SQLite.
 *
 * <p><b>State.</b> {@link #idle} is a stack of immutable nodes, changed by compare-and-set; each push makes a new node, so
 * that a node is never seen twice (no ABA). {@link #open} counts the items that exist or are being opened: it is raised
 * before an item is opened and lowered after one was discarded, and never exceeds {@link #maximum}. An item is in
 * {@code idle}, or belongs to exactly one borrower.
 *
 * <p><b>Waiting.</b> Waiters stand in a queue and only its head may take; so among waiters the order of arrival holds. A
 * newcomer may overtake them while the head has waited for less than {@link #OVERTAKING_NANOS}: strict order would force a
 * thread switch for each borrow as soon as there are more threads than items, and cost more than half of the
 * throughput of point reads. Afterwards newcomers queue. So no waiter is overtaken for longer than that bound.
 *
 * <p><b>No lost wake-up.</b> A waiter enqueues itself and then looks for an item before it parks; a returner pushes the item and
 * then looks for a waiter. Both accesses are volatile, so at least one of them sees the other. A waiter that gives up
 * passes its signal on.
 */
public final class ConnectionStack<T> {
    /** For how long newcomers may overtake a waiter: 1 ms, the bound that Go's mutex uses before it turns strict. */
    static final long OVERTAKING_NANOS = 1_000_000;

    /** Opens one item; called without any lock, by the borrower who is to have it. */
    @FunctionalInterface
    public interface Opener<T> {
        T open(Deadline deadline) throws SQLException;
    }

    private record Node<T>(T item, @Nullable Node<T> next) {}

    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        final long sinceNanos;
        /** Set by the returner that wakes this waiter, cleared by the waiter before it looks: at most one wake-up under way. */
        final AtomicBoolean signalled = new AtomicBoolean();

        Waiter(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    private final int maximum;
    private final TimeSource time;
    private final Events events;
    private final Opener<T> opener;
    private final AtomicReference<@Nullable Node<T>> idle = new AtomicReference<>();
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    /** False to true, once. */
    private volatile boolean closed;

    public ConnectionStack(int maximum, TimeSource time, Events events, Opener<T> opener) {
        this.maximum = maximum;
        this.time = time;
        this.events = events;
        this.opener = opener;
    }

    /**
     * Takes the most recently returned item, or opens one while there are fewer than the maximum, or waits.
     *
     * @param onDeadline makes the exception to throw when the deadline passes
     * @throws SQLException if an item could not be opened
     */
    public T borrow(Task task, Deadline deadline, Supplier<SqlaneException> onDeadline) throws SQLException {
        if (closed) {
            throw closed(task);
        }
        Waiter head = waiters.peek();
        if (head == null || time.nanoTime() - head.sinceNanos < OVERTAKING_NANOS) {
            T item = pop();
            if (item != null) {
                return item;
            }
            if (reserve()) {
                return openReserved(task, deadline);
            }
        }
        return await(task, deadline, onDeadline);
    }

    private T await(Task task, Deadline deadline, Supplier<SqlaneException> onDeadline) throws SQLException {
        Waiter waiter = new Waiter(time.nanoTime());
        boolean reserved = false;
        T item = null;
        try {
            waiters.add(waiter);
            events.waitStarted(Role.READ, task);
            while (true) {
                waiter.signalled.set(false);
                if (closed) {
                    throw closed(task);
                }
                if (waiters.peek() == waiter) {
                    item = pop();
                    if (item != null) {
                        break;
                    }
                    reserved = reserve();
                    if (reserved) {
                        break;
                    }
                }
                long remaining = deadline.remainingNanos();
                if (remaining <= 0) {
                    throw onDeadline.get();
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new WaitInterruptedException(
                            "Task \"" + task.name() + "\" was interrupted after "
                                    + deadline.waited().toMillis()
                                    + " ms of waiting for a read connection; nothing of it has run.",
                            null);
                }
                time.park(this, remaining);
            }
        } finally {
            waiters.remove(waiter);
            // The next in line may be able to go on as well, or inherits the signal that this one did not use.
            signal();
        }
        return item != null ? item : openReserved(task, deadline);
    }

    private T openReserved(Task task, Deadline deadline) throws SQLException {
        boolean opened = false;
        try {
            if (closed) {
                // It was closed since this borrower looked; the closer may have seen nothing open.
                throw closed(task);
            }
            T item = opener.open(deadline);
            opened = true;
            return item;
        } finally {
            if (!opened) {
                discarded();
            }
        }
    }

    /** Takes an item back, to be the next that goes out. */
    public void giveBack(T item) {
        Node<T> top;
        do {
            top = idle.get();
        } while (!idle.compareAndSet(top, new Node<>(item, top)));
        signal();
    }

    /** Says that a borrowed item is no more, so that another may be opened in its place. */
    public void discarded() {
        open.decrementAndGet();
        signal();
    }

    /** Refuses borrowers from now on and wakes those who wait, who are refused as well. */
    public void close() {
        closed = true;
        for (Waiter waiter : waiters) {
            time.unpark(waiter.thread);
        }
    }

    public boolean isClosed() {
        return closed;
    }

    /** Takes an idle item for good, to close it; null if there is none. The caller calls {@link #discarded} afterwards. */
    public @Nullable T takeIdle() {
        return pop();
    }

    public int open() {
        return open.get();
    }

    public int idle() {
        int count = 0;
        for (Node<T> node = idle.get(); node != null; node = node.next()) {
            count++;
        }
        return count;
    }

    public int waiting() {
        return waiters.size();
    }

    private void signal() {
        Waiter head = waiters.peek();
        if (head != null && (idle.get() != null || open.get() < maximum) && head.signalled.compareAndSet(false, true)) {
            time.unpark(head.thread);
        }
    }

    private @Nullable T pop() {
        Node<T> top;
        do {
            top = idle.get();
            if (top == null) {
                return null;
            }
        } while (!idle.compareAndSet(top, top.next()));
        return top.item();
    }

    private boolean reserve() {
        int count;
        do {
            count = open.get();
            if (count >= maximum) {
                return false;
            }
        } while (!open.compareAndSet(count, count + 1));
        return true;
    }

    private static ClosedException closed(Task task) {
        return new ClosedException("Task \"" + task.name() + "\" was refused: the read pool is closed.", null);
    }
}
