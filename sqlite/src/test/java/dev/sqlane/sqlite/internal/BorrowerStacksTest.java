package dev.sqlane.sqlite.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.Task;
import org.junit.jupiter.api.Test;

class BorrowerStacksTest {
    private static final Task TASK = Task.named("task");

    /** Near the end of the clock's range, which it may run over. */
    private long now = Long.MAX_VALUE - 10;

    private final BorrowerStacks stacks = new BorrowerStacks(true, now);

    @Test
    void ofQuickBorrowsOneInFiftyMicrosecondsIsRecorded() {
        assertThat(stacks.record(TASK, now)).isNotNull();
        now += BorrowerStacks.INTERVAL_NANOS - 1;
        assertThat(stacks.record(TASK, now)).isNull();
        now += 1;
        Throwable recorded = stacks.record(TASK, now);
        assertThat(recorded).isNotNull().hasMessageContaining("\"task\"");
        assertThat(recorded.getStackTrace())
                .anySatisfy(frame -> assertThat(frame.getClassName()).isEqualTo(BorrowerStacksTest.class.getName()));
        assertThat(stacks.record(TASK, now)).isNull();
    }

    @Test
    void onceOneWasMissingEachIsRecorded() {
        assertThat(stacks.record(TASK, now)).isNotNull();
        assertThat(stacks.record(TASK, now)).isNull();
        Throwable missing = stacks.missing(TASK, Thread.currentThread());
        assertThat(missing).hasMessageContaining(Thread.currentThread().getName());
        assertThat(missing.getStackTrace()).isEmpty();
        assertThat(stacks.record(TASK, now)).isNotNull();
        assertThat(stacks.record(TASK, now)).isNotNull();
    }

    @Test
    void noneIsRecordedWhereNoneIsWanted() {
        assertThat(new BorrowerStacks(false, now).record(TASK, now)).isNull();
    }
}
