package dev.sqlane.sqlite.internal.dropin;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections that a logical one has now: none, a reader, the writer, or one of each. Guarded by {@link RoutedSessions}.
 *
 * <p><b>No deadlock</b> comes about by one connection: nobody waits here for a reader while having the writer or another reader. Where a thread uses a second connection beside
 * one that has the writer, the read pool serves it at once, beyond its maximum. So whoever has the writer waits for nothing, and all others wait for it, or for
 * readers whose holders do. What is left ends at the {@code acquireTimeout}: threads that each have a reader by one connection and ask for another by a second
 * one, as with any pool; and a transaction whose own thread waits for another thread that does not get a reader.
 */
final class Holds {
    private final Lender lender;

    /** Null to a hold and back, over and over. */
    private @Nullable Hold reader;

    /** Written under the lock of {@link RoutedSessions}; {@link #abandonWriter} reads it without. */
    private volatile @Nullable Hold writer;

    /**
     * False to true, once, by any thread. It is written before {@link #writer} is read, and read after that is written: so no writer is
     * missed, whether it was borrowed before or after.
     */
    private volatile boolean writerAbandoned;

    /** How often this connection has written. */
    private long writes;

    private final LastWrite lastWrite = new LastWrite();

    Holds(Lender lender) {
        this.lender = lender;
    }

    @Nullable
    Hold writer() {
        return writer;
    }

    /** Returns what there is, the writer first; null if there is nothing. */
    @Nullable
    Hold any() {
        return writer != null ? writer : reader;
    }

    /** Returns the hold that a session belongs to; null where it was given back, with the end of its transaction for example. */
    @Nullable
    Hold of(Session session) {
        if (writer != null && writer.session() == session) {
            return writer;
        }
        return reader != null && reader.session() == session ? reader : null;
    }

    @Nullable
    Hold inTransaction() {
        if (writer != null && writer.isInTransaction()) {
            return writer;
        }
        return reader != null && reader.isInTransaction() ? reader : null;
    }

    // Borrowing ------------------------------------------------------------------------------------------------------

    /** Returns the reader, or the writer while there is one. */
    Hold toRead(int timeoutSeconds, InterruptGuard guard) throws SQLException {
        Hold held = any();
        return held != null ? held : borrowReader(timeoutSeconds, guard);
    }

    /**
     * As {@link #toRead}, for a query that must see what this connection has written: where a reader has rows open that are older than that,
     * it is bound to their snapshot, and the query goes to the writer.
     */
    Hold toReadTheLatest(int timeoutSeconds, InterruptGuard guard) throws SQLException {
        Hold held = any();
        if (held == null) {
            return borrowReader(timeoutSeconds, guard);
        }
        return held == writer || held.writesBefore == writes ? held : borrowWriter(timeoutSeconds, false, guard);
    }

    /** @param joins as in {@link Lender#writer} */
    Hold toWrite(int timeoutSeconds, boolean joins, InterruptGuard guard) throws SQLException {
        Hold held = writer;
        return held != null ? held : borrowWriter(timeoutSeconds, joins, guard);
    }

    private Hold borrowReader(int timeoutSeconds, InterruptGuard guard) throws SQLException {
        Hold borrowed = new Hold(lender.reader(this, timeoutSeconds, guard), writes);
        reader = borrowed;
        return borrowed;
    }

    private Hold borrowWriter(int timeoutSeconds, boolean joins, InterruptGuard guard) throws SQLException {
        Lender.Loan loan;
        try {
            loan = lender.writer(this, timeoutSeconds, joins, guard);
        } catch (MisuseException e) {
            throw nested(e);
        }
        boolean begun = false;
        try {
            lastWrite.begin(loan.session());
            begun = true;
        } finally {
            if (!begun) {
                loan.giveBack();
            }
        }
        Hold borrowed = new Hold(loan, writes);
        writer = borrowed;
        if (writerAbandoned) {
            borrowed.abandon();
        }
        return borrowed;
    }

    private MisuseException nested(MisuseException e) {
        return new MisuseException(
                e.getMessage()
                        + " Through the drop-in, queries in auto-commit and read-only connections work beside it, and a second connection can write before the first statement of the outer transaction or after its end.",
                lender.writerBorrowedAt());
    }

    // Giving back ----------------------------------------------------------------------------------------------------

    /** Ends one use, and with the last one the hold, unless something else needs it. */
    void done(Session session) throws SQLException {
        Hold hold = of(session);
        if (hold != null) {
            hold.uses--;
            if (hold.uses == 0) {
                giveBackUnlessNeeded(hold);
            }
        }
    }

    /** Gives back a connection whose transaction has ended, and with it all rows; not one that is still in it, or pinned. */
    void giveBackUnlessNeeded(Hold hold) throws SQLException {
        if (!hold.isInTransaction() && !hold.isPinned()) {
            giveBack(hold);
        }
    }

    private void giveBack(Hold hold) throws SQLException {
        if (hold != reader) {
            lastWrite.end();
        }
        letGo(hold, hold::giveBack);
    }

    /** Called by any thread, at any time: says that another one than the borrower's is going to give the writer back. */
    void abandonWriter() {
        writerAbandoned = true;
        Hold held = writer;
        if (held != null) {
            held.abandon();
        }
    }

    /** Commits the writer's transaction, along with those of others, and gives it back. */
    void commit(Hold hold) throws SQLException {
        lastWrite.end();
        letGo(hold, hold::commit);
    }

    /** Some way to give a connection back. */
    @FunctionalInterface
    private interface Way {
        void go() throws SQLException;
    }

    /** Forgets a hold once it has been given back; not where an Error came, after which {@code close} tries again. */
    private void letGo(Hold hold, Way way) throws SQLException {
        boolean error = true;
        try {
            way.go();
            error = false;
        } catch (SQLException | RuntimeException e) {
            error = false;
            throw e;
        } finally {
            if (!error) {
                if (hold == reader) {
                    reader = null;
                } else {
                    writer = null;
                }
            }
        }
    }

    /** Gives the writer back in the middle of its transaction, which undoes its part. */
    void undoPart(Hold hold) throws SQLException {
        giveBack(hold);
    }

    void giveBackAll() throws SQLException {
        try {
            if (reader != null) {
                giveBack(reader);
            }
        } finally {
            if (writer != null) {
                giveBack(writer);
            }
        }
    }

    // The last write -------------------------------------------------------------------------------------------------

    void countWrite() {
        writes++;
    }

    LastWrite lastWrite() {
        return lastWrite;
    }
}
