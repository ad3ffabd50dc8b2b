package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Events;
import dev.sqlane.sqlite.internal.pool.BrokenStack.Flaw;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stack in the interleavings that the model checker can think of, beside twins with one flaw each, which it must find. */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // Minutes of computing on a machine that does other things as well.
class ConnectionStackLincheckTest {
    private static final int INVOCATIONS = 1_000;

    /** As long as the bound of overtaking: each look at the clock finds that the head has waited for too long. */
    private static final Duration HANDING_OVER = Duration.ofNanos(ConnectionStack.OVERTAKING_NANOS);

    private static Lender<StackOperations.Item> real(
            int maximum, TimeSource time, Supplier<StackOperations.Item> opener) {
        return Lender.of(new ConnectionStack<>(maximum, time, Events.NONE, deadline -> opener.get()));
    }

    /** One item, which is out; newcomers may overtake. Public, as Lincheck wants it. */
    public static class Overtaking extends StackOperations {
        public Overtaking() {
            super(1, 1, new ModelTime(Duration.ZERO), (time, opener) -> real(1, time, opener));
        }
    }

    /** One item, which is out; it is handed to whoever waits. */
    public static class HandingOver extends StackOperations {
        public HandingOver() {
            super(1, 1, new ModelTime(HANDING_OVER), (time, opener) -> real(1, time, opener));
        }
    }

    /** Two items, which are out and handed to whoever waits. */
    public static class HandingTwoOver extends StackOperations {
        public HandingTwoOver() {
            super(2, 2, new ModelTime(HANDING_OVER), (time, opener) -> real(2, time, opener));
        }
    }

    /** Two idle items. */
    public static class Two extends StackOperations {
        public Two() {
            super(2, 0, new ModelTime(Duration.ZERO), (time, opener) -> real(2, time, opener));
        }
    }

    /** Parks without looking once more. */
    public static class NoSecondLook extends StackOperations {
        public NoSecondLook() {
            super(
                    1,
                    1,
                    new ModelTime(Duration.ZERO),
                    (time, opener) -> new BrokenStack<>(Flaw.PARKS_WITHOUT_A_SECOND_LOOK, 1, time, opener));
        }
    }

    /** Uses its nodes again. */
    public static class ReusedNodes extends StackOperations {
        public ReusedNodes() {
            super(
                    2,
                    0,
                    new ModelTime(Duration.ZERO),
                    (time, opener) -> new BrokenStack<>(Flaw.REUSES_NODES, 2, time, opener));
        }
    }

    /** Forgets what was handed to it as it gave up. */
    public static class LosesHanded extends StackOperations {
        public LosesHanded() {
            super(
                    1,
                    1,
                    new ModelTime(HANDING_OVER),
                    (time, opener) -> new BrokenStack<>(Flaw.LOSES_WHAT_IS_HANDED_OVER, 1, time, opener));
        }
    }

    @Test
    void everyBorrowerEndsAndNoItemIsLentTwice() {
        ModelChecker.check(
                Overtaking.class,
                INVOCATIONS,
                "returnHeld | use | giveUp",
                "discardHeld use | use",
                "returnHeld | beInterrupted");
        ModelChecker.check(
                HandingOver.class,
                INVOCATIONS,
                "returnHeld | use | use",
                "returnHeld | giveUp use",
                "returnHeld | beInterrupted");
        ModelChecker.check(HandingTwoOver.class, INVOCATIONS, "returnHeld returnHeld | use | use");
        ModelChecker.check(Two.class, INVOCATIONS, "useTwo | useTwo", "useTwo | use discard");
    }

    @Test
    void aStackThatParksWithoutASecondLookIsFound() {
        assertThatThrownBy(() -> ModelChecker.check(NoSecondLook.class, INVOCATIONS, "returnHeld | use"))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void aStackThatLosesWhatItHandsOverIsFound() {
        assertThatThrownBy(() -> ModelChecker.check(LosesHanded.class, INVOCATIONS, "returnHeld | giveUp use"))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void aStackThatUsesItsNodesAgainIsFound() {
        assertThatThrownBy(() -> ModelChecker.check(
                        ReusedNodes.class, 10 * INVOCATIONS, "useTwo use | useTwo", "useTwo | useTwo"))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
