package dev.sqlane.sqlite.internal.pool;

import dev.sqlane.WaitInterruptedException;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link ConnectionStack} with one mistake of choice. It shows that the model checker would find that mistake, and so that its
 * silence about the real one says something. With {@link Flaw#NONE} it does the same as the real one.
 */
final class BrokenStack<T> implements Lender<T> {
    enum Flaw {
        NONE,
        /** Pushes used nodes again, so that a compare-and-set may take an old state for the present one (ABA). */
        REUSES_NODES,
        /** Parks without a second look, once it is in the queue. */
        PARKS_WITHOUT_A_SECOND_LOOK,
        /** Forgets a signal that came after its look. */
        CLEARS_ITS_SIGNAL_AFTER_THE_LOOK,
        /** Leaves the queue on a deadline without waking the next in line. */
        KEEPS_ITS_SIGNAL,
        /** Hands items over, and does not look whether it was given one as it gave up. */
        LOSES_WHAT_IS_HANDED_OVER,
        /** Counts in two steps, so that two may open the last one. */
        COUNTS_IN_TWO_STEPS
    }

    private static final class Node<T> {
        @Nullable
        T item;

        @Nullable
        Node<T> next;
    }

    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        final AtomicBoolean signalled = new AtomicBoolean();
        final AtomicReference<@Nullable Object> handed = new AtomicReference<>();
    }

    private final Flaw flaw;
    private final int maximum;
    private final TimeSource time;
    private final Supplier<T> opener;
    private final AtomicReference<@Nullable Node<T>> idle = new AtomicReference<>();
    private final AtomicReference<@Nullable Node<T>> used = new AtomicReference<>();
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    BrokenStack(Flaw flaw, int maximum, TimeSource time, Supplier<T> opener) {
        this.flaw = flaw;
        this.maximum = maximum;
        this.time = time;
        this.opener = opener;
    }

    @Override
    public T borrow(Deadline deadline) throws SQLException {
        T item = take();
        return item != null ? item : await(deadline);
    }

    private T await(Deadline deadline) throws SQLException {
        Waiter waiter = new Waiter();
        waiters.add(waiter);
        boolean served = false;
        boolean look = flaw != Flaw.PARKS_WITHOUT_A_SECOND_LOOK;
        try {
            while (true) {
                if (flaw != Flaw.CLEARS_ITS_SIGNAL_AFTER_THE_LOOK) {
                    waiter.signalled.set(false);
                }
                @SuppressWarnings("unchecked") // what was handed over, if anything
                T item = (T) waiter.handed.get();
                if (item == null && look && waiters.peek() == waiter) {
                    item = take();
                }
                if (item != null) {
                    served = true;
                    return item;
                }
                look = true;
                if (flaw == Flaw.CLEARS_ITS_SIGNAL_AFTER_THE_LOOK) {
                    waiter.signalled.set(false);
                }
                long remaining = deadline.remainingNanos();
                if (remaining <= 0) {
                    throw Lender.passed();
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new WaitInterruptedException("interrupted", null);
                }
                time.park(this, remaining);
            }
        } finally {
            waiters.remove(waiter);
            if (served || flaw != Flaw.KEEPS_ITS_SIGNAL) {
                signal();
            }
        }
    }

    private @Nullable T take() {
        T item = pop();
        return item == null && reserve() ? opener.get() : item;
    }

    @Override
    public void giveBack(T item) {
        Waiter head = flaw == Flaw.LOSES_WHAT_IS_HANDED_OVER ? waiters.peek() : null;
        if (head != null && head.handed.compareAndSet(null, item)) {
            waiters.remove(head);
            time.unpark(head.thread);
            return;
        }
        Node<T> node = flaw == Flaw.REUSES_NODES ? used.getAndSet(null) : null;
        if (node == null) {
            node = new Node<>();
        }
        node.item = item;
        Node<T> top;
        do {
            top = idle.get();
            node.next = top;
        } while (!idle.compareAndSet(top, node));
        signal();
    }

    @Override
    public void discarded() {
        open.decrementAndGet();
        signal();
    }

    private void signal() {
        Waiter head = waiters.peek();
        if (head != null && (idle.get() != null || open.get() < maximum) && head.signalled.compareAndSet(false, true)) {
            time.unpark(head.thread);
        }
    }

    private @Nullable T pop() {
        Node<T> top;
        Node<T> next;
        do {
            top = idle.get();
            if (top == null) {
                return null;
            }
            next = top.next;
        } while (!idle.compareAndSet(top, next));
        T item = top.item;
        used.compareAndSet(null, top);
        return item;
    }

    private boolean reserve() {
        if (flaw == Flaw.COUNTS_IN_TWO_STEPS) {
            return open.get() < maximum && open.incrementAndGet() > 0;
        }
        int count;
        do {
            count = open.get();
            if (count >= maximum) {
                return false;
            }
        } while (!open.compareAndSet(count, count + 1));
        return true;
    }

    @Override
    public int open() {
        return open.get();
    }

    /** Counts to one more than there may be: a flaw may have made a ring of the stack. */
    @Override
    public int idle() {
        int count = 0;
        for (Node<T> node = idle.get(); node != null && count <= maximum; node = node.next) {
            count++;
        }
        return count;
    }

    @Override
    public int waiting() {
        return waiters.size();
    }
}
