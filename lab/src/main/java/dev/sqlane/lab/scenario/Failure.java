package dev.sqlane.lab.scenario;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * An error as the application saw it.
 *
 * @param kind the exception's class and, where there is one, SQLite's result code
 * @param busy whether it says that another connection or process holds a lock: the primary result codes 5 (BUSY, with all its
 *     extended forms) and 15 (PROTOCOL, the same for the WAL index), at any depth of the chain of causes. A pool's
 *     timeout without such a cause is an error, but not this one
 * @param message its message
 */
public record Failure(String kind, boolean busy, String message) {
    private static final int BUSY = 5;
    private static final int PROTOCOL = 15;
    private static final int LONGEST_CHAIN = 10;

    public static Failure of(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        SQLException busy = busyCause(thrown);
        if (busy != null) {
            return new Failure(describe(thrown, busy), true, message);
        }
        return new Failure(describe(thrown, thrown instanceof SQLException failure ? failure : null), false, message);
    }

    private static @Nullable SQLException busyCause(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
            if (cause instanceof SQLException failure) {
                int primary = code(failure) & 0xff;
                if (primary == BUSY || primary == PROTOCOL) {
                    return failure;
                }
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static int code(SQLException failure) {
        return failure instanceof SQLiteException sqlite ? sqlite.getResultCode().code : failure.getErrorCode();
    }

    private static String describe(Throwable thrown, @Nullable SQLException coded) {
        String kind = thrown.getClass().getSimpleName();
        if (coded instanceof SQLiteException sqlite) {
            return kind + " " + sqlite.getResultCode().name() + " (" + sqlite.getResultCode().code + ")";
        }
        return coded != null && coded.getErrorCode() != 0 ? kind + " (" + coded.getErrorCode() + ")" : kind;
    }
}
