package dev.sqlane.lab.boots;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sqlane.lab.BootsSettings;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.GroupSizes;
import dev.sqlane.lab.scenario.Latencies;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Stop;
import dev.sqlane.lab.strategy.Session;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All boots of one round, at once. The clock runs from the moment that the waiting threads are let go until the last boot has
 * ended, well or badly, or the limit is reached; what ends after the limit does not count. {@link #run} returns when
 * nothing is running any more.
 */
final class BootStorm {
    private static final long LOOK_MILLIS = 50;

    /** Native waits can't be interrupted: they last for the busy timeout, and there may be two in a step. */
    private static final long PATIENCE_SECONDS = 60;

    private final BootsSettings settings;
    private final ThreadFactory threads;
    private final Sandboxes sandboxes;
    private final Session session;
    private final Round round;
    private final FailureTally failures;

    private final Stop stop = new Stop();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch unfinished;
    private final AtomicInteger nextBoot = new AtomicInteger();

    @GuardedBy("this")
    private final BitSet acknowledged = new BitSet();

    @GuardedBy("this")
    private final Latencies latencies = new Latencies();

    @GuardedBy("this")
    private long lastEnd;

    private final GroupSizes groups = new GroupSizes();
    private double seconds;
    private long underWay;

    BootStorm(
            BootsSettings settings,
            ThreadFactory threads,
            Sandboxes sandboxes,
            Session session,
            Round round,
            FailureTally failures) {
        this.settings = settings;
        this.threads = threads;
        this.sandboxes = sandboxes;
        this.session = session;
        this.round = round;
        this.failures = failures;
        this.unfinished = new CountDownLatch(settings.boots());
    }

    void run() throws InterruptedException {
        int count = settings.virtual() ? settings.boots() : Math.min(settings.threads(), settings.boots());
        List<Thread> booting = new ArrayList<>();
        for (int thread = 0; thread < count; thread++) {
            booting.add(threads.newThread(this::boots));
        }
        booting.forEach(Thread::start);
        long start = System.nanoTime();
        release.countDown();
        try {
            await(start);
        } finally {
            if (unfinished.getCount() > 0) {
                stop.stop();
                sandboxes.stop();
            }
        }
        for (Thread thread : booting) {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            if (thread.isAlive()) {
                throw new IllegalStateException("strategy " + round.strategy().name() + " hangs: a boot had not ended "
                        + PATIENCE_SECONDS + " s after the round was stopped");
            }
        }
    }

    private void await(long start) throws InterruptedException {
        long limit = settings.limit().toNanos();
        groups.sample(session, 0);
        while (!unfinished.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            groups.sample(session, (System.nanoTime() - start) / 1e9);
            long ended = settings.boots() - unfinished.getCount();
            round.progress().accept((double) ended / settings.boots());
            if (System.nanoTime() - start >= limit) {
                underWay = unfinished.getCount();
                stop.stop();
                seconds = limit / 1e9;
                return;
            }
        }
        synchronized (this) {
            seconds = (lastEnd - start) / 1e9;
        }
    }

    /** One thread: a boot after another until there are no more. */
    private void boots() {
        try {
            stop.enter();
            release.await();
            for (int boot = nextBoot.getAndIncrement(); boot < settings.boots(); boot = nextBoot.getAndIncrement()) {
                stop.check();
                boot(boot);
            }
        } catch (InterruptedException | Stop.StoppedException stopped) {
            // The round is over; what was not done is lost.
        } finally {
            stop.leave();
        }
    }

    private void boot(int boot) throws InterruptedException {
        long begin = System.nanoTime();
        try {
            long sandbox = new HostBoot(session, boot, stop).run();
            stop.check();
            sandboxes.run(round.strategy(), round.file(), boot, sandbox, SandboxEnd.GAP_MILLIS);
            succeeded(boot, begin);
        } catch (Sandboxes.SandboxFailedException failure) {
            failed(failure.failure());
        } catch (SQLException | IOException failure) {
            failed(Failure.of(failure));
        } catch (Stop.StoppedException stopped) {
            throw stopped;
        } catch (RuntimeException failure) {
            failed(Failure.of(failure));
        }
        unfinished.countDown();
    }

    private synchronized void succeeded(int boot, long begin) {
        if (!stop.stopped()) {
            lastEnd = System.nanoTime();
            acknowledged.set(boot);
            latencies.record(lastEnd - begin);
        }
    }

    private synchronized void failed(Failure failure) {
        if (!stop.stopped()) {
            lastEnd = System.nanoTime();
            failures.add(failure);
        }
    }

    /** Returns the boots that were acknowledged in time. */
    synchronized BitSet acknowledged() {
        return (BitSet) acknowledged.clone();
    }

    synchronized Latencies latencies() {
        return latencies;
    }

    /** Returns how long the round took. */
    double seconds() {
        return seconds;
    }

    /** Returns how the host grouped its own units; those of the sandboxes are other processes' affair. */
    GroupSizes groups() {
        return groups;
    }

    /** Returns how many boots had not ended when the limit was reached. */
    long underWay() {
        return underWay;
    }
}
