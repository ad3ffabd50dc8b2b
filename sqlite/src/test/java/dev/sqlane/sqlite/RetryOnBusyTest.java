package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryOnBusyTest {
    private static final class StoreBusy extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final RetryOnBusy quick = RetryOnBusy.standard().withDelays(Duration.ofMillis(1), Duration.ofMillis(1));

    @Test
    void aPlainConnectionThatMeetsALockTriesAgain() throws Exception {
        try (SqliteDatabase db = Sqlite.temporary()) {
            db.run(c -> c.script("create table item (x)"));
            AtomicInteger attempts = new AtomicInteger();
            try (Connection holder = DriverManager.getConnection("jdbc:sqlite:" + db.path());
                    Statement hold = holder.createStatement();
                    Connection plain = DriverManager.getConnection("jdbc:sqlite:" + db.path());
                    Statement statement = plain.createStatement()) {
                statement.execute("pragma busy_timeout=0");
                hold.execute("begin immediate");
                int changed = quick.call(() -> {
                    if (attempts.incrementAndGet() == 3) {
                        hold.execute("rollback");
                    }
                    return statement.executeUpdate("insert into item values (1)");
                });
                assertThat(changed).isEqualTo(1);
            }
            assertThat(attempts).hasValue(3);
        }
    }

    @Test
    void theLastFailureIsThrownAsItIsWithTheEarlierOnesSuppressed() {
        AtomicInteger attempts = new AtomicInteger();
        RetryOnBusy retry =
                quick.withAttempts(3).withDetector(BusyDetector.standard().or(StoreBusy.class::isInstance));
        assertThatThrownBy(() -> retry.call(() -> {
                    attempts.incrementAndGet();
                    throw new StoreBusy();
                }))
                .isInstanceOfSatisfying(
                        StoreBusy.class, e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(attempts).hasValue(3);
    }

    @Test
    void whatIsNotBusyIsNotTriedAgain() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> quick.call(() -> {
                    attempts.incrementAndGet();
                    // The text alone proves nothing, nor does another database's vendor code 5.
                    throw new SQLException("[SQLITE_BUSY] The database file is locked", null, 5);
                }))
                .isInstanceOf(SQLException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void theDetectorLooksThroughCausesThatGoInCircles() {
        RuntimeException one = new UncheckedIOException(new java.io.IOException());
        RuntimeException two = new IllegalStateException(one);
        one.getCause().initCause(two);
        assertThat(BusyDetector.standard().isBusy(two)).isFalse();
        assertThat(BusyDetector.standard()
                        .isBusy(new IllegalStateException(new dev.sqlane.BusyException("b", 5, null))))
                .isTrue();
    }

    @Test
    void delaysDoubleUpToTheLongest() {
        RetryOnBusy steady = RetryOnBusy.standard().withJitter(0);
        assertThat(steady.delayNanos(1)).isEqualTo(10_000_000);
        assertThat(steady.delayNanos(2)).isEqualTo(20_000_000);
        assertThat(steady.delayNanos(7)).isEqualTo(500_000_000);
        assertThat(steady.delayNanos(900)).isEqualTo(500_000_000);
        assertThat(RetryOnBusy.standard().delayNanos(1)).isBetween(5_000_000L, 10_000_000L);
    }

    @Test
    void badValuesAreRefused() {
        assertThatThrownBy(() -> quick.withAttempts(0)).hasMessageContaining("attempts is 0");
        assertThatThrownBy(() -> quick.withJitter(2)).hasMessageContaining("jitter is 2.0");
        assertThatThrownBy(() -> quick.withDelays(Duration.ZERO, Duration.ZERO)).hasMessageContaining("firstDelay");
        assertThatThrownBy(() -> quick.withDelays(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("longestDelay");
    }

    @Test
    void anInterruptEndsTheDelay() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> RetryOnBusy.standard()
                        .withDetector(failure -> true)
                        .call(() -> {
                            throw new IllegalStateException("busy");
                        }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
