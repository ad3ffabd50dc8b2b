package dev.sqlane.sqlite.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.Task;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BorrowerStacksTest {
    private static final Task TASK = Task.named("task");

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private final TimeSource time = new TimeSource() {
        @Override
        public long nanoTime() {
            return now.get();
        }

        @Override
        public void park(Object blocker, long nanos) {
            throw new UnsupportedOperationException();
        }
    };
    private final BorrowerStacks stacks = new BorrowerStacks(time, true);

    @Test
    void ofQuickBorrowsOneInFiftyMicrosecondsIsRecorded() {
        assertThat(stacks.record(TASK)).isNotNull();
        now.addAndGet(BorrowerStacks.INTERVAL_NANOS - 1);
        assertThat(stacks.record(TASK)).isNull();
        now.addAndGet(1);
        Throwable recorded = stacks.record(TASK);
        assertThat(recorded).isNotNull().hasMessageContaining("\"task\"");
        assertThat(recorded.getStackTrace())
                .anySatisfy(frame -> assertThat(frame.getClassName()).isEqualTo(BorrowerStacksTest.class.getName()));
        assertThat(stacks.record(TASK)).isNull();
    }

    @Test
    void onceOneWasMissingEachIsRecorded() {
        assertThat(stacks.record(TASK)).isNotNull();
        assertThat(stacks.record(TASK)).isNull();
        Throwable missing = stacks.missing(TASK, Thread.currentThread());
        assertThat(missing).hasMessageContaining(Thread.currentThread().getName());
        assertThat(missing.getStackTrace()).isEmpty();
        assertThat(stacks.record(TASK)).isNotNull();
        assertThat(stacks.record(TASK)).isNotNull();
    }

    @Test
    void noneIsRecordedWhereNoneIsWanted() {
        assertThat(new BorrowerStacks(time, false).record(TASK)).isNull();
    }
}
