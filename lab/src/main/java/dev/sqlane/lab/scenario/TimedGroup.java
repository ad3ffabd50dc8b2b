package dev.sqlane.lab.scenario;

import java.time.Duration;

/** Threads of a {@link TimedThreads} that do the same, and what they did. To be asked when the run is over. */
public sealed class TimedGroup permits ScheduledGroup {
    private final Latencies latencies = new Latencies();
    private final double seconds;

    TimedGroup(Duration duration) {
        this.seconds = duration.toNanos() / 1e9;
    }

    /** The life of one thread. */
    void live(TimedThreads.Work work, RunClock clock) throws Exception {
        Latencies own = new Latencies();
        try {
            long begin = System.nanoTime();
            while (!clock.overAt(begin)) {
                boolean done = work.once(clock);
                long end = System.nanoTime();
                if (done && clock.measuringAt(end)) {
                    own.record(end - begin);
                }
                begin = end;
            }
        } finally {
            add(own);
        }
    }

    final void add(Latencies own) {
        synchronized (latencies) {
            latencies.add(own);
        }
    }

    /** Returns how many pieces counted. */
    public final long completed() {
        return latencies.count();
    }

    public final Latencies latencies() {
        return latencies;
    }

    /** Returns how long was measured. */
    public final double seconds() {
        return seconds;
    }

    public final double perSecond() {
        return completed() / seconds;
    }
}
