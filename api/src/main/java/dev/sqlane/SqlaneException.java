package dev.sqlane;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the library itself has to say, as opposed to what the database or the caller's own work throws. Each message
 * names the pool, the wait and the task, and where it can be known the holder.
 *
 * @since 0.1.0
 */
public abstract sealed class SqlaneException extends SQLException
        permits BusyException,
                ClosedException,
                DeadlineException,
                GroupCollapsedException,
                MisuseException,
                OutcomeUnknownException,
                StaleSnapshotException,
                WaitInterruptedException {
    private static final long serialVersionUID = 1L;

    SqlaneException(String message, String sqlState, int resultCode, @Nullable Throwable cause) {
        super(message, sqlState, resultCode, cause);
    }
}
