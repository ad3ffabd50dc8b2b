package dev.sqlane.sqlite.internal.dropin;

import dev.sqlane.sqlite.internal.connection.InsertWatch;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.sql.ChangeFunctions.Answers;
import dev.sqlane.sqlite.internal.sql.Kind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What {@code last_insert_rowid()}, {@code changes()} and {@code total_changes()} answer for one logical connection. Guarded by {@link RoutedSessions}.
 *
 * <p>SQLite's own answers are those of the write connection, and so of whoever wrote on it last. They become this connection's once it has done what
 * sets them. For the number of changes the kind of the statement tells. For the rowid it does not: an UPSERT may update, a table may be
 * WITHOUT ROWID, an INSERT may fail half-way. That a different rowid is answered than before does not tell either, since two tables have rows with the same one. So
 * the rows that are inserted are watched, until one of them has the rowid that SQLite answers. An eponymous table of an extension is not seen by that.
 */
final class LastWrite {
    private Answers answers = Answers.NONE;

    /** Null while the write connection is elsewhere. */
    private @Nullable Session session;

    /** False to true when this connection has set the write connection's answer; to false when others may have used that meanwhile. */
    private boolean ownsRowid;

    private boolean ownsChanges;

    /** Whether {@link #answers} may have an older rowid than the write connection, where that is this connection's own. */
    private boolean rowidMayHaveMoved;

    /** Null while this connection owns the rowid, or has not begun to insert. */
    private @Nullable InsertWatch watch;

    /** The write connection's count as far as it is counted here, and its answer when it was borrowed. */
    private long countedTotal;

    private long changesBefore;

    /** Called when the write connection was borrowed. */
    void begin(Session borrowed) throws SQLException {
        PhysicalConnection connection = borrowed.connection();
        if (connection.writerBefore() != this) {
            ownsRowid = false;
            ownsChanges = false;
        }
        countedTotal = connection.totalChanges();
        changesBefore = connection.changes();
        session = borrowed;
    }

    /** Called before the write connection runs a text that may insert. */
    void mayInsert() throws SQLException {
        Session held = session;
        if (held == null) {
            return;
        }
        rowidMayHaveMoved = true;
        if (!ownsRowid && watch == null) {
            watch = held.connection().watchInserts();
        }
    }

    /** Called when a statement has run on the write connection. */
    void ran(Kind kind) {
        switch (kind) {
            case INSERT -> {
                ownsChanges = true;
                rowidMayHaveMoved = true;
                InsertWatch watched = watch;
                if (watched != null && !watched.isEmpty()) {
                    // Now, so that the rows to come need not be watched.
                    update();
                }
            }
            case UPDATE, DELETE -> ownsChanges = true;
            default -> {}
        }
    }

    /** Called before the write connection goes to somebody else. */
    void end() {
        Session held = session;
        if (held != null) {
            update();
            held.connection().noteWriter(this);
            session = null;
            watch = null;
        }
    }

    /** Brings the answers up to date, where the write connection can be asked. */
    void update() {
        try {
            answers = ask();
        } catch (SQLException e) {
            // The transaction is lost or the connection revoked: nothing was written.
        }
    }

    Answers answers() throws SQLException {
        answers = ask();
        return answers;
    }

    /** Tells whether SQLite itself, asked in a session, answers with this connection's rowid. */
    boolean isRowidOf(Session asked) {
        return asked == session && ownsRowid;
    }

    private Answers ask() throws SQLException {
        Session held = session;
        if (held == null) {
            return answers;
        }
        PhysicalConnection connection = held.connection();
        long rowid = rowid(held);
        long changes = connection.changes();
        ownsChanges |= changes != changesBefore;
        long total = connection.totalChanges();
        long added = total - countedTotal;
        countedTotal = total;
        return new Answers(rowid, ownsChanges ? changes : answers.changes(), answers.total() + added);
    }

    private long rowid(Session held) throws SQLException {
        InsertWatch watched = watch;
        boolean known = ownsRowid ? !rowidMayHaveMoved : watched == null || watched.isEmpty();
        if (known) {
            return answers.rowid();
        }
        long rowid = held.lastInsertRowid();
        if (watched != null) {
            if (!watched.contains(rowid)) {
                return answers.rowid();
            }
            ownsRowid = true;
            watch = null;
            held.connection().stopWatchingInserts();
        }
        rowidMayHaveMoved = false;
        return rowid;
    }
}
