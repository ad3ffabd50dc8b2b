package dev.sqlane.sqlite.internal.connection;

import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** SQLite's result codes, as far as the engine decides by them. Decisions are made on codes, never on message texts. */
public final class ResultCode {
    public static final int ERROR = 1;
    public static final int BUSY = 5;
    public static final int LOCKED = 6;
    public static final int READONLY = 8;
    public static final int INTERRUPT = 9;
    public static final int IO_ERROR = 10;
    public static final int CORRUPT = 11;
    public static final int FULL = 13;
    public static final int CANNOT_OPEN = 14;
    public static final int PROTOCOL = 15;
    public static final int CONSTRAINT = 19;
    public static final int NOT_A_DATABASE = 26;
    public static final int BUSY_RECOVERY = 261;
    public static final int BUSY_SNAPSHOT = 517;
    public static final int BUSY_TIMEOUT = 773;

    private ResultCode() {}

    /**
     * Returns the extended result code, or 0 where the exception did not come from SQLite. A code that the driver's table lacks
     * gives the primary one.
     */
    public static int extended(SQLException exception) {
        if (exception instanceof SQLiteException sqlite && sqlite.getResultCode().code > 0) {
            return sqlite.getResultCode().code;
        }
        if (exception.getCause() instanceof SQLiteException cause) {
            return extended(cause);
        }
        return exception.getErrorCode();
    }

    public static int primary(int code) {
        return code & 0xff;
    }

    /** Tells whether another connection or process holds a lock that it will give back: waiting helps. */
    public static boolean isWaitable(int code) {
        return code == BUSY || code == BUSY_RECOVERY || code == BUSY_TIMEOUT || code == PROTOCOL;
    }
}
