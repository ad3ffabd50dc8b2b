package dev.sqlane.sqlite.internal;

import dev.sqlane.ReadConnection;
import dev.sqlane.RowMapper;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.jdbc.OneSession;
import dev.sqlane.sqlite.internal.jdbc.SessionConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The handle that a unit gets: it lives as long as the unit's session. */
class ReadUnitConnection extends SessionQueries implements ReadConnection {
    /** Made when first asked for; a second one made by a race would be as good. */
    private @Nullable Connection jdbc;

    ReadUnitConnection(Session session) {
        super(session);
    }

    @Override
    public <T extends @Nullable Object> Stream<T> stream(
            String sql, RowMapper<T> mapper, @Nullable Object... parameters) throws SQLException {
        return super.stream(sql, mapper, parameters);
    }

    @Override
    public Connection jdbc() throws SQLException {
        session().checkOpen();
        Connection connection = jdbc;
        if (connection == null) {
            connection = new SessionConnection(new OneSession(session()));
            jdbc = connection;
        }
        return connection;
    }
}
