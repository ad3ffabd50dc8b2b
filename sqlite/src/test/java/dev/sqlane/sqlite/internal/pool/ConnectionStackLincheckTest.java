package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Events;
import dev.sqlane.sqlite.internal.pool.BrokenStack.Flaw;
import java.time.Duration;
import java.util.function.Supplier;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/** The stack in the interleavings that the model checker can think of, beside twins with one flaw each, which it must find. */
class ConnectionStackLincheckTest {
    private static final int INVOCATIONS = 1_000;

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

    /** One item, which is out; nobody may overtake. */
    public static class Strict extends StackOperations {
        public Strict() {
            super(1, 1, new ModelTime(Duration.ofMillis(1)), (time, opener) -> real(1, time, opener));
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

    @Test
    void everyBorrowerEndsAndNoItemIsLentTwice() {
        ModelChecker.check(
                Overtaking.class,
                INVOCATIONS,
                "returnHeld | use | giveUp",
                "discardHeld use | use",
                "returnHeld | beInterrupted");
        ModelChecker.check(Strict.class, INVOCATIONS, "returnHeld | use | use", "returnHeld | giveUp use");
        ModelChecker.check(Two.class, INVOCATIONS, "useTwo | useTwo", "useTwo | use discard");
    }

    @Test
    void aStackThatParksWithoutASecondLookIsFound() {
        assertThatThrownBy(() -> ModelChecker.check(NoSecondLook.class, INVOCATIONS, "returnHeld | use"))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void aStackThatUsesItsNodesAgainIsFound() {
        assertThatThrownBy(() -> ModelChecker.check(
                        ReusedNodes.class, 10 * INVOCATIONS, "useTwo use | useTwo", "useTwo | useTwo"))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
