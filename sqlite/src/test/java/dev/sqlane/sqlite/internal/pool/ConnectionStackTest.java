package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Events;
import dev.sqlane.Task;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is handed out, opened and counted. Waiting is in {@link ConnectionStackWaitingTest}. */
class ConnectionStackTest {
    private static final Task TASK = Task.named("task");

    private final ConnectionStackHarness harness = new ConnectionStackHarness(3);
    private final ConnectionStack<Integer> stack = harness.stack;
    private final ManualTime time = harness.time;

    @AfterEach
    void nothingIsMissing() {
        harness.assertNothingMissing();
    }

    @Test
    void whatWasReturnedLastGoesOutFirst() throws Exception {
        int a = harness.borrow("a");
        int b = harness.borrow("b");
        int c = harness.borrow("c");
        stack.giveBack(b);
        stack.giveBack(a);
        stack.giveBack(c);

        assertThat(harness.borrow("d")).isEqualTo(c);
        assertThat(harness.borrow("e")).isEqualTo(a);
        stack.giveBack(a);
        assertThat(harness.borrow("f")).isEqualTo(a);
        assertThat(harness.borrow("g")).isEqualTo(b);

        assertThat(harness.opened).hasValue(3);
        assertThat(harness.waits).isEmpty();
        giveBack(a, b, c);
    }

    @Test
    void whoMustNotWaitGetsOneBeyondTheMaximum() throws Exception {
        int a = harness.borrow("a");
        assertThat(borrowAtOnce()).isEqualTo(2);
        int c = harness.borrow("c");
        assertThat(stack.isOverfull()).isFalse();
        assertThat(borrowAtOnce()).isEqualTo(4);
        assertThat(stack.isOverfull()).isTrue();
        assertThat(harness.waits).isEmpty();
        // Whichever comes back first is the one too many.
        stack.discarded();
        assertThat(stack.isOverfull()).isFalse();
        giveBack(a, 2, 4);
        assertThat(borrowAtOnce()).isEqualTo(4);
        stack.giveBack(4);
        assertThat(c).isEqualTo(3);
    }

    private int borrowAtOnce() throws Exception {
        return stack.borrowAtOnce(TASK, new Deadline(time, Duration.ofSeconds(1)));
    }

    @Test
    void aThreadIsFirstGivenWhatItReturnedLastItself() throws Exception {
        int mine = harness.borrow("mine");
        int others = harness.borrow("others");
        stack.giveBack(mine);
        Caller<Integer> other;
        do {
            other = Caller.of("other", () -> {
                stack.giveBack(others);
                return others;
            });
        } while (ConnectionStack.placeOf(other.thread().getId())
                == ConnectionStack.placeOf(Thread.currentThread().getId()));
        other.start().result();

        assertThat(harness.borrow("again")).isEqualTo(mine);
        assertThat(harness.borrow("what another thread returned")).isEqualTo(others);
        giveBack(mine, others);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 15, 16, Integer.MAX_VALUE, 1L << 31, (1L << 31) | 5, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void eachThreadHasAPlaceWhateverItsNumber(long threadId) {
        assertThat(ConnectionStack.placeOf(threadId)).isBetween(0, (ConnectionStack.PLACES - 1) * 32);
        assertThat(ConnectionStack.placeOf(threadId))
                .isEqualTo(ConnectionStack.placeOf(threadId + ConnectionStack.PLACES));
    }

    @Test
    void nothingIsOpenedBeforeItIsNeededNorWhileSomethingIsIdle() throws Exception {
        assertThat(stack.open()).isZero();
        stack.giveBack(harness.borrow("first"));
        stack.giveBack(harness.borrow("second"));
        assertThat(harness.opened).hasValue(1);
        assertThat(stack.open()).isEqualTo(1);
        assertThat(stack.idle()).isEqualTo(1);
    }

    @Test
    void thereAreNeverMoreThanTheMaximum() throws Exception {
        int a = harness.borrow("a");
        int b = harness.borrow("b");
        int c = harness.borrow("c");

        assertThatThrownBy(() -> harness.borrow("d", Duration.ZERO))
                .isInstanceOf(DeadlineException.class)
                .hasMessage("d waited too long");

        assertThat(harness.waits).containsExactly("READ d");
        assertThat(stack.open()).isEqualTo(3);
        assertThat(stack.idle()).isZero();
        assertThat(harness.opened).hasValue(3);
        giveBack(a, b, c);
    }

    @Test
    void aPassedDeadlineDoesNotStopOneWhoNeedNotWait() throws Exception {
        stack.giveBack(harness.borrow("opens", Duration.ZERO));
        stack.giveBack(harness.borrow("finds one", Duration.ZERO));
    }

    @Test
    void theOpenerIsToldTheBorrowersDeadline() throws Exception {
        AtomicReference<Deadline> told = new AtomicReference<>();
        ConnectionStack<Integer> asking = new ConnectionStack<>(1, time, Events.NONE, deadline -> {
            told.set(deadline);
            return 1;
        });
        Deadline deadline = new Deadline(time, Duration.ofSeconds(7));

        asking.borrow(TASK, deadline, () -> null);

        assertThat(told).hasValue(deadline);
    }

    @Test
    void anOpenerThatFailsGivesItsSlotBack() throws Exception {
        for (Throwable failure : new Throwable[] {
            new SQLException("no file"), new IllegalStateException("customizer"), new StackOverflowError("no room left")
        }) {
            AtomicReference<Throwable> next = new AtomicReference<>(failure);
            ConnectionStack<Integer> fragile = new ConnectionStack<>(1, time, Events.NONE, deadline -> {
                throwOnce(next);
                return 1;
            });
            Deadline deadline = new Deadline(time, Duration.ofSeconds(1));

            assertThatThrownBy(() -> fragile.borrow(TASK, deadline, () -> null)).isSameAs(failure);

            assertThat(fragile.open()).isZero();
            assertThat(fragile.borrow(TASK, deadline, () -> null)).isEqualTo(1);
            assertThat(fragile.open()).isEqualTo(1);
        }
    }

    @Test
    void anOpenerThatFailsLetsTheNextInLineOpen() throws Exception {
        // fails                     | waiter
        // --------------------------+---------------------
        // borrow: opens ...         |
        //                           | borrow: parked
        // the opener throws         | opens
        AtomicReference<Throwable> failure = new AtomicReference<>(new SQLException("no file"));
        AtomicReference<Caller<Integer>> waiter = new AtomicReference<>();
        AtomicReference<ConnectionStack<Integer>> fragile = new AtomicReference<>();
        fragile.set(new ConnectionStack<>(1, time, Events.NONE, deadline -> {
            if (failure.get() != null) {
                waiter.set(Caller.of(
                                "waiter",
                                () -> fragile.get()
                                        .borrow(TASK, deadline, () -> new DeadlineException("waiter", null, null)))
                        .start());
                time.awaitParked(waiter.get());
                throwOnce(failure);
            }
            return 2;
        }));

        assertThatThrownBy(
                        () -> fragile.get().borrow(TASK, new Deadline(time, ConnectionStackHarness.LONG), () -> null))
                .hasMessage("no file");

        assertThat(waiter.get().result()).isEqualTo(2);
        assertThat(fragile.get().waiting()).isZero();
    }

    @Test
    void aDiscardedItemMakesRoomForAnother() throws Exception {
        int a = harness.borrow("a");
        int b = harness.borrow("b");
        int c = harness.borrow("c");

        stack.discarded();

        assertThat(stack.open()).isEqualTo(2);
        int d = harness.borrow("d");
        assertThat(d).isEqualTo(4).isNotIn(a, b, c);
        giveBack(a, b, d);
    }

    @Test
    void idleItemsCanBeTakenOutForGood() throws Exception {
        int a = harness.borrow("a");
        int b = harness.borrow("b");
        giveBack(a, b);

        assertThat(stack.takeIdle()).isEqualTo(b);
        assertThat(stack.open()).isEqualTo(2);
        stack.discarded();
        assertThat(stack.takeIdle()).isEqualTo(a);
        stack.discarded();

        assertThat(stack.takeIdle()).isNull();
        assertThat(stack.open()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClosedStackRefusesBorrowersAndTakesItemsBack(boolean idle) throws Exception {
        int a = harness.borrow("a");
        int b = harness.borrow("b");
        if (idle) {
            stack.giveBack(b);
        }
        assertThat(stack.isClosed()).isFalse();

        stack.close();

        assertThat(stack.isClosed()).isTrue();
        assertThatThrownBy(() -> harness.borrow("late"))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("\"late\"");
        stack.giveBack(a);
        if (!idle) {
            stack.giveBack(b);
        }
    }

    private static void throwOnce(AtomicReference<Throwable> failure) throws SQLException {
        Throwable next = failure.getAndSet(null);
        if (next instanceof SQLException e) {
            throw e;
        }
        if (next instanceof RuntimeException e) {
            throw e;
        }
        if (next instanceof Error e) {
            throw e;
        }
    }

    private void giveBack(int... items) {
        for (int item : items) {
            stack.giveBack(item);
        }
    }
}
