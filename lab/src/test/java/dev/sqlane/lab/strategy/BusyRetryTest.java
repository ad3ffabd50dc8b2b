package dev.sqlane.lab.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

final class BusyRetryTest {
    private final AtomicInteger attempts = new AtomicInteger();

    private int fail(int times, SQLiteErrorCode code) throws SQLException {
        return BusyRetry.run(() -> {
            if (attempts.incrementAndGet() <= times) {
                throw new SQLiteException("refused", code);
            }
            return 42;
        });
    }

    @Test
    void busyIsTriedAgain() throws SQLException {
        assertThat(fail(2, SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT)).isEqualTo(42);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void afterEightAttemptsItGivesUp() {
        long begin = System.nanoTime();
        assertThatExceptionOfType(SQLiteException.class).isThrownBy(() -> fail(8, SQLiteErrorCode.SQLITE_BUSY));
        assertThat(attempts).hasValue(8);
        // 10 + 20 + 40 + 80 + 160 + 320 + 500 ms
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(1_130));
    }

    @Test
    void otherErrorsAreNotTriedAgain() {
        assertThatExceptionOfType(SQLiteException.class)
                .isThrownBy(() -> fail(1, SQLiteErrorCode.SQLITE_BUSY_RECOVERY));
        assertThat(attempts).hasValue(1);
    }
}
