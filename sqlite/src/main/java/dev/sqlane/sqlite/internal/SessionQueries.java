package dev.sqlane.sqlite.internal;

import dev.sqlane.MisuseException;
import dev.sqlane.Queries;
import dev.sqlane.Row;
import dev.sqlane.RowMapper;
import dev.sqlane.UncheckedSqlException;
import dev.sqlane.sqlite.internal.connection.CachedStatement;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.value.ParameterBinder;
import dev.sqlane.sqlite.internal.value.RecordMapper;
import dev.sqlane.sqlite.internal.value.ResultSetRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The query short-hands over one session, which each of them keeps from its first step to its last: so that no other thread that shares
 * the handle can bind, step or end in between.
 */
class SessionQueries implements Queries {
    private final Session session;

    SessionQueries(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
            throws SQLException {
        session.enter();
        CachedStatement statement = null;
        try {
            statement = session.prepare(sql);
            Row row = run(statement, parameters);
            List<T> rows = new ArrayList<>();
            while (session.next(statement, null)) {
                rows.add(mapper.map(row));
            }
            return rows;
        } finally {
            leave(statement);
        }
    }

    @Override
    public <T extends Record> List<T> query(String sql, Class<T> recordType, @Nullable Object... parameters)
            throws SQLException {
        return query(sql, RecordMapper.of(recordType), parameters);
    }

    @Override
    public <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
            throws SQLException {
        session.enter();
        CachedStatement statement = null;
        try {
            statement = session.prepare(sql);
            Row row = run(statement, parameters);
            if (!session.next(statement, null)) {
                return Optional.empty();
            }
            @Nullable T value = mapper.map(row);
            if (value == null) {
                throw new MisuseException(
                        "The row mapper returned null, which an Optional can't tell from no row; use query(…) for it.",
                        null);
            }
            if (session.next(statement, null)) {
                throw new MisuseException(
                        "The query returned more than one row where at most one was expected; narrow its condition, add \"limit 1\", or use query(…): "
                                + sql,
                        null);
            }
            return Optional.of(value);
        } finally {
            leave(statement);
        }
    }

    @Override
    public <T extends Record> Optional<T> queryOne(String sql, Class<T> recordType, @Nullable Object... parameters)
            throws SQLException {
        return queryOne(sql, RecordMapper.of(recordType), parameters);
    }

    @Override
    public <T> Optional<T> queryValue(String sql, Class<T> type, @Nullable Object... parameters) throws SQLException {
        return queryOne(sql, row -> Optional.ofNullable(row.get(1, type)), parameters)
                .flatMap(value -> value);
    }

    @Override
    public boolean exists(String sql, @Nullable Object... parameters) throws SQLException {
        session.enter();
        CachedStatement statement = null;
        try {
            statement = session.prepare(sql);
            run(statement, parameters);
            return session.next(statement, null);
        } finally {
            leave(statement);
        }
    }

    <T extends @Nullable Object> Stream<T> stream(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
            throws SQLException {
        session.enter();
        CachedStatement statement = null;
        boolean running = false;
        try {
            CachedStatement open = session.prepare(sql);
            statement = open;
            Row row = run(open, parameters);
            Stream<T> stream =
                    StreamSupport.stream(new Rows<>(open, row, mapper), false).onClose(() -> session.release(open));
            running = true;
            return stream;
        } finally {
            leave(running ? null : statement);
        }
    }

    private void leave(@Nullable CachedStatement statement) {
        try {
            if (statement != null) {
                session.release(statement);
            }
        } finally {
            session.leave();
        }
    }

    /** Binds and executes; returns the view of the current row. */
    private Row run(CachedStatement statement, @Nullable Object @Nullable [] parameters) throws SQLException {
        ParameterBinder.bind(statement.prepared(), parameters);
        session.execute(statement, null);
        ResultSet cursor = statement.cursor();
        if (cursor == null) {
            throw new MisuseException(
                    "The statement returns no rows; use update(…) on a write connection: "
                            + statement.statement().text(),
                    null);
        }
        long rows = statement.rowsEnded();
        return new ResultSetRow(
                cursor, statement.columnCount(), statement::columnNames, () -> statement.rowsEnded() != rows);
    }

    /** Reads rows as they are asked for. */
    private final class Rows<T extends @Nullable Object> extends Spliterators.AbstractSpliterator<T> {
        private final CachedStatement statement;
        private final Row row;
        private final RowMapper<T> mapper;

        Rows(CachedStatement statement, Row row, RowMapper<T> mapper) {
            super(Long.MAX_VALUE, Spliterator.ORDERED);
            this.statement = Objects.requireNonNull(statement);
            this.row = row;
            this.mapper = mapper;
        }

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            T mapped;
            try {
                session.enter();
                try {
                    if (!session.next(statement, null)) {
                        return false;
                    }
                    mapped = mapper.map(row);
                } finally {
                    session.leave();
                }
            } catch (SQLException e) {
                throw new UncheckedSqlException(e);
            }
            action.accept(mapped);
            return true;
        }
    }
}
