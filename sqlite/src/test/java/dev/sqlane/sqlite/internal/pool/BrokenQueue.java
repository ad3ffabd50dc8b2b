package dev.sqlane.sqlite.internal.pool;

import dev.sqlane.SqlaneException;
import dev.sqlane.WaitInterruptedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * {@link WriteQueue} with one mistake of choice, for the same reason as {@link BrokenStack}. With {@link Flaw#NONE} it does the same
 * as the real one.
 */
final class BrokenQueue implements Turnstile<BrokenQueue.Place> {
    enum Flaw {
        NONE,
        /** Gives up without asking whether it was handed the ownership in the meantime. */
        FORGETS_THE_HAND_OVER,
        /** Wakes the heir before it is one. */
        WAKES_BEFORE_IT_HANDS_OVER
    }

    static final class Place {
        private final Thread thread = Thread.currentThread();
        private volatile boolean waiting = true;
        private volatile boolean failed;
    }

    private final Flaw flaw;
    private final TimeSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Place> queue = new ArrayDeque<>();
    private @Nullable Place owner;

    BrokenQueue(Flaw flaw, TimeSource time) {
        this.flaw = flaw;
        this.time = time;
    }

    @Override
    public Place enter(Deadline deadline) throws SqlaneException {
        Place place = new Place();
        lock.lock();
        try {
            if (owner == null) {
                place.waiting = false;
                owner = place;
                return place;
            }
            queue.add(place);
        } finally {
            lock.unlock();
        }
        while (place.waiting) {
            long remaining = deadline.remainingNanos();
            if (remaining <= 0) {
                if (withdraw(place)) {
                    throw Lender.passed();
                }
            } else if (Thread.interrupted()) {
                boolean withdrawn = withdraw(place);
                Thread.currentThread().interrupt();
                if (withdrawn) {
                    throw new WaitInterruptedException("interrupted", null);
                }
            } else {
                time.park(this, remaining);
            }
        }
        if (place.failed) {
            throw Turnstile.together();
        }
        return place;
    }

    private boolean withdraw(Place place) {
        lock.lock();
        try {
            if (flaw != Flaw.FORGETS_THE_HAND_OVER && !place.waiting) {
                return false;
            }
            queue.remove(place);
            place.waiting = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void leave(Place place) {
        if (flaw == Flaw.WAKES_BEFORE_IT_HANDS_OVER) {
            wake(first());
        }
        Place heir;
        lock.lock();
        try {
            heir = queue.poll();
            owner = heir;
            if (heir != null) {
                heir.waiting = false;
            }
        } finally {
            lock.unlock();
        }
        if (flaw != Flaw.WAKES_BEFORE_IT_HANDS_OVER) {
            wake(heir);
        }
    }

    private @Nullable Place first() {
        lock.lock();
        try {
            return queue.peek();
        } finally {
            lock.unlock();
        }
    }

    private void wake(@Nullable Place place) {
        if (place != null) {
            time.unpark(place.thread);
        }
    }

    @Override
    public void failWaiting() {
        lock.lock();
        try {
            for (Place place = queue.poll(); place != null; place = queue.poll()) {
                place.failed = true;
                place.waiting = false;
                wake(place);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOwned() {
        lock.lock();
        try {
            return owner != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }
}
