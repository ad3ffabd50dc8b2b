package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.DeadlineException;
import dev.sqlane.Events;
import dev.sqlane.MisuseException;
import dev.sqlane.Role;
import dev.sqlane.Task;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who owns the connection, and in which order it changes hands. Giving up is in {@link WriteQueueGivingUpTest}. */
class WriteQueueTest {
    private final WriteQueueHarness harness = new WriteQueueHarness();
    private final WriteQueue queue = harness.queue;
    private final ManualTime time = harness.time;

    @AfterEach
    void nothingIsMissing() {
        harness.assertNothingMissing();
    }

    @Test
    void anEmptyQueueGivesTheConnectionAtOnce() throws Exception {
        long before = time.nanoTime();

        WriteQueue.Place place = harness.enter("first");

        assertThat(queue.owner()).isSameAs(place);
        assertThat(place.task().name()).isEqualTo("first");
        assertThat(place.thread()).isSameAs(Thread.currentThread());
        assertThat(place.sinceNanos()).isEqualTo(before);
        assertThat(harness.waits).isEmpty();
        queue.leave(place);
        queue.leave(harness.enter("second"));
    }

    @Test
    void waitersAreServedInOrderOfArrival() throws Exception {
        // this thread            | a, b, c
        // -----------------------+---------------------------------
        // enter: owns            |
        //                        | enter one after another: parked
        // leave                  | a owns
        // leave for a            | b owns
        // leave for b            | c owns
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> a = harness.waiter("a");
        Caller<WriteQueue.Place> b = harness.waiter("b");
        Caller<WriteQueue.Place> c = harness.waiter("c");
        assertThat(queue.waiting()).isEqualTo(3);
        assertThat(harness.waits).containsExactly("WRITE a", "WRITE b", "WRITE c");

        queue.leave(place);
        assertThat(queue.owner()).isSameAs(a.result());
        assertThat(time.isParked(b)).isTrue();
        assertThat(time.isParked(c)).isTrue();

        harness.leave(a);
        assertThat(queue.owner()).isSameAs(b.result());
        assertThat(time.isParked(c)).isTrue();

        harness.leave(b);
        assertThat(queue.owner()).isSameAs(c.result());
        assertThat(queue.waiting()).isZero();
        harness.leave(c);
    }

    @Test
    void aNewcomerCannotOvertakeAnHeirThatHasNotWokenUpYet() throws Exception {
        // this thread            | heir                   | newcomer
        // -----------------------+------------------------+------------------------
        // enter: owns            | enter: parked          |
        // leave                  | owns, but still sleeps |
        //                        |                        | enter: parked
        // release                | returns from enter     |
        // leave for the heir     |                        | owns
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> heir = harness.waiter("heir");
        time.hold(heir);

        queue.leave(place);

        assertThat(queue.owner().task().name()).isEqualTo("heir");
        assertThat(queue.waiting()).isZero();
        Caller<WriteQueue.Place> newcomer = harness.waiter("newcomer");
        assertThat(heir.isDone()).isFalse();
        time.release(heir);
        assertThat(queue.owner()).isSameAs(heir.result());
        harness.leave(heir);
        harness.leave(newcomer);
    }

    @Test
    void aHandOverBetweenTheLookAndTheParkIsNotLost() throws Exception {
        // owner                  | heir
        // -----------------------+--------------------------------
        // enter: owns            |
        //                        | enter: in the queue, looks: not yet
        // leave                  |
        //                        | parks: returns at once, owns
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> heir = harness.caller("heir", WriteQueueHarness.LONG);
        atItsLook(heir, () -> queue.leave(place));

        WriteQueue.Place inherited = heir.start().result();

        assertThat(queue.owner()).isSameAs(inherited);
        harness.leave(heir);
    }

    @Test
    void aHandOverWakesTheHeirOnceAndNobodyElse() throws Exception {
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> heir = harness.waiter("heir");
        Caller<WriteQueue.Place> next = harness.waiter("next");

        queue.leave(place);

        assertThat(time.wakeUps(heir)).isEqualTo(1);
        assertThat(time.wakeUps(next)).isZero();
        harness.leave(heir);
        harness.leave(next);
    }

    @Test
    void aPlaceIsLeftOnceAndByItsOwner() throws Exception {
        WriteQueue.Place first = harness.enter("first");
        queue.leave(first);
        assertThatThrownBy(() -> queue.leave(first))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"first\"");

        WriteQueue.Place second = harness.enter("second");
        Caller<WriteQueue.Place> waiter = harness.waiter("waiter");
        assertThatThrownBy(() -> queue.leave(first)).isInstanceOf(IllegalStateException.class);

        assertThat(queue.owner()).isSameAs(second);
        assertThat(time.isParked(waiter)).isTrue();
        queue.leave(second);
        harness.leave(waiter);
    }

    @Test
    void aPlaceMayBeLeftByAnotherThread() throws Exception {
        WriteQueue.Place place = harness.enter("owner");

        Caller.of("other", () -> {
                    queue.leave(place);
                    return true;
                })
                .start()
                .result();

        assertThat(queue.owner()).isNull();
    }

    @Test
    void aSecondPlaceForTheSameThreadIsRefusedWithBothTasksNamed() throws Exception {
        WriteQueue.Place place = harness.enter("outer");
        Caller<WriteQueue.Place> waiter = harness.waiter("waiter");

        assertThatThrownBy(() -> harness.enter("inner"))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("\"outer\"")
                .hasMessageContaining("\"inner\"")
                .hasMessageContaining(Thread.currentThread().getName());

        assertThat(queue.owner()).isSameAs(place);
        assertThat(queue.waiting()).isEqualTo(1);
        queue.leave(place);
        harness.leave(waiter);
    }

    @Test
    void aListenerThatThrowsLeavesNoPlaceBehind() throws Exception {
        WriteQueue fragile = new WriteQueue(new Events() {
            @Override
            public void waitStarted(Role role, Task task) {
                throw new IllegalStateException("listener");
            }
        });
        WriteQueue.Place place = enter(fragile, "owner");

        Throwable failure =
                Caller.of("waiter", () -> enter(fragile, "waiter")).start().failure();

        assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("listener");
        assertThat(fragile.waiting()).isZero();
        fragile.leave(place);
        assertThat(fragile.owner()).isNull();
    }

    @Test
    void anErrorAfterTheHandOverGivesTheOwnershipBack() throws Exception {
        // owner                  | broken                            | next
        // -----------------------+-----------------------------------+--------
        // enter: owns            | enter: in the queue, must wait    |
        // leave                  | owns                              |
        //                        | an Error on its way to the park   |
        //                        |                                   | enter: owns
        WriteQueue.Place place = harness.enter("owner");
        Caller<WriteQueue.Place> broken = harness.caller("broken", WriteQueueHarness.LONG);
        atItsLook(broken, () -> {
            queue.leave(place);
            throw new StackOverflowError("no room left");
        });
        Caller<WriteQueue.Place> next = harness.caller("next", WriteQueueHarness.LONG);

        broken.start();

        assertThat(broken.failure()).isInstanceOf(StackOverflowError.class);
        harness.leave(next.start());
    }

    /** Runs an action on the caller's thread when it is in the queue and has seen that it must wait. */
    private void atItsLook(Caller<?> caller, Runnable action) {
        // The clock is read for the deadline, for the place, and then after each look.
        time.intercept(caller, forDeadline -> {
            time.intercept(caller, forPlace -> {
                time.intercept(caller, forLook -> {
                    action.run();
                    return forLook;
                });
                return forPlace;
            });
            return forDeadline;
        });
    }

    private WriteQueue.Place enter(WriteQueue other, String name) throws Exception {
        return other.enter(
                Task.named(name),
                new Deadline(time, Duration.ofSeconds(1)),
                true,
                owner -> new DeadlineException(name, null, null));
    }
}
