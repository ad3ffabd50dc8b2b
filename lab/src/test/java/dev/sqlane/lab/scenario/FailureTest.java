package dev.sqlane.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.BusyException;
import dev.sqlane.DeadlineException;
import dev.sqlane.lab.ErrorSample;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

final class FailureTest {
    @Test
    void busyIsToldByTheResultCodeAtAnyDepth() {
        SQLiteException snapshot = new SQLiteException("stale", SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT);

        assertThat(Failure.of(snapshot))
                .isEqualTo(new Failure("SQLiteException SQLITE_BUSY_SNAPSHOT (517)", true, "stale"));
        assertThat(Failure.of(new IllegalStateException("wrapped", snapshot)).busy())
                .isTrue();
        assertThat(Failure.of(new BusyException("held by process 7", 5, null)).busy())
                .isTrue();
    }

    @Test
    void otherErrorsAreNotBusy() {
        assertThat(Failure.of(new SQLiteException("locked", SQLiteErrorCode.SQLITE_LOCKED)))
                .extracting(Failure::busy)
                .isEqualTo(false);
        assertThat(Failure.of(new SQLTransientConnectionException("request timed out after 30000ms")))
                .isEqualTo(new Failure("SQLTransientConnectionException", false, "request timed out after 30000ms"));
        assertThat(Failure.of(new DeadlineException("waited 30 s", null, null)).busy())
                .isFalse();
        assertThat(Failure.of(new SQLException("no code", "HY000", 1)).kind()).isEqualTo("SQLException (1)");
        assertThat(Failure.of(new IllegalStateException("odd")))
                .isEqualTo(new Failure("IllegalStateException", false, "odd"));
    }

    @Test
    void theTallyKeepsTheFirstMessageOfEachKind() {
        FailureTally tally = new FailureTally();
        tally.add(new Failure("a", true, "first"));
        tally.add(new Failure("b", false, "other"));
        tally.add(new Failure("a", true, "second"));

        assertThat(tally.busy()).isEqualTo(2);
        assertThat(tally.other()).isEqualTo(1);
        assertThat(tally.samples())
                .containsExactly(new ErrorSample("a", true, 2, "first"), new ErrorSample("b", false, 1, "other"));
    }
}
