package dev.sqlane.sqlite.internal.dropin;

import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Lends physical connections of both pools. Safe for any number of threads. */
public interface Lender {
    /** A connection that is out. */
    interface Loan {
        Session session();

        /**
         * Ends the session and gives the connection back, once.
         *
         * @throws SQLException if a statement that commits by itself had rows left, and now could not commit; the connection is given back
         */
        void giveBack() throws SQLException;

        /** Tells whether a transaction is to be committed by {@link #commit}. */
        boolean sharesCommits();

        /** Tells whether the connection came with an open transaction, of which what is done here is a part: it is committed, or given back. */
        boolean isPart();

        /**
         * Commits the open transaction, along with those of others, ends the session and gives the connection back.
         *
         * @throws SQLException if it was not committed; the connection is given back
         */
        void commit() throws SQLException;

        /** Says that another thread than the borrower's is going to give it back. Called by any thread, at any time. */
        void abandon();
    }

    /**
     * Lends a read connection.
     *
     * @param owner who is going to give it back; where it becomes garbage before that, the connection is taken back and reported as lost
     * @param timeoutSeconds how long to wait at most; 0 for as long as the configuration allows
     * @param guard by which another thread may end the wait
     * @throws java.sql.SQLTimeoutException if the wait took {@code timeoutSeconds}, and less than the configuration allows
     */
    Loan reader(Object owner, int timeoutSeconds, InterruptGuard guard) throws SQLException;

    /**
     * As {@link #reader}, of the write connection.
     *
     * @param joins whether a transaction is about to begin that may be part of an open one
     */
    Loan writer(Object owner, int timeoutSeconds, boolean joins, InterruptGuard guard) throws SQLException;

    /** Returns where the write connection was borrowed by whoever has it, if that was recorded. */
    @Nullable
    Throwable writerBorrowedAt();

    /** Tells whether anything can still be borrowed. */
    boolean isOpen();
}
