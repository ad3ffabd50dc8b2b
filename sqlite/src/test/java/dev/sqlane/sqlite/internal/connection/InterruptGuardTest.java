package dev.sqlane.sqlite.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.Interruptible;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which call an interrupt ends, at each moment at which it may come. */
class InterruptGuardTest {
    private static final Interruption LATER = Interruption.queryTimeout(1);

    private final InterruptGuard guard = new InterruptGuard();
    private final AtomicInteger sent = new AtomicInteger();

    private Interruption enter() {
        return guard.enter(sent::incrementAndGet);
    }

    private void cancel() {
        guard.interrupt(Interruption.CANCELLED);
    }

    @Test
    void outsideOfACallNothingIsInterrupted() {
        cancel();
        assertThat(enter()).isNull();
        assertThat(guard.leave()).isNull();
        cancel();
        guard.open();
        assertThat(enter()).isNull();
        assertThat(guard.leave()).isNull();
        assertThat(guard.close()).isNull();
        cancel();
        assertThat(enter()).isNull();
        assertThat(guard.leave()).isNull();
        assertThat(sent).hasValue(0);
    }

    @Test
    void theCallThatRunsIsInterruptedAndTheNextOneIsNot() {
        guard.open();
        assertThat(enter()).isNull();
        cancel();
        assertThat(guard.isInterrupted()).isTrue();
        assertThat(guard.leave()).isEqualTo(Interruption.CANCELLED);
        assertThat(enter()).isNull();
        assertThat(guard.leave()).isNull();
        assertThat(guard.close()).isEqualTo(Interruption.CANCELLED);
        assertThat(sent).hasValue(1);
    }

    @Test
    void betweenTwoCallsOfARequestTheNextOneIsRefused() {
        guard.open();
        assertThat(enter()).isNull();
        assertThat(guard.leave()).isNull();
        cancel();
        guard.interrupt(LATER);
        assertThat(enter()).isEqualTo(Interruption.CANCELLED);
        assertThat(sent).hasValue(0);
        // It was told once.
        assertThat(enter()).isNull();
        assertThat(guard.leave()).isNull();
        assertThat(guard.close()).isEqualTo(Interruption.CANCELLED);
    }

    @Test
    void whatComesAfterTheLastCallOfARequestIsForgottenWithIt() {
        guard.open();
        assertThat(enter()).isNull();
        assertThat(guard.leave()).isNull();
        cancel();
        assertThat(guard.close()).isNull();
        assertThat(enter()).isNull();
        assertThat(guard.leave()).isNull();
    }

    @Test
    void anInterruptIsSentAgainUntilTheCallHasEnded() {
        assertThat(guard.interruptAgain()).isFalse();
        assertThat(enter()).isNull();
        assertThat(guard.interruptAgain()).isFalse();
        cancel();
        assertThat(guard.interruptAgain()).isTrue();
        guard.interrupt(LATER);
        assertThat(sent).hasValue(3);
        assertThat(guard.leave()).as("the first reason").isEqualTo(Interruption.CANCELLED);
        assertThat(guard.interruptAgain()).isFalse();
    }

    /**
     * The owner makes calls, alone and in requests, while others interrupt whatever they find: an interrupt is sent only while a call runs, it is over when the
     * call has left, and a call or request that was told of none has the next one to itself.
     */
    @Test
    void anInterruptIsOnlyEverSentWhileACallRuns() throws Exception {
        AtomicBoolean running = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger astray = new AtomicInteger();
        Interruptible target = () -> {
            if (!running.get()) {
                astray.incrementAndGet();
            }
        };
        List<Thread> others = List.of(
                new Thread(() -> repeat(ended, this::cancel)),
                new Thread(() -> repeat(ended, () -> guard.interrupt(LATER))),
                new Thread(() -> repeat(ended, guard::interruptAgain)));
        others.forEach(Thread::start);
        try {
            for (int i = 0; i < 200_000; i++) {
                boolean request = i % 3 == 0;
                if (request) {
                    guard.open();
                }
                Interruption met = null;
                for (int call = 0; call < 3 && met == null; call++) {
                    running.set(true);
                    met = guard.enter(target);
                    if (met == null) {
                        met = guard.leave();
                    }
                    running.set(false);
                }
                if (request) {
                    assertThat(guard.close()).isEqualTo(met);
                }
            }
        } finally {
            ended.set(true);
            for (Thread other : others) {
                other.join();
            }
        }
        assertThat(astray).hasValue(0);
        outsideOfACallNothingIsInterrupted();
    }

    private static void repeat(AtomicBoolean ended, Runnable action) {
        while (!ended.get()) {
            action.run();
        }
    }

    @Test
    void aWaitThatEndedInTimeLeavesTheInterruptToTheNextCall() throws SQLException {
        Deadline deadline = new Deadline(TimeSource.SYSTEM, Duration.ofDays(1));
        guard.open();
        String result = guard.waiting(deadline, () -> {
            cancel();
            return "the connection";
        });
        assertThat(result).isEqualTo("the connection");
        assertThat(deadline.isInterrupted()).isTrue();
        assertThat(enter()).isEqualTo(Interruption.CANCELLED);
        assertThat(guard.close()).isEqualTo(Interruption.CANCELLED);
    }

    @Test
    void aWaitThatFailsAfterAnInterruptFailsByIt() {
        Deadline deadline = new Deadline(TimeSource.SYSTEM, Duration.ofDays(1));
        guard.open();
        assertThatThrownBy(() -> guard.waiting(deadline, () -> {
                    cancel();
                    throw new SQLException("where it was");
                }))
                .hasFieldOrPropertyWithValue("SQLState", "57014")
                .hasRootCauseMessage("where it was");
        assertThat(guard.close()).isEqualTo(Interruption.CANCELLED);
    }

    @Test
    void aWaitAfterAnInterruptDoesNotBegin() {
        Deadline deadline = new Deadline(TimeSource.SYSTEM, Duration.ofDays(1));
        guard.open();
        cancel();
        assertThatThrownBy(() -> guard.waiting(deadline, () -> {
                    throw new AssertionError("it began");
                }))
                .hasFieldOrPropertyWithValue("SQLState", "57014");
        assertThat(guard.close()).isEqualTo(Interruption.CANCELLED);
    }
}
