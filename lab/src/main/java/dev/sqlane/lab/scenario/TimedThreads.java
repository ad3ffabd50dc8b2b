package dev.sqlane.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Threads that work for a time, in one or several groups. A warm-up comes first. A group either repeats its work as fast as it goes
 * ({@link #repeating}) or keeps to a schedule ({@link #scheduled}). For one run.
 */
public final class TimedThreads {
    /** What one thread does again and again. */
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

    /** Looks at something now and then while the threads work. */
    @FunctionalInterface
    public interface Sampler {
        /** Looks, that many seconds after measuring began. */
        void sample(double seconds);
    }

    private static final long LOOK_MILLIS = 50;
    private static final long PATIENCE_SECONDS = 60;

    private final Duration warmUp;
    private final Duration duration;
    private final ThreadFactory factory;
    private final RunClock clock = new RunClock();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * Prepares a run of platform threads.
     *
     * @param round tells how long to warm up
     * @param duration how long to measure
     */
    public TimedThreads(Round round, Duration duration) {
        this(round, duration, Thread::new);
    }

    /** As {@link #TimedThreads(Round, Duration)}, with threads of that factory. */
    public TimedThreads(Round round, Duration duration, ThreadFactory factory) {
        this(round.warmUp(duration), duration, factory);
    }

    TimedThreads(Duration warmUp, Duration duration, ThreadFactory factory) {
        this.warmUp = warmUp;
        this.duration = duration;
        this.factory = factory;
    }

    /**
     * Adds threads that each do one piece of work after another. What counts is what completes after the warm-up and before the end of
     * the time; a piece that is under way at the end is let finish, uncounted.
     *
     * @param work makes the work of the thread of that number, from 0
     */
    public TimedGroup repeating(int count, IntFunction<Work> work) {
        TimedGroup group = new TimedGroup(duration);
        add(group, count, work);
        return group;
    }

    /**
     * Adds threads that share a schedule: a piece of work is due at each tick, whether or not those before it are done. See
     * {@link ScheduledGroup} for what counts.
     *
     * @param perSecond how many pieces are due in a second
     * @param work makes the work of the thread of that number, from 0
     */
    public ScheduledGroup scheduled(int count, double perSecond, IntFunction<Work> work) {
        ScheduledGroup group = new ScheduledGroup(duration, perSecond);
        add(group, count, work);
        return group;
    }

    private void add(TimedGroup group, int count, IntFunction<Work> work) {
        for (int number = 0; number < count; number++) {
            Work own = work.apply(number);
            Thread thread = factory.newThread(() -> live(group, own));
            thread.setName("lab-" + threads.size());
            threads.add(thread);
        }
    }

    private void live(TimedGroup group, Work work) {
        try {
            release.await();
            group.live(work, clock);
        } catch (Exception | Error thrown) {
            failure.compareAndSet(null, thrown);
        }
    }

    /**
     * Runs all threads to the end.
     *
     * @param progress hears every 50 ms how far the run is, from 0 to 1
     * @param samplers look every 50 ms, from the end of the warm-up on, one after another on this thread
     * @throws IllegalStateException if work failed with an exception or does not end
     */
    public void run(DoubleConsumer progress, Sampler... samplers) throws InterruptedException {
        threads.forEach(Thread::start);
        clock.start(warmUp.toNanos(), duration.toNanos());
        release.countDown();
        while (!clock.over()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            progress.accept(clock.share());
            if (clock.measuring()) {
                for (Sampler sampler : samplers) {
                    sampler.sample(clock.secondsMeasured());
                }
            }
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
}
