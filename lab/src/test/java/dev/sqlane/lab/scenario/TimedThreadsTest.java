package dev.sqlane.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TimedThreadsTest {
    private static final Duration DURATION = Duration.ofMillis(200);

    private final TimedThreads threads = new TimedThreads(DURATION, DURATION, Thread::new);

    /** Keeps its thread until the time is up. */
    private static boolean waitForTheEnd(TimedThreads.Window window) {
        while (!window.over()) {
            Thread.onSpinWait();
        }
        return true;
    }

    @Test
    void whatIsUnderWayAtTheEndDoesNotCount() throws Exception {
        TimedGroup group = threads.repeating(2, thread -> TimedThreadsTest::waitForTheEnd);
        threads.run(share -> {});

        assertThat(group.completed()).isZero();
        assertThat(group.seconds()).isEqualTo(0.2);
    }

    @Test
    void whatWasNotDoneDoesNotCount() throws Exception {
        AtomicLong calls = new AtomicLong();
        TimedGroup group = threads.repeating(1, thread -> window -> calls.incrementAndGet() < 0);
        threads.run(share -> {});

        assertThat(calls).hasPositiveValue();
        assertThat(group.completed()).isZero();
    }

    @Test
    void groupsAreCountedApart() throws Exception {
        TimedGroup busy = threads.repeating(1, thread -> window -> true);
        ScheduledGroup idle = threads.scheduled(1, 100, thread -> window -> true);
        threads.run(share -> {});

        assertThat(busy.completed()).isGreaterThan(idle.completed());
        assertThat(idle.completed() + idle.unserved()).isEqualTo(20);
    }

    @Test
    void everythingThatWasDueIsAccountedFor() throws Exception {
        // The first piece is due at the start of the warm-up and takes the only thread to the end.
        ScheduledGroup group = threads.scheduled(1, 100, thread -> TimedThreadsTest::waitForTheEnd);
        threads.run(share -> {});

        assertThat(group.completed()).isZero();
        assertThat(group.unserved()).isEqualTo(20);
        assertThat(group.late()).isEqualTo(20);
    }

    @Test
    void aSlowPieceTakesOneThreadOnly() throws Exception {
        AtomicBoolean taken = new AtomicBoolean();
        ScheduledGroup group =
                threads.scheduled(2, 100, thread -> window -> taken.getAndSet(true) || !waitForTheEnd(window));
        threads.run(share -> {});

        // The slow one was due in the warm-up.
        assertThat(group.completed() + group.unserved()).isEqualTo(20);
        assertThat(group.completed()).isPositive();
    }

    @Test
    void latencyCountsFromTheTimeAtWhichAPieceWasDue() throws Exception {
        CountDownLatch measuring = new CountDownLatch(1);
        ScheduledGroup group = threads.scheduled(1, 100, thread -> window -> {
            // Stands still through the warm-up, of which nothing counts, and half of the time.
            measuring.await();
            return true;
        });
        threads.run(share -> {
            // 500 ms of warm-up and 200 ms that count.
            if (share > 0.86) {
                measuring.countDown();
            }
        });

        assertThat(group.latencies().summary().maxMillis()).isGreaterThan(10.0);
        assertThat(group.late()).isPositive();
    }

    @Test
    void aFaultOfTheScenarioItselfEndsTheRun() {
        threads.repeating(1, thread -> window -> {
            throw new AssertionError("broken");
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> threads.run(share -> {}))
                .withMessageContaining("the scenario itself failed")
                .withMessageContaining("broken");
    }
}
