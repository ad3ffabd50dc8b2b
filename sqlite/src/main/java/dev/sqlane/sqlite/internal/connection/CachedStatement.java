package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreResultSet;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * A compiled statement of one physical connection. It is idle in the cache, or checked out by exactly one user, who
 * gives it back through {@link PhysicalConnection#release}. Guarded by the ownership of its connection.
 */
public final class CachedStatement {
    private final String key;
    private final SqlStatement statement;
    private final PreparedStatement prepared;
    private final SafeStmtPtr pointer;
    private final boolean returnsRows;

    /** Whether the cache keeps it after use; false to true never. */
    boolean cached;

    boolean inUse;
    /** Set after an error that made the driver finalize it, or left its state in doubt. */
    boolean broken;

    /** Set by whoever knows that its text will not be asked for again. */
    boolean onlyOnce;

    private @Nullable ResultSet cursor;

    /**
     * How many times the rows of an execution have come to their end. Counted at the end and not at the next execution, so that who was
     * handed a row by the thread that ended it sees that, whatever other threads do with the statement afterwards.
     */
    private long rowsEnded;

    /** The driver's only result set for this statement, known from the first execution on. */
    private @Nullable CoreResultSet rows;

    /** As many nulls as there are columns, in place of their names. */
    private @Nullable String[] unnamed = {};

    CachedStatement(String key, SqlStatement statement, PreparedStatement prepared) throws SQLException {
        this.key = key;
        this.statement = statement;
        this.prepared = prepared;
        // Not getMetaData().getColumnCount(), which throws where there are none.
        this.pointer = ((CoreStatement) prepared).pointer;
        this.returnsRows = pointer.safeRunInt(DB::column_count) > 0;
    }

    /** Returns the text as the caller gave it, by which the cache knows it. */
    public String key() {
        return key;
    }

    public SqlStatement statement() {
        return statement;
    }

    /** Returns the driver's statement, to bind parameters; it is executed only through the {@link Session}. */
    public PreparedStatement prepared() {
        return prepared;
    }

    /** Tells whether it returns rows; no change of the schema can change that. */
    public boolean returnsRows() {
        return returnsRows;
    }

    /** Tells whether it must be given back and prepared again before it can run once more. */
    public boolean isBroken() {
        return broken || onlyOnce;
    }

    /** Returns the open cursor of the last execution, or null. */
    public @Nullable ResultSet cursor() {
        return cursor;
    }

    /**
     * Opens the cursor of an execution that returned rows. The driver would read all the columns' names each time, which takes as long
     * as a fifth of a point read; it keeps to those that are there already, so they are read when somebody wants them.
     */
    void openCursor() throws SQLException {
        CoreResultSet known = rows;
        if (known != null) {
            int columns = pointer.safeRunInt(DB::column_count);
            if (unnamed.length != columns) {
                // Compiled anew by SQLite after a change of the schema.
                unnamed = new String[columns];
            }
            known.colsMeta = unnamed;
        }
        ResultSet opened = prepared.getResultSet();
        if (opened == null) {
            return;
        }
        if (known == null) {
            rows = (CoreResultSet) opened;
        }
        cursor = opened;
    }

    /** Returns a number that stands for the rows of the open cursor: it changes once there are no more of them. */
    public long rowsEnded() {
        return rowsEnded;
    }

    /** Notes that the cursor is past its last row. */
    void endRows() {
        rowsEnded++;
    }

    /** Returns how many columns the open cursor has. */
    public int columnCount() {
        CoreResultSet open = rows;
        return open == null || open.cols == null ? 0 : open.cols.length;
    }

    /** Returns the names of the open cursor's columns; afterwards the driver knows them too. */
    public String[] columnNames() throws SQLException {
        CoreResultSet open = rows;
        if (open == null || cursor == null) {
            throw new SQLException("the cursor is closed");
        }
        if (open.cols == unnamed) {
            String[] names = pointer.safeRun(DB::column_names);
            open.cols = names;
            open.colsMeta = names;
        }
        return open.cols;
    }

    /** Says that there is no use in keeping it: it is closed when it is given back. */
    public void useOnlyOnce() {
        onlyOnce = true;
    }

    /** Says that this statement must not be used again: it is closed when it is given back. */
    public void markBroken() {
        broken = true;
        endRows();
    }

    /** Resets the statement, so that it neither holds a snapshot nor counts as a statement in progress. */
    public void closeCursor() throws SQLException {
        ResultSet open = cursor;
        if (open != null) {
            cursor = null;
            endRows();
            open.close();
        }
    }

    /**
     * As {@link #closeCursor}, for a statement that commits by itself: closed before its last row, it commits when it is reset, and the
     * driver would drop what that says.
     */
    void finishCursor() throws SQLException {
        int code = 0;
        if (cursor != null && !broken && !pointer.isClosed()) {
            code = pointer.safeRunInt(DB::reset);
        }
        closeCursor();
        if (code != 0) {
            throw DB.newSQLException(code, "the statement's own COMMIT failed");
        }
    }
}
