package dev.sqlane.sqlite.internal;

import dev.sqlane.MisuseException;
import dev.sqlane.PoolStatistics;
import dev.sqlane.ReadPool;
import dev.sqlane.ReadWork;
import dev.sqlane.RowMapper;
import dev.sqlane.Task;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A handle on the read side: one of its own, or the part of a {@link DatabaseHandle}. */
final class ReadPoolHandle implements ReadPool, PoolDataSource {
    private final Handle handle;
    private final boolean standAlone;

    ReadPoolHandle(Handle handle, boolean standAlone) {
        this.handle = handle;
        this.standAlone = standAlone;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Task task, ReadWork<T, X> work)
            throws SQLException, X {
        return handle.use().readers().read(task, work);
    }

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
            throws SQLException {
        return handle.use().readers().query(queries -> queries.query(sql, mapper, parameters));
    }

    @Override
    public <T extends Record> List<T> query(String sql, Class<T> recordType, @Nullable Object... parameters)
            throws SQLException {
        return handle.use().readers().query(queries -> queries.query(sql, recordType, parameters));
    }

    @Override
    public <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
            throws SQLException {
        return handle.use().readers().query(queries -> queries.queryOne(sql, mapper, parameters));
    }

    @Override
    public <T extends Record> Optional<T> queryOne(String sql, Class<T> recordType, @Nullable Object... parameters)
            throws SQLException {
        return handle.use().readers().query(queries -> queries.queryOne(sql, recordType, parameters));
    }

    @Override
    public <T> Optional<T> queryValue(String sql, Class<T> type, @Nullable Object... parameters) throws SQLException {
        return handle.use().readers().query(queries -> queries.queryValue(sql, type, parameters));
    }

    @Override
    public boolean exists(String sql, @Nullable Object... parameters) throws SQLException {
        return handle.use().readers().query(queries -> queries.exists(sql, parameters));
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return handle.use().readers().getConnection();
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        }
    }

    @Override
    public PoolStatistics stats() {
        return handle.file().readers().stats();
    }

    @Override
    public void close() throws SQLException {
        if (!standAlone) {
            throw new MisuseException("This read pool belongs to a database; close the database.", null);
        }
        handle.close();
    }

    @Override
    public String toString() {
        return "read pool of " + handle.file().path();
    }
}
