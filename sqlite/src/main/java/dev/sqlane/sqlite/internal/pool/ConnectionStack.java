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
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool that hands out what was returned last, because its caches are warm. It knows nothing of SQLite.
 *
 * <p><b>State.</b> {@link #idle} is a stack of immutable nodes, changed by compare-and-set; each push makes a new node, so
 * that a node is never seen twice (no ABA). On top of it each thread has a place in {@link #nearby} for what it returned last, which
 * is its own first choice and everybody else's last one: so threads that borrow and return all the time neither contend for the head of the
 * stack nor pull the state of each other's items from one core's cache into the other's. What is in a place when another item comes moves
 * on to the stack, so that one thread alone sees a stack. {@link #open} counts the items that exist or are being opened: it is raised before
 * an item is opened and lowered after one was discarded, and never exceeds {@link #maximum}. An item is in {@code nearby}, in
 * {@code idle}, or belongs to exactly one borrower.
 *
 * <p><b>Waiting.</b> Waiters stand in a queue, and only its head takes from the stack; so among waiters the order of arrival
 * holds. Newcomers may take what lies on the stack before them: strict order would force a thread switch for each borrow
 * as soon as there are more threads than items, and cost more than half of the throughput of point reads. But once the head has
 * waited for {@link #OVERTAKING_NANOS}, the next item that is returned is handed to it and doesn't touch the stack.
 *
 * <p><b>Handing over.</b> {@link Waiter#handed} goes once from null to the item, by a returner, or to {@link #GONE}, by the waiter: the
 * compare-and-set decides. A waiter that took another item in that moment gives the one handed to it back.
 *
 * <p><b>No lost wake-up.</b> A waiter enqueues itself and then looks for an item before it parks; a returner pushes the item and
 * then looks for a waiter. Both accesses are volatile, so at least one of them sees the other. A waiter that goes
 * passes its signal on.
 */
public final class ConnectionStack<T> {
    /**
     * For how long newcomers may overtake a waiter: 5 ms, about a time slice of the scheduler. {@code lab reads --threads 16} on 2
     * cores made 1.3 times as many reads a second as with 1 ms, and its 99th percentile fell from 1.1 to 0.1 ms, since
     * far fewer borrows had to wait.
     */
    static final long OVERTAKING_NANOS = 5_000_000;

    /** Opens one item; called without any lock, by the borrower who is to have it. */
    @FunctionalInterface
    public interface Opener<T> {
        T open(Deadline deadline) throws SQLException;
    }

    /** How many places there are, a power of two; threads share one where their numbers are equal by that modulus. */
    static final int PLACES = 16;

    /** In references: 128 bytes, so that two places never share a cache line, nor a pair of them that is fetched together. */
    private static final int STRIDE = 32;

    private record Node<T>(T item, @Nullable Node<T> next) {}

    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        final long sinceNanos;

        /** Null to an item that is handed over, or to {@link #GONE}. */
        final AtomicReference<@Nullable Object> handed = new AtomicReference<>();

        /** Set by the returner that wakes this waiter, cleared by the waiter before it looks: at most one wake-up under way. */
        final AtomicBoolean signalled = new AtomicBoolean();

        Waiter(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    /** Stands in a waiter that takes nothing from others any more. */
    private static final Object GONE = new Object();

    private final int maximum;
    private final TimeSource time;
    private final Events events;
    private final Opener<T> opener;
    /** Each place goes from null to an item, by a returner, and back, by whoever borrows it, or from one item to the next, by a returner. */
    private final AtomicReferenceArray<@Nullable T> nearby = new AtomicReferenceArray<>(PLACES * STRIDE);

    private final AtomicReference<@Nullable Node<T>> idle = new AtomicReference<>();
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    /** False to true, once: an item has been opened beyond the maximum. Saves everybody else the look at what all change. */
    private volatile boolean beyondMaximum;

    /** False to true, once. */
    private volatile boolean closed;

    public ConnectionStack(int maximum, TimeSource time, Events events, Opener<T> opener) {
        this.maximum = maximum;
        this.time = time;
        this.events = events;
        this.opener = opener;
    }

    /**
     * Takes the most recently returned item if there is one.
     *
     * @return null where there is none; {@link #borrow} may open one or waits
     */
    public @Nullable T tryBorrow(Task task) throws SqlaneException {
        if (closed) {
            throw closed(task);
        }
        return pop();
    }

    /**
     * Takes the most recently returned item, or opens one while there are fewer than the maximum, or waits.
     *
     * @param onDeadline makes the exception to throw when the deadline passes
     * @throws SQLException if an item could not be opened
     */
    public T borrow(Task task, Deadline deadline, Supplier<SqlaneException> onDeadline) throws SQLException {
        T item = tryBorrow(task);
        if (item != null) {
            return item;
        }
        if (reserve()) {
            return openReserved(task, deadline);
        }
        return await(task, deadline, onDeadline);
    }

    /**
     * As {@link #borrow}, but opens one beyond the maximum rather than wait. For somebody for whom those may wait who have the others. Whoever gives one back while
     * {@link #isOverfull} closes it instead.
     */
    public T borrowAtOnce(Task task, Deadline deadline) throws SQLException {
        T item = tryBorrow(task);
        if (item != null) {
            return item;
        }
        beyondMaximum = true;
        open.incrementAndGet();
        return openReserved(task, deadline);
    }

    /** Tells whether more are open than the maximum. */
    public boolean isOverfull() {
        return beyondMaximum && open.get() > maximum;
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
                item = handedTo(waiter);
                if (item != null) {
                    break;
                }
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
                if (deadline.isInterrupted()) {
                    throw new WaitInterruptedException(
                            "Task \"" + task.name() + "\" was ended by another thread after "
                                    + deadline.waited().toMillis()
                                    + " ms of waiting for a read connection; nothing of it has run.",
                            null);
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
            if (waiter.handed.compareAndSet(null, GONE)) {
                waiters.remove(waiter);
            } else {
                T handed = handedTo(waiter);
                if (handed != null && handed != item) {
                    giveBack(handed);
                }
            }
            // The next in line may be able to go on as well, or inherits the signal that this one did not use.
            signal();
            events.waitEnded(Role.READ, task, deadline.waited());
        }
        return item != null ? item : openReserved(task, deadline);
    }

    @SuppressWarnings("unchecked") // only giveBack puts anything else than GONE there
    private @Nullable T handedTo(Waiter waiter) {
        Object handed = waiter.handed.get();
        return handed == GONE ? null : (T) handed;
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
        if (handOver(item)) {
            return;
        }
        T before = nearby.getAndSet(ownPlace(), item);
        if (before != null) {
            push(before);
        }
        signal();
    }

    private void push(T item) {
        Node<T> top;
        do {
            top = idle.get();
        } while (!idle.compareAndSet(top, node(item, top)));
    }

    private Node<T> node(T item, @Nullable Node<T> next) {
        try {
            return new Node<>(item, next);
        } catch (OutOfMemoryError e) {
            // It is lost, but another may be opened in its stead.
            discarded();
            throw e;
        }
    }

    /** Hands an item to the waiter that has been overtaken for long enough, if there is one. */
    private boolean handOver(T item) {
        Waiter head = waiters.peek();
        while (head != null && time.nanoTime() - head.sinceNanos >= OVERTAKING_NANOS) {
            boolean handed = head.handed.compareAndSet(null, item);
            // Where it was not, the head has gone or been served, and is not out of the queue yet.
            waiters.remove(head);
            if (handed) {
                time.unpark(head.thread);
                return true;
            }
            head = waiters.peek();
        }
        return false;
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
        for (int place = 0; place < nearby.length(); place += STRIDE) {
            if (nearby.get(place) != null) {
                count++;
            }
        }
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
        if (head != null && (open.get() < maximum || idle() > 0) && head.signalled.compareAndSet(false, true)) {
            time.unpark(head.thread);
        }
    }

    private static int ownPlace() {
        return placeOf(Thread.currentThread().getId());
    }

    static int placeOf(long threadId) {
        return (int) (threadId & (PLACES - 1)) * STRIDE;
    }

    private @Nullable T pop() {
        int own = ownPlace();
        T item = takeFrom(own);
        if (item == null) {
            item = popFromStack();
        }
        for (int offset = STRIDE; item == null && offset < nearby.length(); offset += STRIDE) {
            item = takeFrom((own + offset) % nearby.length());
        }
        return item;
    }

    private @Nullable T takeFrom(int place) {
        T item = nearby.get(place);
        return item != null && nearby.compareAndSet(place, item, null) ? item : null;
    }

    private @Nullable T popFromStack() {
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
