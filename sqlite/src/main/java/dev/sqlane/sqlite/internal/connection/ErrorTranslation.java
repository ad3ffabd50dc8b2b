package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.BusyException;
import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.GroupCollapsedException;
import dev.sqlane.SqlaneException;
import dev.sqlane.StaleSnapshotException;
import dev.sqlane.WaitInterruptedException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;

/**
 * Turns errors into the standard JDBC subclasses with an SQLState, by result code, so that the translators of Spring, Hibernate
 * and others understand them. The driver's own exception stays the cause, the message and the (primary) vendor
 * code stay as they were.
 */
public final class ErrorTranslation {
    private static final int NO_MEMORY = 7;
    private static final int TOO_BIG = 18;
    private static final int MISMATCH = 20;
    private static final int RANGE = 25;
    private static final int CONSTRAINT_CHECK = 275;
    private static final int CONSTRAINT_FOREIGN_KEY = 787;
    private static final int CONSTRAINT_NOT_NULL = 1299;
    private static final int CONSTRAINT_PRIMARY_KEY = 1555;
    private static final int CONSTRAINT_UNIQUE = 2067;
    private static final int CONSTRAINT_ROWID = 2579;

    private ErrorTranslation() {}

    /** Translates an error of the driver. What has an SQLState already, or did not come from SQLite, stays as it is. */
    public static SQLException ofDriver(SQLException e) {
        if (e instanceof SqlaneException || e.getSQLState() != null) {
            return e;
        }
        int code = ResultCode.extended(e);
        String message = e.getMessage();
        int vendor = ResultCode.primary(code);
        return switch (vendor) {
            case 0 -> e;
            case ResultCode.ERROR -> new SQLSyntaxErrorException(message, "42000", vendor, e);
            case ResultCode.BUSY, ResultCode.LOCKED -> new SQLTransactionRollbackException(message, "40001", vendor, e);
            case NO_MEMORY -> new SQLNonTransientException(message, "53200", vendor, e);
            case ResultCode.READONLY -> new SQLNonTransientException(message, "25006", vendor, e);
            case ResultCode.INTERRUPT -> new SQLNonTransientException(message, "57014", vendor, e);
            case ResultCode.IO_ERROR -> new SQLNonTransientException(message, "58030", vendor, e);
            case ResultCode.CORRUPT, ResultCode.NOT_A_DATABASE ->
                new SQLNonTransientException(message, "XX001", vendor, e);
            case ResultCode.FULL -> new SQLNonTransientException(message, "53100", vendor, e);
            case ResultCode.CANNOT_OPEN -> new SQLNonTransientConnectionException(message, "08001", vendor, e);
            case ResultCode.PROTOCOL -> new SQLTransientConnectionException(message, "08006", vendor, e);
            case ResultCode.CONSTRAINT ->
                new SQLIntegrityConstraintViolationException(message, constraintState(code), vendor, e);
            case TOO_BIG, MISMATCH, RANGE -> new SQLDataException(message, "22000", vendor, e);
            default -> new SQLException(message, "HY000", vendor, e);
        };
    }

    /** Translates an error of the library for callers who know only JDBC. */
    public static SQLException ofLibrary(SQLException e) {
        if (!(e instanceof SqlaneException)) {
            return ofDriver(e);
        }
        if (e instanceof DeadlineException || e instanceof WaitInterruptedException) {
            return new SQLTransientConnectionException(e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
        }
        if (e instanceof BusyException || e instanceof StaleSnapshotException || e instanceof GroupCollapsedException) {
            return new SQLTransactionRollbackException(e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
        }
        if (e instanceof ClosedException) {
            return new SQLNonTransientConnectionException(e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
        }
        return new SQLNonTransientException(e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
    }

    private static String constraintState(int code) {
        return switch (code) {
            case CONSTRAINT_CHECK -> "23514";
            case CONSTRAINT_FOREIGN_KEY -> "23503";
            case CONSTRAINT_NOT_NULL -> "23502";
            case CONSTRAINT_PRIMARY_KEY, CONSTRAINT_UNIQUE, CONSTRAINT_ROWID -> "23505";
            default -> "23000";
        };
    }
}
