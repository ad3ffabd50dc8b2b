package dev.sqlane.sqlite.internal.dropin;

import dev.sqlane.sqlite.internal.connection.CachedStatement;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection.Transaction;
import dev.sqlane.sqlite.internal.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A physical connection that a logical one has now. Guarded by {@link RoutedSessions}. */
final class Hold {
    private final Lender.Loan loan;

    /** How many calls and open result sets need it. */
    int uses;

    /** How often the logical connection had written when this was borrowed: a reader's open rows are as old as that. */
    final long writesBefore;

    /** False to true, once: something that later statements may depend on is on it. */
    private boolean pinned;

    Hold(Lender.Loan loan, long writesBefore) {
        this.loan = loan;
        this.writesBefore = writesBefore;
    }

    Session session() {
        return loan.session();
    }

    boolean isInTransaction() {
        return session().connection().transaction() != Transaction.NONE;
    }

    boolean isPinned() {
        return pinned;
    }

    /** Keeps the connection until the logical one is closed. {@code trace} says because of what. */
    void pin(String trace) {
        pinned = true;
        Lease lease = session().connection().lease();
        if (lease != null) {
            lease.pin(trace);
        }
    }

    /** Returns the values of settings, by their pragmas' names. */
    Map<String, String> settings(List<String> names) throws SQLException {
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new HashMap<>();
        for (String name : names) {
            values.put(name, setting(name));
        }
        return values;
    }

    private String setting(String name) throws SQLException {
        Session session = session();
        CachedStatement asked = session.prepare("pragma " + name);
        try {
            session.executeAside(asked);
            ResultSet row = asked.cursor();
            return row != null && session.next(asked, null) ? String.valueOf(row.getString(1)) : "";
        } finally {
            session.release(asked);
        }
    }

    void abandon() {
        loan.abandon();
    }

    /** Tells whether its transaction is to be committed by {@link #commit}. */
    boolean sharesCommits() {
        return !pinned && loan.sharesCommits();
    }

    /** Tells whether its transaction is part of one that others have begun. */
    boolean isPart() {
        return loan.isPart();
    }

    /** Commits, and gives the connection back. */
    void commit() throws SQLException {
        loan.commit();
    }

    void giveBack() throws SQLException {
        loan.giveBack();
    }
}
