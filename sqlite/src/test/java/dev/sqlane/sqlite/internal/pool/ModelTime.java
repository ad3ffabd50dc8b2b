package dev.sqlane.sqlite.internal.pool;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Time for the model checker. It must not depend on the machine's clock, and a park must end by an unpark or an interrupt alone:
 * Lincheck 3.7 lets {@link LockSupport#park} return for no reason at any moment, behind which a lost wake-up would hide. So a
 * park here asks for a permit of its own until it gets one, and a wake-up that was lost shows as a thread that never ends.
 */
final class ModelTime implements TimeSource {
    private final ConcurrentHashMap<Thread, AtomicBoolean> permits = new ConcurrentHashMap<>();
    private final AtomicLong now = new AtomicLong();
    private final long step;

    /** @param step by how much each look at the clock moves it; zero for a clock that stands still */
    ModelTime(Duration step) {
        this.step = step.toNanos();
    }

    @Override
    public long nanoTime() {
        return step == 0 ? 0 : now.addAndGet(step);
    }

    @Override
    public void park(Object blocker, long nanos) {
        AtomicBoolean permit = permit(Thread.currentThread());
        if (nanos == Impatience.NANOS) {
            // The time is up at once: how long that takes is a matter of who runs meanwhile.
            permit.set(false);
            return;
        }
        while (!permit.compareAndSet(true, false) && !Thread.currentThread().isInterrupted()) {
            LockSupport.park(blocker);
        }
    }

    @Override
    public void unpark(Thread thread) {
        permit(thread).set(true);
        LockSupport.unpark(thread);
    }

    private AtomicBoolean permit(Thread thread) {
        return permits.computeIfAbsent(thread, key -> new AtomicBoolean());
    }

    /** Returns a deadline that never passes. */
    Deadline patient() {
        return new Deadline(new Impatience(this, Integer.MAX_VALUE), Duration.ofDays(1));
    }

    /** Returns a deadline that has passed already. */
    Deadline passed() {
        return new Deadline(new Impatience(this, Integer.MAX_VALUE), Duration.ZERO);
    }

    /**
     * Returns a deadline that passes after one park.
     *
     * @param readings how often the clock is read until then
     */
    Deadline impatient(int readings) {
        return new Deadline(new Impatience(this, readings), Duration.ofNanos(Impatience.NANOS));
    }

    /** A clock for one call, which moves once, after some readings. */
    private static final class Impatience implements TimeSource {
        static final long NANOS = 1;

        private final ModelTime parking;
        private int readings;

        Impatience(ModelTime parking, int readings) {
            this.parking = parking;
            this.readings = readings;
        }

        @Override
        public long nanoTime() {
            return readings-- > 0 ? 0 : NANOS;
        }

        @Override
        public void park(Object blocker, long nanos) {
            parking.park(blocker, nanos);
        }

        @Override
        public void unpark(Thread thread) {
            parking.unpark(thread);
        }
    }
}
