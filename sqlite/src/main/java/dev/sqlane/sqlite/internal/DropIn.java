package dev.sqlane.sqlite.internal;

import dev.sqlane.DeadlineException;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.dropin.Lender;
import dev.sqlane.sqlite.internal.dropin.RoutedSessions;
import dev.sqlane.sqlite.internal.dropin.Verdicts;
import dev.sqlane.sqlite.internal.jdbc.SessionConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The drop-in of one {@link DatabaseHandle}: makes logical connections, and lends them physical ones of both pools. */
final class DropIn implements PoolDataSource, Lender {
    private final Handle handle;
    private final boolean writes;
    private final Verdicts verdicts = new Verdicts();

    DropIn(Handle handle) {
        this(handle, false);
    }

    /** @param writes whether everything goes to the write connection: for the write pool, where its transactions share their COMMITs */
    DropIn(Handle handle, boolean writes) {
        this.handle = handle;
        this.writes = writes;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            handle.use();
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        }
        return new SessionConnection(sessions(() -> {}));
    }

    /** Makes what a logical connection consists of; {@code atEnd} is run once, when it has given everything back. */
    RoutedSessions sessions(SessionConnection.Returner atEnd) {
        return new RoutedSessions(this, verdicts, writes, atEnd);
    }

    /** Borrows from one of the pools. */
    @FunctionalInterface
    private interface Borrower {
        Loan borrow(@Nullable Duration limit) throws SQLException;
    }

    @Override
    public Loan reader(Object owner, int timeoutSeconds, InterruptGuard guard) throws SQLException {
        Readers readers = handle.use().readers();
        return within(timeoutSeconds, limit -> readers.lend(owner, limit, guard));
    }

    @Override
    public Loan writer(Object owner, int timeoutSeconds, boolean joins, InterruptGuard guard) throws SQLException {
        Writer writer = handle.use().writer();
        return within(timeoutSeconds, limit -> writer.lend(owner, limit, joins, guard));
    }

    private Loan within(int timeoutSeconds, Borrower borrower) throws SQLException {
        if (timeoutSeconds == 0) {
            return borrower.borrow(null);
        }
        Duration limit = Duration.ofSeconds(timeoutSeconds);
        if (limit.compareTo(handle.file().configuration().acquireTimeout()) >= 0) {
            return borrower.borrow(null);
        }
        try {
            return borrower.borrow(limit);
        } catch (DeadlineException e) {
            throw new SQLTimeoutException(
                    "The statement ran into its query timeout of " + timeoutSeconds
                            + " s while it waited for a connection; nothing of it has run. " + e.getMessage(),
                    "57014",
                    e);
        }
    }

    @Override
    public @Nullable Throwable writerBorrowedAt() {
        return handle.file().writer().borrowedAt();
    }

    @Override
    public boolean isOpen() {
        return !handle.isClosed();
    }

    @Override
    public String toString() {
        return "drop-in of " + handle.file().path();
    }
}
