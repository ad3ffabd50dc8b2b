package dev.sqlane.sqlite.internal;

import dev.sqlane.MisuseException;
import dev.sqlane.PoolStatistics;
import dev.sqlane.Task;
import dev.sqlane.WritePool;
import dev.sqlane.WriteWork;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A handle on the write side: one of its own, or the part of a {@link DatabaseHandle}. */
final class WritePoolHandle implements WritePool, PoolDataSource {
    private final Handle handle;
    private final boolean standAlone;
    private final DropIn shared;

    WritePoolHandle(Handle handle, boolean standAlone) {
        this.handle = handle;
        this.shared = new DropIn(handle, true);
        this.standAlone = standAlone;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T transaction(Task task, WriteWork<T, X> work)
            throws SQLException, X {
        return handle.use().writer().write(task, work);
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            Writer writer = handle.use().writer();
            return writer.sharesAll() ? shared.getConnection() : writer.getConnection();
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        }
    }

    @Override
    public PoolStatistics stats() {
        return handle.file().writeStatistics();
    }

    @Override
    public void close() throws SQLException {
        if (!standAlone) {
            throw new MisuseException("This write pool belongs to a database; close the database.", null);
        }
        handle.close();
    }

    @Override
    public String toString() {
        return "write pool of " + handle.file().path();
    }
}
