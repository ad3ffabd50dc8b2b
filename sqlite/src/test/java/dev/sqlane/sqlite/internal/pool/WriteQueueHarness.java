package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.DeadlineException;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A write queue under a steered clock, and what its tests do to it over and over. */
final class WriteQueueHarness {
    static final Duration LONG = Duration.ofSeconds(30);

    final ManualTime time = new ManualTime();

    /** The names of the tasks that had to wait. */
    final List<String> waits = new CopyOnWriteArrayList<>();

    final WriteQueue queue = new WriteQueue(new Events() {
        @Override
        public void waitStarted(Role role, Task task) {
            waits.add(role + " " + task.name());
        }
    });

    /** Enters on this thread. */
    WriteQueue.Place enter(String name) throws SqlaneException {
        return enter(name, LONG);
    }

    /** Enters on this thread; the exception at the deadline names who owned the connection. */
    WriteQueue.Place enter(String name, Duration timeout) throws SqlaneException {
        return queue.enter(
                Task.named(name),
                new Deadline(time, timeout),
                true,
                owner -> new DeadlineException(
                        name + " waited behind "
                                + (owner == null ? "nobody" : owner.task().name()),
                        null,
                        null));
    }

    /** Makes a caller that will enter on a thread of its own. */
    Caller<WriteQueue.Place> caller(String name, Duration timeout) {
        return Caller.of(name, () -> enter(name, timeout));
    }

    /** Starts a caller that finds the connection taken, and waits until it is parked in the queue. */
    Caller<WriteQueue.Place> waiter(String name) {
        return waiter(name, LONG);
    }

    Caller<WriteQueue.Place> waiter(String name, Duration timeout) {
        return parked(caller(name, timeout));
    }

    /** Starts a caller that closes behind whoever is there, and waits until it is parked in the queue. */
    Caller<WriteQueue.Place> closer(Duration timeout) {
        return parked(Caller.of("closer", () -> queue.enterToClose(Task.named("close"), new Deadline(time, timeout))));
    }

    private <T> Caller<T> parked(Caller<T> caller) {
        caller.start();
        time.awaitParked(caller);
        return caller;
    }

    /** Leaves the place that this caller was given. */
    void leave(Caller<WriteQueue.Place> caller) {
        queue.leave(caller.result());
    }

    /** Nobody waits, nobody owns the connection, nobody sleeps. */
    void assertNothingMissing() {
        assertThat(queue.waiting()).as("waiting").isZero();
        assertThat(queue.owner()).as("owner").isNull();
        time.assertNobodyOverslept();
    }
}
