package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits, in which order waiters are served, who may overtake them, and how they give up. */
class ConnectionStackWaitingTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final ConnectionStackHarness harness = new ConnectionStackHarness(1);
    private final ConnectionStack<Integer> stack = harness.stack;
    private final ManualTime time = harness.time;

    @AfterEach
    void nothingIsMissing() {
        assertThat(Thread.interrupted()).isFalse();
        harness.assertNothingMissing();
    }

    // Order ----------------------------------------------------------------------------------------------------------

    @Test
    void waitersAreServedInOrderOfArrival() throws Exception {
        // this thread            | a, b, c
        // -----------------------+---------------------------------
        // borrow                 |
        //                        | borrow one after another: parked
        // giveBack               | a has it, b and c sleep
        // giveBack for a         | b has it, c sleeps
        // giveBack for b         | c has it
        int item = harness.borrow("first");
        Caller<Integer> a = harness.waiter("a");
        Caller<Integer> b = harness.waiter("b");
        Caller<Integer> c = harness.waiter("c");
        assertThat(stack.waiting()).isEqualTo(3);
        assertThat(harness.waits).containsExactly("READ a", "READ b", "READ c");

        stack.giveBack(item);
        assertThat(a.result()).isEqualTo(item);
        time.awaitParked(b, c);

        stack.giveBack(item);
        assertThat(b.result()).isEqualTo(item);
        time.awaitParked(c);

        stack.giveBack(item);
        assertThat(c.result()).isEqualTo(item);
        stack.giveBack(item);
        assertThat(harness.opened).hasValue(1);
    }

    @Test
    void aDiscardedItemLetsTheWaiterOpenOne() throws Exception {
        harness.borrow("first");
        Caller<Integer> waiter = harness.waiter("waiter");

        stack.discarded();

        assertThat(waiter.result()).isEqualTo(2);
        assertThat(stack.open()).isEqualTo(1);
        stack.giveBack(2);
    }

    @Test
    void aWaiterThatIsServedWakesTheNextWhileThereIsMore() throws Exception {
        // this thread            | a                        | b
        // -----------------------+--------------------------+----------
        // borrow both            | borrow: parked           | parked
        // giveBack, giveBack     | woken once, still asleep | not woken
        // release                | takes one, wakes b       | takes one
        ConnectionStackHarness two = new ConnectionStackHarness(2);
        int first = two.borrow("first");
        int second = two.borrow("second");
        Caller<Integer> a = two.waiter("a");
        Caller<Integer> b = two.waiter("b");
        two.time.hold(a);

        two.stack.giveBack(first);
        two.stack.giveBack(second);

        assertThat(two.time.wakeUps(a)).isEqualTo(1);
        assertThat(two.time.wakeUps(b)).isZero();
        two.time.release(a);
        // Who gets which depends on whose places are whose.
        assertThat(List.of(a.result(), b.result())).containsExactlyInAnyOrder(first, second);
        two.stack.giveBack(first);
        two.stack.giveBack(second);
        two.assertNothingMissing();
    }

    // Overtaking -----------------------------------------------------------------------------------------------------

    @Test
    void aNewcomerMayOvertakeForAMoment() throws Exception {
        // this thread            | waiter
        // -----------------------+-----------------------------------------
        // borrow                 | borrow: parked
        // 5 ms - 1 ns later:     |
        // giveBack               | woken, still asleep
        // borrow: has it         |
        // release                | looks: nothing, parks again
        // giveBack               | has it
        int item = harness.borrow("first");
        Caller<Integer> waiter = harness.waiter("waiter");
        time.hold(waiter);
        time.advance(ConnectionStackHarness.A_MOMENT);

        stack.giveBack(item);
        assertThat(harness.borrow("newcomer")).isEqualTo(item);

        time.release(waiter);
        time.awaitParked(waiter);
        stack.giveBack(item);
        assertThat(waiter.result()).isEqualTo(item);
        stack.giveBack(item);
    }

    @Test
    void aNewcomerMayOpenWhatAWaiterCouldHaveOpened() throws Exception {
        harness.borrow("first");
        Caller<Integer> waiter = harness.waiter("waiter");
        time.hold(waiter);

        stack.discarded();
        assertThat(harness.borrow("newcomer")).isEqualTo(2);

        time.release(waiter);
        time.awaitParked(waiter);
        stack.giveBack(2);
        assertThat(waiter.result()).isEqualTo(2);
        stack.giveBack(2);
    }

    @Test
    void afterThatWhatComesBackIsHandedToTheWaiter() throws Exception {
        // this thread            | waiter                   | newcomer
        // -----------------------+--------------------------+----------------
        // borrow                 | borrow: parked           |
        // 5 ms later: giveBack   | has it, is still asleep  |
        //                        |                          | borrow: parked
        // release                | goes on                  |
        // giveBack               |                          | has it
        int item = harness.borrow("first");
        Caller<Integer> waiter = harness.waiter("waiter");
        time.hold(waiter);
        time.advance(ConnectionStackHarness.OVERTAKING);
        stack.giveBack(item);
        assertThat(stack.idle()).isZero();
        assertThat(stack.waiting()).isZero();

        Caller<Integer> newcomer = harness.waiter("newcomer");

        assertThat(waiter.isDone()).isFalse();
        time.release(waiter);
        assertThat(waiter.result()).isEqualTo(item);
        time.awaitParked(newcomer);
        stack.giveBack(item);
        assertThat(newcomer.result()).isEqualTo(item);
        stack.giveBack(item);
    }

    @Test
    void theBoundHoldsForTheSecondInLineToo() throws Exception {
        // this thread            | a              | b                  | newcomer
        // -----------------------+----------------+--------------------+---------------
        // borrow                 | parked         | parked             |
        // 5 ms later: giveBack   | has it         | now the head       |
        // giveBack for a         |                | has it, asleep     |
        //                        |                |                    | borrow: parked
        // release                |                | goes on            |
        int item = harness.borrow("first");
        Caller<Integer> a = harness.waiter("a");
        Caller<Integer> b = harness.waiter("b");
        time.advance(ConnectionStackHarness.OVERTAKING);
        stack.giveBack(item);
        assertThat(a.result()).isEqualTo(item);
        time.hold(b);
        stack.giveBack(item);

        Caller<Integer> newcomer = harness.waiter("newcomer");

        time.release(b);
        assertThat(b.result()).isEqualTo(item);
        stack.giveBack(item);
        assertThat(newcomer.result()).isEqualTo(item);
        stack.giveBack(item);
    }

    @Test
    void aWaiterThatTookOneGivesBackWhatWasHandedToItMeanwhile() throws Exception {
        // this thread             | waiter
        // ------------------------+------------------------------------------
        // borrow both             | borrow: parked
        // 5 ms - 1 ns later:      |
        // giveBack the first      | woken, still asleep
        // 1 ns later: giveBack    | has the second, is still asleep
        // release                 | goes on with the second; the first is idle
        ConnectionStackHarness two = new ConnectionStackHarness(2);
        int first = two.borrow("first");
        int second = two.borrow("second");
        Caller<Integer> waiter = two.waiter("waiter");
        two.time.hold(waiter);
        two.time.advance(ConnectionStackHarness.A_MOMENT);
        two.stack.giveBack(first);
        two.time.advance(Duration.ofNanos(1));
        two.stack.giveBack(second);

        two.time.release(waiter);

        assertThat(waiter.result()).isEqualTo(second);
        assertThat(two.stack.idle()).isEqualTo(1);
        two.stack.giveBack(second);
        two.assertNothingMissing();
    }

    @Test
    void aWaiterThatGivesUpPassesOnWhatWasHandedToIt() throws Exception {
        // this thread                   | hasty                                 | next
        // ------------------------------+---------------------------------------+---------------
        // borrow                        | borrow: parked                        | borrow: parked
        // the deadline: giveBack        | has looked, learns of its deadline    |
        //                               | gives up, hands it on                 | has it
        int item = harness.borrow("first");
        Caller<Integer> hasty = harness.waiter("hasty", SHORT);
        Caller<Integer> next = harness.waiter("next");
        time.intercept(hasty, now -> {
            stack.giveBack(item);
            assertThat(stack.idle()).isZero();
            return now;
        });

        time.advance(SHORT);

        assertThat(hasty.failure()).isInstanceOf(DeadlineException.class);
        assertThat(next.result()).isEqualTo(item);
        stack.giveBack(item);
    }

    // No lost wake-up ------------------------------------------------------------------------------------------------

    @Test
    void aReturnBetweenTheLookAndTheParkIsNotLost() throws Exception {
        // this thread            | waiter
        // -----------------------+----------------------------------
        // borrow                 | borrow: in the queue, looks: nothing
        // giveBack               |
        //                        | parks: returns at once, has it
        int item = harness.borrow("first");
        Caller<Integer> waiter = harness.caller("waiter");
        harness.atItsLook(waiter, () -> stack.giveBack(item));

        assertThat(waiter.start().result()).isEqualTo(item);
        stack.giveBack(item);
    }

    @Test
    void aDiscardBetweenTheLookAndTheParkIsNotLost() throws Exception {
        harness.borrow("first");
        Caller<Integer> waiter = harness.caller("waiter");
        harness.atItsLook(waiter, stack::discarded);

        assertThat(waiter.start().result()).isEqualTo(2);
        stack.giveBack(2);
    }

    @Test
    void aCloseBetweenTheLookAndTheParkIsNotLost() throws Exception {
        int item = harness.borrow("first");
        Caller<Integer> waiter = harness.caller("waiter");
        harness.atItsLook(waiter, stack::close);

        assertThat(waiter.start().failure()).isInstanceOf(ClosedException.class);
        stack.giveBack(item);
    }

    @Test
    void aSecondInLineThatComesAsTheHeadLeavesIsNotForgotten() throws Exception {
        // this thread            | head                | second
        // -----------------------+---------------------+---------------------------------
        // borrow                 | borrow: parked      | borrow: in the queue, not the head
        // giveBack               | has it              |
        // giveBack for the head  |                     |
        //                        |                     | parks: returns at once, has it
        int item = harness.borrow("first");
        Caller<Integer> head = harness.waiter("head");
        Caller<Integer> second = harness.caller("second");
        harness.atItsLook(second, () -> {
            stack.giveBack(item);
            stack.giveBack(head.result());
        });

        assertThat(second.start().result()).isEqualTo(item);
        stack.giveBack(item);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWaiterThatGivesUpPassesItsSignalOn(boolean interrupted) throws Exception {
        // this thread               | hasty                             | next
        // --------------------------+-----------------------------------+---------------
        // borrow                    | borrow: parked                    | borrow: parked
        // clock or interrupt        | wakes, looks: nothing             |
        // giveBack: signals it      |                                   |
        //                           | gives up, signals the next        | has it
        int item = harness.borrow("first");
        Caller<Integer> hasty = harness.waiter("hasty", interrupted ? ConnectionStackHarness.LONG : SHORT);
        Caller<Integer> next = harness.waiter("next");
        time.intercept(hasty, now -> {
            stack.giveBack(item);
            return now;
        });

        if (interrupted) {
            hasty.interrupt();
        } else {
            time.advance(SHORT);
        }

        assertThat(hasty.failure())
                .isInstanceOf(interrupted ? WaitInterruptedException.class : DeadlineException.class);
        assertThat(time.wakeUps(hasty)).isEqualTo(1);
        assertThat(next.result()).isEqualTo(item);
        stack.giveBack(item);
    }

    @Test
    void aListenerThatThrowsLeavesNoWaiterBehind() throws Exception {
        ConnectionStack<Integer> fragile = new ConnectionStack<>(
                1,
                time,
                new Events() {
                    @Override
                    public void waitStarted(Role role, Task task) {
                        throw new IllegalStateException("listener");
                    }
                },
                deadline -> 1);
        Deadline deadline = new Deadline(time, SHORT);
        int item = fragile.borrow(Task.named("first"), deadline, () -> null);

        Caller<Integer> waiter = Caller.of("waiter", () -> fragile.borrow(Task.named("waiter"), deadline, () -> null));

        assertThat(waiter.start().failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("listener");
        assertThat(fragile.waiting()).isZero();
        fragile.giveBack(item);
        assertThat(fragile.idle()).isEqualTo(1);
    }

    // Giving up ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aDeadlineTakesOneOutWhereverItStands(int hasty) throws Exception {
        int item = harness.borrow("first");
        List<Caller<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(harness.waiter("waiter " + i, i == hasty ? SHORT : ConnectionStackHarness.LONG));
        }
        time.advance(SHORT.minusNanos(1));
        time.awaitParked(waiters.get(0), waiters.get(1), waiters.get(2));

        time.advance(Duration.ofNanos(1));

        assertThat(waiters.remove(hasty).failure())
                .isInstanceOf(DeadlineException.class)
                .hasMessage("waiter " + hasty + " waited too long");
        assertThat(stack.waiting()).isEqualTo(2);
        for (Caller<Integer> waiter : waiters) {
            stack.giveBack(item);
            assertThat(waiter.result()).isEqualTo(item);
        }
        stack.giveBack(item);
    }

    @Test
    void anItemThatComesWithTheDeadlineIsTaken() throws Exception {
        int item = harness.borrow("first");
        Caller<Integer> waiter = harness.waiter("waiter", SHORT);
        time.hold(waiter);
        time.advance(SHORT);
        stack.giveBack(item);

        time.release(waiter);

        assertThat(waiter.result()).isEqualTo(item);
        stack.giveBack(item);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anInterruptTakesOneOutAndKeepsItsFlag(int interrupted) throws Exception {
        int item = harness.borrow("first");
        List<Caller<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(harness.waiter("waiter " + i));
        }
        time.advance(Duration.ofMillis(250));

        Caller<Integer> out = waiters.remove(interrupted);
        out.interrupt();

        assertThat(out.failure())
                .isInstanceOf(WaitInterruptedException.class)
                .hasMessageContaining("\"waiter " + interrupted + "\"")
                .hasMessageContaining("250 ms");
        assertThat(out.interruptedAtEnd()).isTrue();
        for (Caller<Integer> waiter : waiters) {
            stack.giveBack(item);
            assertThat(waiter.result()).isEqualTo(item);
            assertThat(waiter.interruptedAtEnd()).isFalse();
        }
        stack.giveBack(item);
    }

    @Test
    void anInterruptedThreadTakesWhatIsFreeButDoesNotWait() throws Exception {
        Thread.currentThread().interrupt();
        int item = harness.borrow("first");
        assertThat(Thread.interrupted()).isTrue();

        Caller<Integer> waiter = Caller.of("waiter", () -> {
            Thread.currentThread().interrupt();
            return harness.borrow("waiter");
        });

        assertThat(waiter.start().failure()).isInstanceOf(WaitInterruptedException.class);
        assertThat(waiter.interruptedAtEnd()).isTrue();
        stack.giveBack(item);
    }

    @Test
    void aCloseWakesAllWhoWait() throws Exception {
        int item = harness.borrow("first");
        List<Caller<Integer>> waiters = List.of(harness.waiter("a"), harness.waiter("b"), harness.waiter("c"));

        stack.close();

        for (Caller<Integer> waiter : waiters) {
            assertThat(waiter.failure())
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("\"" + waiter.thread().getName() + "\"");
        }
        stack.giveBack(item);
    }
}
