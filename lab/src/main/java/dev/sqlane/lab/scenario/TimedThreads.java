package dev.sqlane.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Threads that repeat a piece of work for a time. A warm-up comes first. What counts is what completes after it and
 * before the end of the time; a piece that is under way at the end is let finish, uncounted. For one run.
 */
public final class TimedThreads {
    /** What one thread repeats. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does one piece of work.
         *
         * @return whether it was done; otherwise it counts for nothing
         */
        boolean once(Window window) throws Exception;
    }

    /** Tells the time of the run. */
    public interface Window {
        /** Tells whether the warm-up is over and the time is not up. */
        boolean measuring();

        /** Tells whether the time is up. */
        boolean over();
    }

    /** Enough for the just-in-time compiler to have seen the code; the first round of a run needs it most. */
    private static final Duration WARM_UP = Duration.ofMillis(500);

    private static final long LOOK_MILLIS = 50;
    private static final long PATIENCE_SECONDS = 60;

    private final int count;
    private final long measuredNanos;
    private final Latencies latencies = new Latencies();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * Prepares so many threads.
     *
     * @param duration how long to measure
     */
    public TimedThreads(int count, Duration duration) {
        this.count = count;
        this.measuredNanos = duration.toNanos();
    }

    /**
     * Runs all threads to the end.
     *
     * @param work makes the work of the thread of that number
     * @throws IllegalStateException if work failed with an exception or does not end
     */
    public void run(DoubleConsumer progress, IntFunction<Work> work) throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        Clock clock = new Clock();
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Work own = work.apply(number);
            threads.add(new Thread(() -> repeat(own, clock, release), "lab-" + number));
        }
        threads.forEach(Thread::start);
        clock.start(WARM_UP.toNanos(), measuredNanos);
        release.countDown();
        while (!clock.over()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            progress.accept(clock.share());
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            if (thread.isAlive()) {
                throw new IllegalStateException(
                        "the strategy hangs: work had not ended " + PATIENCE_SECONDS + " s after its time was up");
            }
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("the scenario itself failed: " + thrown, thrown);
        }
    }

    private void repeat(Work work, Clock clock, CountDownLatch release) {
        Latencies own = new Latencies();
        try {
            release.await();
            long begin = System.nanoTime();
            while (!clock.overAt(begin)) {
                boolean done = work.once(clock);
                long end = System.nanoTime();
                if (done && clock.measuringAt(end)) {
                    own.record(end - begin);
                }
                begin = end;
            }
        } catch (Exception | Error thrown) {
            failure.compareAndSet(null, thrown);
        }
        synchronized (latencies) {
            latencies.add(own);
        }
    }

    /** Returns how many pieces counted. */
    public long completed() {
        return latencies.count();
    }

    public Latencies latencies() {
        return latencies;
    }

    public double seconds() {
        return measuredNanos / 1e9;
    }

    public double perSecond() {
        return completed() / seconds();
    }

    /** Set once, before the threads are let go. */
    private static final class Clock implements Window {
        private long begin;
        private long end;
        private long start;

        void start(long warmUpNanos, long measuredNanos) {
            start = System.nanoTime();
            begin = start + warmUpNanos;
            end = begin + measuredNanos;
        }

        boolean measuringAt(long time) {
            return time - begin >= 0 && time - end < 0;
        }

        boolean overAt(long time) {
            return time - end >= 0;
        }

        @Override
        public boolean measuring() {
            return measuringAt(System.nanoTime());
        }

        @Override
        public boolean over() {
            return overAt(System.nanoTime());
        }

        double share() {
            return Math.min(1, (double) (System.nanoTime() - start) / (end - start));
        }
    }
}
