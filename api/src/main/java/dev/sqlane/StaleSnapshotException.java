package dev.sqlane;

import org.jspecify.annotations.Nullable;

/**
 * The snapshot of a transaction is older than the newest commit, so that it can't begin to write (SQLITE_BUSY_SNAPSHOT, 517), and
 * the unit could not be replayed.
 *
 * @since 0.1.0
 */
public final class StaleSnapshotException extends SqlaneException {
    private static final long serialVersionUID = 1L;

    public StaleSnapshotException(String message, @Nullable Throwable cause) {
        super(message, "40001", 517, cause);
    }
}
