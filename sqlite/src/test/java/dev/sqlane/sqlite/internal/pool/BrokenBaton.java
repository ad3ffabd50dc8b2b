package dev.sqlane.sqlite.internal.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The passing on of {@link WriteQueue} with one mistake of choice. With {@link Flaw#NONE} it does the same as the real one. */
final class BrokenBaton implements Baton<BrokenBaton.Place> {
    enum Flaw {
        NONE,
        /** Hands the ownership over before it says that its own place goes on: a heir that is quick settles it in vain. */
        STAYS_TOO_LATE,
        /** Settles without waking. */
        SETTLES_SILENTLY
    }

    private enum State {
        WAITING,
        OWNER,
        PASSED,
        GONE
    }

    static final class Place {
        private final Thread thread = Thread.currentThread();
        private volatile State state = State.WAITING;
    }

    private final Flaw flaw;
    private final TimeSource time;
    private final Object lock = new Object();
    private final Deque<Place> queue = new ArrayDeque<>();
    private @Nullable Place owner;

    BrokenBaton(Flaw flaw, TimeSource time) {
        this.flaw = flaw;
        this.time = time;
    }

    @Override
    public Place enter(Deadline deadline) {
        Place place = new Place();
        synchronized (lock) {
            if (owner == null) {
                place.state = State.OWNER;
                owner = place;
                return place;
            }
            queue.add(place);
        }
        while (place.state == State.WAITING) {
            time.park(this, deadline.remainingNanos());
        }
        return place;
    }

    @Override
    public boolean passOn(Place place) {
        Place heir;
        synchronized (lock) {
            heir = queue.poll();
            if (heir == null) {
                return false;
            }
            if (flaw != Flaw.STAYS_TOO_LATE) {
                place.state = State.PASSED;
            }
            heir.state = State.OWNER;
            owner = heir;
        }
        time.unpark(heir.thread);
        if (flaw == Flaw.STAYS_TOO_LATE) {
            place.state = State.PASSED;
        }
        return true;
    }

    @Override
    public void passBack(Place from, Place to) {
        synchronized (lock) {
            from.state = State.PASSED;
            to.state = State.OWNER;
            owner = to;
        }
        time.unpark(to.thread);
    }

    @Override
    public void settle(Place place) {
        place.state = State.GONE;
        if (flaw != Flaw.SETTLES_SILENTLY) {
            time.unpark(place.thread);
        }
    }

    @Override
    public boolean awaitSettled(Place place) {
        while (place.state == State.PASSED) {
            time.park(this, Long.MAX_VALUE);
        }
        return place.state == State.OWNER;
    }

    @Override
    public void leave(Place place) {
        Place heir;
        synchronized (lock) {
            place.state = State.GONE;
            heir = queue.poll();
            owner = heir;
            if (heir != null) {
                heir.state = State.OWNER;
            }
        }
        if (heir != null) {
            time.unpark(heir.thread);
        }
    }

    @Override
    public boolean isOwned() {
        synchronized (lock) {
            return owner != null || !queue.isEmpty();
        }
    }
}
