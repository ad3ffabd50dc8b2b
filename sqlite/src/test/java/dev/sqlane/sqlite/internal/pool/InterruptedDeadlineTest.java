package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Another thread ends one wait, in the write queue or for a read connection, by its deadline; and touches nothing else of the waiter's. */
class InterruptedDeadlineTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final WriteQueueHarness writing = new WriteQueueHarness();
    private final ConnectionStackHarness reading = new ConnectionStackHarness(1);

    @AfterEach
    void nothingIsMissing() {
        assertThat(Thread.interrupted()).isFalse();
        writing.assertNothingMissing();
        reading.assertNothingMissing();
    }

    private static DeadlineException late() {
        return new DeadlineException("late", null, null);
    }

    private Caller<WriteQueue.Place> writer(String name, Deadline deadline) {
        return Caller.of(name, () -> {
            deadline.waitedForHere();
            return writing.queue.enter(Task.named(name), deadline, true, owner -> late());
        });
    }

    private Caller<Integer> reader(String name, Deadline deadline) {
        return Caller.of(name, () -> {
            deadline.waitedForHere();
            return reading.stack.borrow(Task.named(name), deadline, InterruptedDeadlineTest::late);
        });
    }

    private static <T> Caller<T> parked(ManualTime time, Caller<T> caller) {
        caller.start();
        time.awaitParked(caller);
        return caller;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void itTakesOneOutOfTheQueueWhereverItStands(int ended) throws Exception {
        WriteQueue.Place place = writing.enter("owner");
        List<Deadline> deadlines = new ArrayList<>();
        List<Caller<WriteQueue.Place>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            deadlines.add(new Deadline(writing.time, LONG));
            waiters.add(parked(writing.time, writer("waiter " + i, deadlines.get(i))));
        }
        writing.time.advance(Duration.ofMillis(250));

        deadlines.get(ended).interrupt();

        Caller<WriteQueue.Place> out = waiters.remove(ended);
        assertThat(out.failure())
                .isInstanceOf(WaitInterruptedException.class)
                .hasMessageContaining("\"waiter " + ended + "\"")
                .hasMessageContaining("250 ms in the write queue");
        assertThat(out.interruptedAtEnd()).isFalse();
        assertThat(writing.queue.waiting()).isEqualTo(2);
        writing.time.awaitParked(waiters.get(0), waiters.get(1));
        writing.queue.leave(place);
        writing.leave(waiters.get(0));
        writing.leave(waiters.get(1));
    }

    @Test
    void aHandOverThatMeetsItMakesAnOwner() throws Exception {
        // owner                  | waiter
        // -----------------------+-------------------------------------------
        // enter: owns            | enter: parked
        // ends its wait          | wakes, sees that it still waits
        // leave                  |
        //                        | sees that it was ended, can't withdraw: owns
        WriteQueue.Place place = writing.enter("owner");
        Deadline deadline = new Deadline(writing.time, LONG);
        Caller<WriteQueue.Place> waiter = parked(writing.time, writer("waiter", deadline));
        writing.time.intercept(waiter, now -> {
            writing.queue.leave(place);
            return now;
        });

        deadline.interrupt();

        WriteQueue.Place inherited = waiter.result();
        assertThat(writing.queue.owner()).isSameAs(inherited);
        writing.leave(waiter);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void itTakesOneOfTheWaitersForAReaderOut(int ended) throws Exception {
        int item = reading.borrow("first");
        List<Deadline> deadlines = new ArrayList<>();
        List<Caller<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            deadlines.add(new Deadline(reading.time, LONG));
            waiters.add(parked(reading.time, reader("waiter " + i, deadlines.get(i))));
        }
        reading.time.advance(Duration.ofMillis(250));

        deadlines.get(ended).interrupt();

        Caller<Integer> out = waiters.remove(ended);
        assertThat(out.failure())
                .isInstanceOf(WaitInterruptedException.class)
                .hasMessageContaining("250 ms of waiting for a read connection");
        assertThat(out.interruptedAtEnd()).isFalse();
        for (Caller<Integer> waiter : waiters) {
            reading.stack.giveBack(item);
            assertThat(waiter.result()).isEqualTo(item);
        }
        reading.stack.giveBack(item);
    }

    @Test
    void whoIsFreeToGoOnDoesNotAsk() throws Exception {
        Deadline ended = new Deadline(writing.time, LONG);
        ended.interrupt();
        Caller<WriteQueue.Place> writer = writer("writer", ended).start();
        writing.leave(writer);
        Deadline other = new Deadline(reading.time, LONG);
        other.interrupt();
        reading.stack.giveBack(reader("reader", other).start().result());
    }

    @Test
    void whatIsEndedBeforeItsParkDoesNotPark() throws Exception {
        WriteQueue.Place place = writing.enter("owner");
        Deadline ended = new Deadline(writing.time, LONG);
        ended.interrupt();
        assertThat(writer("writer", ended).start().failure()).isInstanceOf(WaitInterruptedException.class);
        writing.queue.leave(place);
    }
}
