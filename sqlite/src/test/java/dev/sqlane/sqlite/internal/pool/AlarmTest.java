package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody but the alarm wakes a sleeper here, unless the test says so: one that is overlooked sleeps until the test's time is up. */
@Timeout(120)
class AlarmTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final Alarm alarm = new Alarm(TimeUnit.SECONDS.toNanos(10));

    private void parkFor(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            alarm.park(this, nanos);
        }
    }

    @Test
    void whoeverComesLaterAndWantsToBeWokenSoonerIs() throws Exception {
        Thread late = new Thread(() -> alarm.park(this, HOUR));
        late.start();
        awaitParked(late);
        parkFor(TimeUnit.MILLISECONDS.toNanos(30));
        parkFor(TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(late.isAlive()).isTrue();
        LockSupport.unpark(late);
        late.join();
    }

    @Test
    void anUnparkBeforeTheParkEndsIt() {
        LockSupport.unpark(Thread.currentThread());
        alarm.park(this, HOUR);
    }

    @Test
    void anInterruptEndsIt() {
        Thread.currentThread().interrupt();
        alarm.park(this, HOUR);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** With so little patience the watcher ends between any two sleeps, and each may meet its end. */
    @Test
    void aWatcherThatEndsOverlooksNobody() {
        Alarm hasty = new Alarm(1);
        for (int i = 0; i < 100_000; i++) {
            hasty.park(this, 1);
            for (int spin = 0; spin < i % 200; spin++) {
                Thread.onSpinWait();
            }
        }
    }

    /** The first to need the watcher finds no thread to be had; another has counted on it meanwhile. */
    @Test
    void whoeverCountsOnAWatcherThatCannotBeStartedIsWokenAllTheSame() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch slept = new CountDownLatch(1);
        Alarm without = new Alarm(HOUR, watch -> new Thread(watch) {
            @Override
            public synchronized void start() {
                starting.countDown();
                try {
                    slept.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                throw new OutOfMemoryError("as if there were no more threads");
            }
        });
        Thread first = new Thread(() -> without.park(this, HOUR));
        first.start();
        starting.await();
        without.park(this, TimeUnit.MILLISECONDS.toNanos(20));
        slept.countDown();
        while (first.isAlive()) {
            LockSupport.unpark(first);
            Thread.onSpinWait();
        }
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
