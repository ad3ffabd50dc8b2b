package dev.sqlane.sqlite.internal.pool;

import java.util.concurrent.locks.LockSupport;

/** The clock and the sleeper of everything that waits, so that tests can steer time. */
public interface TimeSource {
    /** The machine's monotonic clock and the JVM's parking. */
    TimeSource SYSTEM = new TimeSource() {
        private final Alarm alarm = new Alarm(10_000_000_000L);

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void park(Object blocker, long nanos) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(blocker);
            } else if (nanos >= Alarm.SHORTEST_NANOS && VirtualThreads.runThis()) {
                alarm.park(blocker, nanos);
            } else {
                LockSupport.parkNanos(blocker, nanos);
            }
        }
    };

    long nanoTime();

    /** Waits for at most {@code nanos} ({@code Long.MAX_VALUE} for no limit), an unpark or an interrupt; may return early for no reason, as parking may. */
    void park(Object blocker, long nanos);

    /** Ends the park of that thread, or its next one. What is done before the call happens before the park returns. */
    default void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }
}
