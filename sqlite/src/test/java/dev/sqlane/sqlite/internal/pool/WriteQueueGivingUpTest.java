package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.BusyException;
import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways out of the queue that do not lead to the connection: deadline, interrupt, collective failure, close. */
class WriteQueueGivingUpTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final WriteQueueHarness harness = new WriteQueueHarness();
    private final WriteQueue queue = harness.queue;
    private final ManualTime time = harness.time;

    @AfterEach
    void nothingIsMissing() {
        assertThat(Thread.interrupted()).isFalse();
        harness.assertNothingMissing();
    }

    // Deadline -------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aDeadlineTakesOneOutWhereverItStands(int hasty) throws Exception {
        // this thread            | three waiters, one of them in a hurry
        // -----------------------+--------------------------------------
        // enter: owns            | enter one after another: parked
        // clock: its deadline    | the hasty one fails, the others sleep
        // leave                  | the others own, in order
        WriteQueue.Place place = harness.enter("owner");
        List<Caller<WriteQueue.Place>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(harness.waiter("waiter " + i, i == hasty ? SHORT : WriteQueueHarness.LONG));
        }

        time.advance(SHORT);

        Caller<WriteQueue.Place> out = waiters.remove(hasty);
        assertThat(out.failure())
                .isInstanceOf(DeadlineException.class)
                .hasMessage("waiter " + hasty + " waited behind owner");
        assertThat(queue.waiting()).isEqualTo(2);
        time.awaitParked(waiters.get(0), waiters.get(1));
        queue.leave(place);
        assertThat(queue.owner()).isSameAs(waiters.get(0).result());
        harness.leave(waiters.get(0));
        assertThat(queue.owner()).isSameAs(waiters.get(1).result());
        harness.leave(waiters.get(1));
    }

    @Test
    void oneNanosecondBeforeTheDeadlineNobodyGivesUp() throws Exception {
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> waiter = harness.waiter("waiter", SHORT);
        time.advance(SHORT.minusNanos(1));
        time.awaitParked(waiter);
        time.advance(Duration.ofNanos(1));
        assertThat(waiter.failure()).isInstanceOf(DeadlineException.class);
        queue.leave(place);
    }

    @Test
    void aPassedDeadlineDoesNotStopOneWhoNeedNotWait() throws Exception {
        WriteQueue.Place place = harness.enter("owner", Duration.ZERO);

        Caller<WriteQueue.Place> late = harness.caller("late", Duration.ZERO).start();

        assertThat(late.failure()).isInstanceOf(DeadlineException.class).hasMessage("late waited behind owner");
        queue.leave(place);
    }

    @Test
    void theExceptionForADeadlineIsMadeWithoutTheLock() throws Exception {
        WriteQueue.Place place = harness.enter("owner");

        Caller<WriteQueue.Place> late = Caller.of(
                "late",
                () -> queue.enter(Task.named("late"), new Deadline(time, Duration.ZERO), true, owner -> {
                    // Would wait for ever if the queue's lock were held.
                    int waiting = Caller.of("report", queue::waiting).start().result();
                    return new DeadlineException("waiting: " + waiting, null, null);
                }));

        assertThat(late.start().failure()).hasMessage("waiting: 0");
        queue.leave(place);
    }

    @Test
    void aHandOverThatMeetsTheDeadlineMakesAnOwner() throws Exception {
        // owner                  | waiter
        // -----------------------+-------------------------------------------
        // enter: owns            | enter: parked
        // clock: the deadline    | wakes, sees that it still waits
        // leave                  |
        //                        | sees that its time is up, can't withdraw: owns
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> waiter = harness.waiter("waiter", SHORT);
        time.intercept(waiter, now -> {
            queue.leave(place);
            return now;
        });

        time.advance(SHORT);

        WriteQueue.Place inherited = waiter.result();
        assertThat(queue.owner()).isSameAs(inherited);
        harness.leave(waiter);
    }

    // Interrupt ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anInterruptTakesOneOutAndKeepsItsFlag(int interrupted) throws Exception {
        WriteQueue.Place place = harness.enter("owner");
        List<Caller<WriteQueue.Place>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(harness.waiter("waiter " + i));
        }
        time.advance(Duration.ofMillis(250));

        Caller<WriteQueue.Place> out = waiters.remove(interrupted);
        out.interrupt();

        assertThat(out.failure())
                .isInstanceOf(WaitInterruptedException.class)
                .hasMessageContaining("\"waiter " + interrupted + "\"")
                .hasMessageContaining("250 ms");
        assertThat(out.interruptedAtEnd()).isTrue();
        queue.leave(place);
        assertThat(queue.owner()).isSameAs(waiters.get(0).result());
        harness.leave(waiters.get(0));
        assertThat(waiters.get(1).interruptedAtEnd()).isFalse();
        harness.leave(waiters.get(1));
    }

    @Test
    void anInterruptedThreadGetsAFreeConnectionAndKeepsItsFlag() throws Exception {
        Thread.currentThread().interrupt();

        WriteQueue.Place place = harness.enter("owner");

        assertThat(Thread.interrupted()).isTrue();
        queue.leave(place);
    }

    @Test
    void anInterruptedThreadDoesNotBeginToWait() throws Exception {
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> waiter = Caller.of("waiter", () -> {
            Thread.currentThread().interrupt();
            return harness.enter("waiter");
        });

        assertThat(waiter.start().failure()).isInstanceOf(WaitInterruptedException.class);
        assertThat(waiter.interruptedAtEnd()).isTrue();
        queue.leave(place);
    }

    @Test
    void aHandOverThatMeetsAnInterruptMakesAnOwnerWithItsFlagSet() throws Exception {
        // owner                  | waiter
        // -----------------------+-------------------------------------------
        // enter: owns            | enter: parked
        // interrupts it          | wakes, sees that it still waits
        // leave                  |
        //                        | sees the interrupt, can't withdraw: owns
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> waiter = harness.waiter("waiter");
        time.intercept(waiter, now -> {
            queue.leave(place);
            return now;
        });

        waiter.interrupt();

        WriteQueue.Place inherited = waiter.result();
        assertThat(queue.owner()).isSameAs(inherited);
        assertThat(waiter.interruptedAtEnd()).isTrue();
        harness.leave(waiter);
    }

    @Test
    void aCollectiveFailureThatMeetsAnInterruptIsWhatTheCallerSees() throws Exception {
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> waiter = harness.waiter("waiter");
        time.intercept(waiter, now -> {
            queue.failWaiting(each -> new BusyException("together", 5, null));
            return now;
        });

        waiter.interrupt();

        assertThat(waiter.failure()).isInstanceOf(BusyException.class).hasMessage("together");
        assertThat(waiter.interruptedAtEnd()).isTrue();
        queue.leave(place);
    }

    // Collective failure ---------------------------------------------------------------------------------------------

    @Test
    void aCollectiveFailureEmptiesTheQueueAndLeavesTheOwner() throws Exception {
        // this thread            | a, b                    | later
        // -----------------------+-------------------------+--------------
        // enter: owns            | enter: parked           |
        // failWaiting            | each fails with its own |
        //                        |                         | enter: parked
        // leave                  |                         | owns
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> a = harness.waiter("a");
        Caller<WriteQueue.Place> b = harness.waiter("b");

        queue.failWaiting(each -> new BusyException(each.task().name() + " failed", 5, null));

        assertThat(a.failure()).isInstanceOf(BusyException.class).hasMessage("a failed");
        assertThat(b.failure()).isInstanceOf(BusyException.class).hasMessage("b failed");
        assertThat(queue.owner()).isSameAs(place);
        assertThat(queue.waiting()).isZero();
        Caller<WriteQueue.Place> later = harness.waiter("later");
        queue.leave(place);
        harness.leave(later);
    }

    @Test
    void aCollectiveFailureOfNobodyDoesNothing() {
        queue.failWaiting(each -> {
            throw new AssertionError("nobody waits");
        });
    }

    // Close ----------------------------------------------------------------------------------------------------------

    @Test
    void aClosedQueueRefusesNewcomersAndKeepsThoseWhoWait() throws Exception {
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> waiter = harness.waiter("waiter");

        queue.close();

        assertThat(harness.caller("newcomer", WriteQueueHarness.LONG).start().failure())
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("\"newcomer\"");
        queue.leave(place);
        harness.leave(waiter);
        assertThatThrownBy(() -> harness.enter("too late")).isInstanceOf(ClosedException.class);
    }

    @Test
    void theCloserComesBehindAllWhoWaitAndNobodyAfterIt() throws Exception {
        // this thread            | waiter          | closer                  | newcomer
        // -----------------------+-----------------+-------------------------+----------
        // enter: owns            | enter: parked   |                         |
        //                        |                 | enterToClose: parked    |
        //                        |                 |                         | refused
        // leave                  | owns            |                         |
        // leave for the waiter   |                 | owns                    |
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> waiter = harness.waiter("waiter");
        Caller<WriteQueue.Place> closer = harness.closer(WriteQueueHarness.LONG);
        assertThatThrownBy(() -> harness.enter("newcomer")).isInstanceOf(ClosedException.class);

        queue.leave(place);
        assertThat(queue.owner()).isSameAs(waiter.result());
        harness.leave(waiter);

        assertThat(queue.owner()).isSameAs(closer.result());
        harness.leave(closer);
    }

    @Test
    void theCloserOfAnIdleQueueOwnsItAtOnce() {
        WriteQueue.Place place = queue.enterToClose(Task.named("close"), new Deadline(time, Duration.ZERO));
        assertThat(queue.owner()).isSameAs(place);
        assertThatThrownBy(() -> harness.enter("newcomer")).isInstanceOf(ClosedException.class);
        queue.leave(place);
    }

    @Test
    void theCloserGivesUpAtItsDeadlineAndGivesItsPlaceBack() throws Exception {
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> closer = harness.closer(SHORT);

        time.advance(SHORT);

        assertThat(closer.result()).isNull();
        assertThat(queue.waiting()).isZero();
        queue.leave(place);
    }

    @Test
    void theCloserIsNotStoppedByAnInterruptButKeepsIt() throws Exception {
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> closer = harness.closer(WriteQueueHarness.LONG);

        closer.interrupt();

        time.awaitParked(closer);
        assertThat(closer.isDone()).isFalse();
        queue.leave(place);
        assertThat(queue.owner()).isSameAs(closer.result());
        assertThat(closer.interruptedAtEnd()).isTrue();
        harness.leave(closer);
    }

    @Test
    void theCloserOutlivesACollectiveFailureOfThoseBeforeIt() throws Exception {
        // this thread            | waiter          | closer
        // -----------------------+-----------------+----------------------
        // enter: owns            | enter: parked   | enterToClose: parked
        // failWaiting            | fails           | sleeps on
        // leave                  |                 | owns
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> waiter = harness.waiter("waiter");
        Caller<WriteQueue.Place> closer = harness.closer(WriteQueueHarness.LONG);

        queue.failWaiting(each -> new BusyException("together", 5, null));

        assertThat(waiter.failure()).isInstanceOf(BusyException.class);
        assertThat(queue.waiting()).isEqualTo(1);
        time.awaitParked(closer);
        queue.leave(place);
        assertThat(queue.owner()).isSameAs(closer.result());
        harness.leave(closer);
    }
}
