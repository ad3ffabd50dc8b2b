package dev.sqlane.sqlite.internal.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Events;
import dev.sqlane.sqlite.internal.pool.BrokenBaton.Flaw;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the ownership is passed on within a group and back, in the interleavings that the model checker can think of, beside broken twins. */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // Minutes of computing on a machine that does other things as well.
class BatonLincheckTest {
    private static final int INVOCATIONS = 500;

    /** The queue as it is. Public, as Lincheck wants it. */
    public static class Real extends BatonOperations<WriteQueue.Place> {
        public Real() {
            super(time -> Baton.of(new WriteQueue(Events.NONE)));
        }
    }

    /** The heir may settle a place that does not wait yet. */
    public static class StaysTooLate extends BatonOperations<BrokenBaton.Place> {
        public StaysTooLate() {
            super(time -> new BrokenBaton(Flaw.STAYS_TOO_LATE, time));
        }
    }

    /** Nobody wakes those who wait for the commit. */
    public static class SettlesSilently extends BatonOperations<BrokenBaton.Place> {
        public SettlesSilently() {
            super(time -> new BrokenBaton(Flaw.SETTLES_SILENTLY, time));
        }
    }

    @Test
    void everyUnitHasItsOutcomeAfterTheCommit() {
        ModelChecker.check(Real.class, INVOCATIONS, "write | write | write", "write write | write");
    }

    @Test
    void whereAGroupFailsEachRunsAgainOnce() {
        ModelChecker.check(Real.class, INVOCATIONS, "fail | fail | fail", "fail fail | fail");
    }

    @Test
    void aHeirThatSettlesTooEarlyIsFound() {
        assertThatThrownBy(() -> ModelChecker.check(StaysTooLate.class, 20 * INVOCATIONS, "write | write"))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void aSettlingThatWakesNobodyIsFound() {
        assertThatThrownBy(() -> ModelChecker.check(SettlesSilently.class, INVOCATIONS, "write | write"))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
