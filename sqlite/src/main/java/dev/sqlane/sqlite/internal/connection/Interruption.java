package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.WaitInterruptedException;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTimeoutException;

/**
 * Why another thread ended a call, and what its caller is told.
 *
 * @param message says the reason, and the limit where there is one
 */
public record Interruption(Kind kind, String message) {
    public enum Kind {
        CANCELLED,
        ABORTED,
        QUERY_TIMEOUT,
        NETWORK_TIMEOUT
    }

    public static final Interruption CANCELLED = new Interruption(Kind.CANCELLED, "The statement was cancelled.");

    public static final Interruption ABORTED =
            new Interruption(Kind.ABORTED, "The call was interrupted, because its connection was aborted.");

    public static Interruption queryTimeout(int seconds) {
        return new Interruption(
                Kind.QUERY_TIMEOUT,
                "The statement ran into its query timeout of " + seconds + " s and was interrupted.");
    }

    public static Interruption networkTimeout(int milliseconds) {
        return new Interruption(
                Kind.NETWORK_TIMEOUT,
                "The call took longer than the connection's network timeout of " + milliseconds
                        + " ms: it was interrupted, its transaction rolled back and the connection closed, as JDBC has it. Raise the limit by setNetworkTimeout (0 is for none), or use Statement.setQueryTimeout, after which the connection stays open.");
    }

    /** Returns what the caller of the interrupted call is to see. The cause says where the call was. */
    public SQLException exception(SQLException cause) {
        String text = cause instanceof WaitInterruptedException ? message + " " + cause.getMessage() : message;
        return switch (kind) {
            case CANCELLED, ABORTED -> new SQLNonTransientException(text, "57014", ResultCode.INTERRUPT, cause);
            case QUERY_TIMEOUT -> new SQLTimeoutException(text, "57014", ResultCode.INTERRUPT, cause);
            // The class of SQLState by which pools and frameworks see that the connection is gone.
            case NETWORK_TIMEOUT -> new SQLTimeoutException(text, "08006", ResultCode.INTERRUPT, cause);
        };
    }
}
