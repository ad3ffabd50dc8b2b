package dev.sqlane.sqlite;

import dev.sqlane.BusyException;
import dev.sqlane.StaleSnapshotException;
import dev.sqlane.sqlite.internal.connection.ResultCode;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * Tells whether a failure means that the database was busy, so that trying again may help. Combine the standard one with one that knows
 * an application's own exceptions:
 *
 * <pre>{@code
 * BusyDetector.standard().or(e -> e instanceof StoreException s && s.isContention())
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BusyDetector {
    boolean isBusy(Throwable failure);

    /** Returns a detector that says busy where this one or {@code other} does. */
    default BusyDetector or(BusyDetector other) {
        return failure -> isBusy(failure) || other.isBusy(failure);
    }

    /**
     * Returns the detector that looks for SQLite's result codes 5 (busy), 261 (recovery), 517 (stale snapshot) and 773
     * (busy timeout), or for Sqlane's own {@link BusyException} and {@link StaleSnapshotException}, in the failure and its causes. It
     * decides on codes, never on message texts; a lock within one connection (6) is no contention and does not count.
     */
    static BusyDetector standard() {
        return failure -> {
            Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            @Nullable Throwable cause = failure;
            while (cause != null && seen.add(cause)) {
                if (cause instanceof BusyException || cause instanceof StaleSnapshotException) {
                    return true;
                }
                if (cause instanceof SQLiteException exception
                        && ResultCode.primary(ResultCode.extended((SQLException) exception)) == ResultCode.BUSY) {
                    return true;
                }
                cause = cause.getCause();
            }
            return false;
        };
    }
}
