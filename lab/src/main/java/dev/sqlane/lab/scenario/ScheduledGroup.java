package dev.sqlane.lab.scenario;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that serve one schedule. Pieces of work are due at even distances, from the beginning of the warm-up on; the next one
 * goes to any thread that is free, and at once where it is overdue. So a piece that takes long delays no other as long as
 * there are free threads, and its latency, which counts from the time at which it was due, has in it what it waited for a
 * thread: a strategy that stands still for a second does not get away with one slow piece of work.
 *
 * <p>What counts is every piece that was due after the warm-up and before the end of the time, if a thread was free for it by then;
 * those that found none are {@linkplain #unserved counted} apart.
 */
public final class ScheduledGroup extends TimedGroup {
    /**
     * More than this after it was due, a piece is late. Longer than a time slice of the scheduler (some 4 ms) on a machine with
     * more threads than processors, so that being late is the strategy's doing.
     */
    public static final Duration LATE = Duration.ofMillis(10);

    private final double intervalNanos;
    private final AtomicLong next = new AtomicLong();
    private final LongAdder late = new LongAdder();
    private final LongAdder unserved = new LongAdder();

    ScheduledGroup(Duration duration, double perSecond) {
        super(duration);
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    @Override
    void live(TimedThreads.Work work, RunClock clock) throws Exception {
        Latencies own = new Latencies();
        try {
            while (true) {
                long due = clock.start() + Math.round(next.getAndIncrement() * intervalNanos);
                if (clock.overAt(due)) {
                    return;
                }
                boolean counts = clock.measuringAt(due);
                if (clock.over()) {
                    if (counts) {
                        unserved.increment();
                    }
                    continue;
                }
                parkUntil(due);
                if (work.once(clock) && counts) {
                    record(own, System.nanoTime() - due);
                }
            }
        } finally {
            add(own);
        }
    }

    private void record(Latencies own, long nanos) {
        own.record(nanos);
        if (nanos > LATE.toNanos()) {
            late.increment();
        }
    }

    private static void parkUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Returns how many pieces were late: done {@link #LATE} after they were due, or never begun. */
    public long late() {
        return late.sum() + unserved.sum();
    }

    /** Returns how many pieces were due in time and never begun, because the threads did not keep up. */
    public long unserved() {
        return unserved.sum();
    }

    /** Returns what a reader of the latencies must know, if there is anything. */
    public List<String> remarks(String pieces) {
        return unserved() == 0
                ? List.of()
                : List.of(unserved() + " " + pieces + " were due in time and never begun; they are in no latency");
    }
}
