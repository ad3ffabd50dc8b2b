package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.DeadlineException;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.Task;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A stack of numbered items under a steered clock, and what its tests do to it over and over. */
final class ConnectionStackHarness {
    static final Duration LONG = Duration.ofSeconds(30);

    /** Less than the time for which newcomers may overtake. */
    static final Duration A_MOMENT = Duration.ofNanos(ConnectionStack.OVERTAKING_NANOS - 1);

    /** From here on the head of the waiters is handed what comes back. */
    static final Duration OVERTAKING = Duration.ofNanos(ConnectionStack.OVERTAKING_NANOS);

    final ManualTime time = new ManualTime();

    /** The names of the tasks that had to wait. */
    final List<String> waits = new CopyOnWriteArrayList<>();

    final AtomicInteger opened = new AtomicInteger();
    final ConnectionStack<Integer> stack;

    /** Items are numbered from 1, as they are opened. */
    ConnectionStackHarness(int maximum) {
        AtomicInteger numbers = opened;
        stack = new ConnectionStack<>(
                maximum,
                time,
                new Events() {
                    @Override
                    public void waitStarted(Role role, Task task) {
                        waits.add(role + " " + task.name());
                    }
                },
                deadline -> numbers.incrementAndGet());
    }

    /** Borrows on this thread. */
    int borrow(String name) throws SQLException {
        return borrow(name, LONG);
    }

    int borrow(String name, Duration timeout) throws SQLException {
        return stack.borrow(
                Task.named(name),
                new Deadline(time, timeout),
                () -> new DeadlineException(name + " waited too long", null, null));
    }

    /** Makes a caller that will borrow on a thread of its own. */
    Caller<Integer> caller(String name) {
        return caller(name, LONG);
    }

    Caller<Integer> caller(String name, Duration timeout) {
        return Caller.of(name, () -> borrow(name, timeout));
    }

    /** Starts a borrower that finds nothing, and waits until it is parked. */
    Caller<Integer> waiter(String name) {
        return waiter(name, LONG);
    }

    Caller<Integer> waiter(String name, Duration timeout) {
        Caller<Integer> caller = caller(name, timeout).start();
        time.awaitParked(caller);
        return caller;
    }

    /** Runs an action in a borrower that is about to wait, between its last look for an item and its park. */
    void atItsLook(Caller<Integer> caller, Runnable action) {
        // The clock is read for the deadline, for the start of the wait, and then after each look.
        skipReadings(caller, 2, action);
    }

    private void skipReadings(Caller<Integer> caller, int count, Runnable action) {
        time.intercept(caller, now -> {
            if (count == 0) {
                action.run();
            } else {
                skipReadings(caller, count - 1, action);
            }
            return now;
        });
    }

    /** Nobody waits, every item that was opened is idle, nobody sleeps. */
    void assertNothingMissing() {
        assertThat(stack.waiting()).as("waiting").isZero();
        assertThat(stack.idle()).as("idle of those that are open").isEqualTo(stack.open());
        time.assertNobodyOverslept();
    }
}
