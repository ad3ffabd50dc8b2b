package dev.sqlane.sqlite.internal;

import dev.sqlane.ClosedException;
import dev.sqlane.DatabaseStatistics;
import dev.sqlane.Events;
import dev.sqlane.ReadPool;
import dev.sqlane.ReadWork;
import dev.sqlane.RowMapper;
import dev.sqlane.Task;
import dev.sqlane.WritePool;
import dev.sqlane.WriteWork;
import dev.sqlane.sqlite.Backup;
import dev.sqlane.sqlite.BackupOptions;
import dev.sqlane.sqlite.SqliteDatabase;
import dev.sqlane.sqlite.WalStatistics;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Both pools of one file. */
final class DatabaseHandle implements SqliteDatabase {
    private final Handle handle;
    private final ReadPoolHandle readPool;
    private final WritePoolHandle writePool;
    private final DropIn dropIn;

    DatabaseHandle(Handle handle) {
        this.handle = handle;
        this.readPool = new ReadPoolHandle(handle, false);
        this.writePool = new WritePoolHandle(handle, false);
        this.dropIn = new DropIn(handle);
    }

    @Override
    public Path path() {
        return handle.file().path();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Task task, ReadWork<T, X> work)
            throws SQLException, X {
        return readPool.read(task, work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(Task task, WriteWork<T, X> work)
            throws SQLException, X {
        return writePool.transaction(task, work);
    }

    @Override
    public <T extends @Nullable Object> CompletionStage<T> writeAsync(Task task, WriteWork<T, ?> work) {
        try {
            return handle.use().writeAsync(task, work);
        } catch (ClosedException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T maintain(Task task, MaintenanceWork<T, X> work)
            throws SQLException, X {
        return handle.use().writer().maintain(task, work);
    }

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
            throws SQLException {
        return readPool.query(sql, mapper, parameters);
    }

    @Override
    public <T extends Record> List<T> query(String sql, Class<T> recordType, @Nullable Object... parameters)
            throws SQLException {
        return readPool.query(sql, recordType, parameters);
    }

    @Override
    public <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
            throws SQLException {
        return readPool.queryOne(sql, mapper, parameters);
    }

    @Override
    public <T extends Record> Optional<T> queryOne(String sql, Class<T> recordType, @Nullable Object... parameters)
            throws SQLException {
        return readPool.queryOne(sql, recordType, parameters);
    }

    @Override
    public <T> Optional<T> queryValue(String sql, Class<T> type, @Nullable Object... parameters) throws SQLException {
        return readPool.queryValue(sql, type, parameters);
    }

    @Override
    public boolean exists(String sql, @Nullable Object... parameters) throws SQLException {
        return readPool.exists(sql, parameters);
    }

    @Override
    public ReadPool readPool() {
        return readPool;
    }

    @Override
    public WritePool writePool() {
        return writePool;
    }

    @Override
    public DataSource dataSource() {
        return dropIn;
    }

    @Override
    public DatabaseStatistics stats() {
        OpenFile file = handle.file();
        Writer writer = file.writer();
        return new DatabaseStatistics(
                file.readers().stats(),
                file.writeStatistics(),
                writer.committed(),
                writer.transactions(),
                writer.rolledBack(),
                writer.replayed(),
                file.busyCounts());
    }

    @Override
    public void addListener(Events listener) throws ClosedException {
        handle.use().events().addListener(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public void removeListener(Events listener) {
        handle.file().events().removeListener(listener);
    }

    @Override
    public Backup backup(Path destination, BackupOptions options) throws SQLException {
        return handle.use()
                .copier()
                .backup(Objects.requireNonNull(destination, "destination"), Objects.requireNonNull(options, "options"));
    }

    @Override
    public WalStatistics wal() throws SQLException {
        return handle.use().wal();
    }

    @Override
    public void close() throws SQLException {
        handle.close();
    }

    @Override
    public String toString() {
        return "database " + path();
    }
}
