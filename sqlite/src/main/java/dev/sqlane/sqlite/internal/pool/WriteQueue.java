package dev.sqlane.sqlite.internal.pool;

import dev.sqlane.ClosedException;
import dev.sqlane.Events;
import dev.sqlane.MisuseException;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The first-come first-served queue before the write connection. It knows nothing of SQLite: it decides who owns the one
 * thing that there is.
 *
 * <p><b>Ownership.</b> At any moment the connection belongs to the queue ({@code owner == null}, then nobody waits) or
 * to exactly one {@link Place}. {@link #leave} hands it straight to the longest waiting place: nobody can overtake, which
 * costs a thread switch for each hand-over between platform threads, and buys that no waiter can starve.
 *
 * <p><b>Passing on.</b> An owner that shares what it began with the next in line, an open transaction, passes the ownership on by
 * {@link #passOn} and stays: its place is {@code PASSED} until somebody who owns the connection {@linkplain #settle settles} it
 * or {@linkplain #passBack passes the ownership back} to it.
 *
 * <p><b>Thread-safety.</b> All state is guarded by {@link #lock}, held for a few instructions and never while
 * parked. A waiter reads {@link Place#state} without the lock: it is volatile, and only a holder of the lock writes it. What
 * the previous owner did happens before what the next one does, by way of that lock.
 *
 * <p><b>On every way out</b> of {@link #enter} the caller either owns the connection and must {@code leave}, or has no
 * place in the queue: a deadline, an interrupt of the thread or of the deadline, a close and a collective failure all unlink the place first.
 */
public final class WriteQueue {
    private final Events events;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@link #lock}. */
    private @Nullable Place owner;

    /** The ends of a doubly linked list of the places that are {@code WAITING}. Guarded by {@link #lock}. */
    private @Nullable Place first;

    private @Nullable Place last;
    private int waiting;
    private boolean closed;

    public WriteQueue(Events events) {
        this.events = events;
    }

    /** One caller's place: in the queue first, then the ownership itself. Used by one thread at a time. */
    public static final class Place {
        /**
         * Legal transitions, all but the last made under the queue's lock: NEW to WAITING or to OWNER; WAITING to OWNER (handed over), to FAILED (collective
         * failure, close) or to GONE (its own deadline or interrupt, or that of its deadline); OWNER to GONE (left) or to PASSED (passed on);
         * PASSED to OWNER (passed back) or to GONE (settled).
         */
        private enum State {
            NEW,
            WAITING,
            OWNER,
            PASSED,
            FAILED,
            GONE
        }

        private final Task task;

        /** Of the caller; one that passes the ownership on may be another. Written by the owner, with the queue's lock held. */
        private volatile Thread thread;

        private final TimeSource time;
        private final long sinceNanos;
        private final boolean closer;
        private final boolean joins;
        private volatile State state = State.NEW;

        /** False to true, once, by any thread. */
        private volatile boolean abandoned;

        private @Nullable Function<Place, SqlaneException> failure;
        private @Nullable Place previous;
        private @Nullable Place next;

        Place(Task task, TimeSource time, boolean joins, boolean closer) {
            this.task = task;
            this.joins = joins;
            this.thread = Thread.currentThread();
            this.time = time;
            this.sinceNanos = time.nanoTime();
            this.closer = closer;
        }

        /** Says that another thread gives the ownership up, or will: this place's thread may wait for that like everybody. */
        public void abandon() {
            abandoned = true;
        }

        public Task task() {
            return task;
        }

        /** Gives the ownership away. Whoever stays waits on this thread, which need not be the one that came. */
        private void pass(boolean stays) {
            thread = Thread.currentThread();
            state = stays ? State.PASSED : State.GONE;
        }

        /** Tells whether the connection is this place's. */
        public boolean isOwner() {
            return state == State.OWNER;
        }

        public Thread thread() {
            return thread;
        }

        /** Tells whether it may be passed what an owner before it has begun. */
        public boolean joins() {
            return joins;
        }

        /** Returns when the place was taken, by {@link TimeSource#nanoTime}. */
        public long sinceNanos() {
            return sinceNanos;
        }
    }

    /**
     * Waits for ownership in order of arrival.
     *
     * @param joins whether the ownership may be {@linkplain #passOn passed on} to this place
     * @param onDeadline makes the exception to throw when the deadline passes; called without the lock, with the owner at
     *     that moment
     * @throws MisuseException at once, if this thread owns the connection already, and nobody else is going to give it up
     */
    public Place enter(
            Task task, Deadline deadline, boolean joins, Function<@Nullable Place, SqlaneException> onDeadline)
            throws SqlaneException {
        return enter(new Place(task, deadline.time(), joins, false), deadline, false, onDeadline);
    }

    /** As {@link #enter}, at the head of those who wait: for the engine's own short work, which they can't go on for long without. */
    public Place enterFirst(Task task, Deadline deadline, Function<@Nullable Place, SqlaneException> onDeadline)
            throws SqlaneException {
        return enter(new Place(task, deadline.time(), false, false), deadline, true, onDeadline);
    }

    private Place enter(
            Place place, Deadline deadline, boolean atHead, Function<@Nullable Place, SqlaneException> onDeadline)
            throws SqlaneException {
        boolean owned = false;
        try {
            if (!ownOrLink(place, atHead)) {
                events.waitStarted(Role.WRITE, place.task);
                try {
                    await(place, deadline, onDeadline);
                } finally {
                    events.waitEnded(Role.WRITE, place.task, deadline.waited());
                }
            }
            owned = true;
            return place;
        } finally {
            if (!owned) {
                abandon(place);
            }
        }
    }

    /** Returns whether the place owns the connection already; else it is among those who wait. */
    private boolean ownOrLink(Place place, boolean atHead) throws SqlaneException {
        Task task = place.task;
        try {
            lock.lock();
            if (closed) {
                throw closed(task);
            }
            if (owner == null) {
                own(place);
                return true;
            }
            if (owner.thread == place.thread && !owner.abandoned) {
                throw new MisuseException(
                        "Task \"" + task.name() + "\" asked for the write connection on thread "
                                + place.thread.getName() + ", which holds it already for task \"" + owner.task.name()
                                + "\": it would wait for itself. Use the connection that the thread has, or give it back first.",
                        null);
            }
            if (atHead) {
                linkFirst(place);
            } else {
                link(place);
            }
            return false;
        } finally {
            unlock();
        }
    }

    /**
     * Releases the lock. At the end of a thread's stack {@code lock()} may throw a StackOverflowError although it has taken the lock, so it is called
     * inside the {@code try}; and the call of this method may be one too many, which the next one makes good.
     */
    private void unlock() {
        while (lock.isHeldByCurrentThread()) {
            lock.unlock();
        }
    }

    private void await(Place place, Deadline deadline, Function<@Nullable Place, SqlaneException> onDeadline)
            throws SqlaneException {
        while (place.state == Place.State.WAITING) {
            long remaining = deadline.remainingNanos();
            if (remaining <= 0) {
                Place holder = owner();
                if (withdraw(place)) {
                    throw onDeadline.apply(holder);
                }
            } else if (deadline.isInterrupted()) {
                if (withdraw(place)) {
                    throw new WaitInterruptedException(
                            "Task \"" + place.task.name() + "\" was ended by another thread after "
                                    + deadline.waited().toMillis() + " ms in the write queue; nothing of it has run.",
                            null);
                }
            } else if (Thread.interrupted()) {
                boolean withdrawn = withdraw(place);
                Thread.currentThread().interrupt();
                if (withdrawn) {
                    throw new WaitInterruptedException(
                            "Task \"" + place.task.name() + "\" was interrupted after "
                                    + deadline.waited().toMillis() + " ms in the write queue; nothing of it has run.",
                            null);
                }
            } else {
                deadline.time().park(this, remaining);
            }
        }
        if (place.state == Place.State.FAILED) {
            // The failure was written before the volatile state. It is made here, off the lock and with this thread's
            // stack.
            Function<Place, SqlaneException> failure = place.failure;
            throw failure != null ? failure.apply(place) : closed(place.task);
        }
    }

    /** Takes a waiting place out. Returns false where it was handed the ownership, or failed, in the meantime. */
    private boolean withdraw(Place place) {
        try {
            lock.lock();
            if (place.state != Place.State.WAITING) {
                return false;
            }
            unlink(place);
            place.state = Place.State.GONE;
            return true;
        } finally {
            unlock();
        }
    }

    /** Takes out a place whose caller leaves with an exception: most have been taken out already, not after an Error. */
    private void abandon(Place place) {
        if (place.state == Place.State.WAITING) {
            withdraw(place);
        }
        if (place.state == Place.State.OWNER) {
            leave(place);
        }
    }

    /** Gives the ownership to the next in line. Called by whoever owns it; once more, if an error came in between. */
    public void leave(Place place) {
        Place heir = null;
        try {
            lock.lock();
            checkOwner(place);
            heir = first;
            if (heir != null) {
                unlink(heir);
                // No call from here on: it could be one too many for the stack, and leave the work half done.
                heir.state = Place.State.OWNER;
            }
            owner = heir;
            place.state = Place.State.GONE;
        } finally {
            try {
                unlock();
            } finally {
                if (heir != null) {
                    heir.time.unpark(heir.thread);
                }
            }
        }
    }

    /**
     * Gives the ownership to the next in line together with what the owner has begun, if that one {@linkplain Place#joins joins} and
     * {@code accepted} says so too. The caller's place stays, until it is settled or gets the ownership back: see
     * {@link #awaitSettled}.
     *
     * @param accepted called with the queue's lock held, so it must be short
     * @return whether it was passed on
     */
    public boolean passOn(Place place, Predicate<Place> accepted) {
        return passOn(place, true, accepted);
    }

    /** As {@link #passOn}, for an owner that has its outcome already: its place is given up. */
    public boolean leaveTo(Place place, Predicate<Place> accepted) {
        return passOn(place, false, accepted);
    }

    private boolean passOn(Place place, boolean stays, Predicate<Place> accepted) {
        Place heir;
        try {
            lock.lock();
            checkOwner(place);
            heir = first;
            if (heir == null || !heir.joins || !accepted.test(heir)) {
                return false;
            }
            unlink(heir);
            place.pass(stays);
            own(heir);
        } finally {
            unlock();
        }
        heir.time.unpark(heir.thread);
        return true;
    }

    /** Gives the ownership to a place that has passed it on before; {@code from} stays passed on, or is gone. */
    public void passBack(Place from, Place to, boolean stays) {
        try {
            lock.lock();
            checkOwner(from);
            from.pass(stays);
            own(to);
        } finally {
            unlock();
        }
        to.time.unpark(to.thread);
    }

    /** Ends a place that has been passed on. Called once, by whoever knows how it ended. */
    public void settle(Place passed) {
        passed.state = Place.State.GONE;
        passed.time.unpark(passed.thread);
    }

    /**
     * Waits until a place that was passed on is settled or owns the connection again. Neither an interrupt nor a deadline ends that: what
     * was done in it can't be taken back by the caller. An interrupt is kept for later.
     *
     * @return whether it owns the connection again
     */
    public boolean awaitSettled(Place place) {
        boolean interrupted = false;
        while (place.state == Place.State.PASSED) {
            place.time.park(this, Long.MAX_VALUE);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return place.state == Place.State.OWNER;
    }

    /**
     * Tells whether {@code accepted} accepts one of the first {@code most} who wait; it is called with the queue's lock held.
     */
    public boolean anyWaiting(int most, Predicate<Place> accepted) {
        try {
            lock.lock();
            int seen = 0;
            for (Place place = first; place != null && seen < most; place = place.next) {
                if (accepted.test(place)) {
                    return true;
                }
                seen++;
            }
            return false;
        } finally {
            unlock();
        }
    }

    private void own(Place place) {
        place.state = Place.State.OWNER;
        owner = place;
    }

    private void checkOwner(Place place) {
        if (owner != place) {
            throw new IllegalStateException("task \"" + place.task.name() + "\" gives away what it does not own");
        }
    }

    /** Fails everybody who waits now, each with an exception of its own. The owner stays, and so does a waiting closer. */
    public void failWaiting(Function<Place, SqlaneException> failure) {
        List<Place> failed = new ArrayList<>();
        try {
            lock.lock();
            Place following;
            for (Place place = first; place != null; place = following) {
                following = place.next;
                if (!place.closer) {
                    // Before the place is taken out, so that it stays whole if this throws.
                    place.failure = failure;
                    failed.add(place);
                    unlink(place);
                    place.state = Place.State.FAILED;
                }
            }
        } finally {
            unlock();
            failed.forEach(place -> place.time.unpark(place.thread));
        }
    }

    /** Refuses newcomers from now on. Those who wait keep their places. */
    public void close() {
        try {
            lock.lock();
            closed = true;
        } finally {
            unlock();
        }
    }

    /**
     * Enters a closed queue, behind all who wait: once the closer owns the connection nobody comes after it.
     *
     * @return null where the deadline passed first
     */
    public @Nullable Place enterToClose(Task task, Deadline deadline) {
        Place place = new Place(task, deadline.time(), false, true);
        try {
            lock.lock();
            closed = true;
            if (owner == null) {
                own(place);
                return place;
            }
            link(place);
        } finally {
            unlock();
        }
        boolean interrupted = false;
        while (place.state == Place.State.WAITING) {
            long remaining = deadline.remainingNanos();
            if (remaining <= 0 && withdraw(place)) {
                break;
            }
            deadline.time().park(this, Math.max(1, remaining));
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return place.state == Place.State.OWNER ? place : null;
    }

    /** Returns who owns the connection, or null. */
    public @Nullable Place owner() {
        try {
            lock.lock();
            return owner;
        } finally {
            unlock();
        }
    }

    /** Tells whether the connection is owned by a place of the calling thread. */
    public boolean isOwnedByThisThread() {
        Place now = owner();
        return now != null && now.thread == Thread.currentThread();
    }

    /** Returns how many wait. */
    public int waiting() {
        try {
            lock.lock();
            return waiting;
        } finally {
            unlock();
        }
    }

    private static ClosedException closed(Task task) {
        return new ClosedException("Task \"" + task.name() + "\" was refused: the write pool is closed.", null);
    }

    private void link(Place place) {
        place.state = Place.State.WAITING;
        place.previous = last;
        if (last == null) {
            first = place;
        } else {
            last.next = place;
        }
        last = place;
        waiting++;
    }

    private void linkFirst(Place place) {
        place.state = Place.State.WAITING;
        place.next = first;
        if (first == null) {
            last = place;
        } else {
            first.previous = place;
        }
        first = place;
        waiting++;
    }

    private void unlink(Place place) {
        if (place.previous == null) {
            first = place.next;
        } else {
            place.previous.next = place.next;
        }
        if (place.next == null) {
            last = place.previous;
        } else {
            place.next.previous = place.previous;
        }
        place.previous = null;
        place.next = null;
        waiting--;
    }
}
