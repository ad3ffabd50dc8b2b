package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Events;
import dev.sqlane.sqlite.internal.pool.BrokenQueue.Flaw;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue in the interleavings that the model checker can think of, beside twins with one flaw each, which it must find. */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // Minutes of computing on a machine that does other things as well.
class WriteQueueLincheckTest {
    private static final int INVOCATIONS = 1_000;

    /** The queue as it is. Public, as Lincheck wants it. */
    public static class Real extends QueueOperations<WriteQueue.Place> {
        public Real() {
            super(time -> Turnstile.of(new WriteQueue(Events.NONE)));
        }
    }

    /** A waiter that gives up forgets that it may have been handed the ownership meanwhile. */
    public static class ForgetsTheHandOver extends QueueOperations<BrokenQueue.Place> {
        public ForgetsTheHandOver() {
            super(time -> new BrokenQueue(Flaw.FORGETS_THE_HAND_OVER, time));
        }
    }

    /** The heir is woken before it is the owner. */
    public static class WakesBeforeItHandsOver extends QueueOperations<BrokenQueue.Place> {
        public WakesBeforeItHandsOver() {
            super(time -> new BrokenQueue(Flaw.WAKES_BEFORE_IT_HANDS_OVER, time));
        }
    }

    @Test
    void everyWaiterEndsAndThereIsOneOwner() {
        ModelChecker.check(
                Real.class,
                INVOCATIONS,
                "leaveHeld | use | use",
                "leaveHeld | giveUp | use",
                "leaveHeld | beInterrupted",
                "leaveHeld | use | failWaiting");
    }

    @Test
    void aQueueThatForgetsTheHandOverIsFound() {
        assertThatThrownBy(() -> ModelChecker.check(ForgetsTheHandOver.class, INVOCATIONS, "leaveHeld | giveUp use"))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void aQueueThatWakesBeforeItHandsOverIsFound() {
        assertThatThrownBy(() -> ModelChecker.check(WakesBeforeItHandsOver.class, INVOCATIONS, "leaveHeld | use"))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
