package dev.sqlane.lab.strategy;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * microsandbox's retry: eight attempts, after the result codes 5 and 517 only, with pauses that begin at 10 ms, double,
 * end at 500 ms, and have no jitter.
 */
final class BusyRetry {
    private static final int ATTEMPTS = 8;
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final int BUSY = 5;
    private static final int BUSY_SNAPSHOT = 517;

    private BusyRetry() {}

    @FunctionalInterface
    interface Attempt<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    static <T extends @Nullable Object> T run(Attempt<T> attempt) throws SQLException {
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempts = 1; ; attempts++) {
            try {
                return attempt.run();
            } catch (SQLiteException failure) {
                int code = failure.getResultCode().code;
                if (attempts == ATTEMPTS || (code != BUSY && code != BUSY_SNAPSHOT)) {
                    throw failure;
                }
                try {
                    TimeUnit.MILLISECONDS.sleep(pause);
                } catch (InterruptedException interrupt) {
                    Thread.currentThread().interrupt();
                    throw failure;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }
}
