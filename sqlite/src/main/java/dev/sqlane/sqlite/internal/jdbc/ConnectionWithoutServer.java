package dev.sqlane.sqlite.internal.jdbc;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Struct;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What JDBC asks of a connection and SQLite has one answer to: levels of isolation, and whatever belongs to servers, catalogs and
 * user-defined types. It is refused with a reason, or accepted without effect where the driver does so.
 */
abstract class ConnectionWithoutServer implements Connection {
    private @Nullable Map<String, Class<?>> typeMap;

    /** @throws SQLException if the connection is closed */
    abstract void checkOpen() throws SQLException;

    static void checkHoldability(int holdability) throws SQLException {
        if (holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
            throw Refusal.unsupported("Cursors are closed at COMMIT (CLOSE_CURSORS_AT_COMMIT).");
        }
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        checkOpen();
        throw Refusal.unsupported("SQLite has no stored procedures.");
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        return prepareCall(sql);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        return prepareCall(sql);
    }

    @Override
    public String nativeSQL(String sql) throws SQLException {
        checkOpen();
        return sql;
    }

    /** Tells whether SERIALIZABLE, which is all there is, gives what the level promises. */
    static boolean isSerializableEnough(int level) {
        return level == TRANSACTION_READ_COMMITTED
                || level == TRANSACTION_REPEATABLE_READ
                || level == TRANSACTION_SERIALIZABLE;
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        checkOpen();
        if (!isSerializableEnough(level)) {
            throw Refusal.unsupported(
                    "Transactions here are always SERIALIZABLE, which also serves for READ_COMMITTED and REPEATABLE_READ; there is no level "
                            + level + ".");
        }
    }

    @Override
    public int getTransactionIsolation() throws SQLException {
        checkOpen();
        return TRANSACTION_SERIALIZABLE;
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        checkOpen();
        checkHoldability(holdability);
    }

    @Override
    public int getHoldability() throws SQLException {
        checkOpen();
        return ResultSet.CLOSE_CURSORS_AT_COMMIT;
    }

    /** Without effect, as JDBC wants it where there are no catalogs. */
    @Override
    public void setCatalog(@Nullable String catalog) throws SQLException {
        checkOpen();
    }

    @Override
    public @Nullable String getCatalog() throws SQLException {
        checkOpen();
        return null;
    }

    /** Without effect, as with the driver. */
    @Override
    public void setSchema(@Nullable String schema) throws SQLException {
        checkOpen();
    }

    @Override
    public @Nullable String getSchema() throws SQLException {
        checkOpen();
        return null;
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return null;
    }

    @Override
    public void clearWarnings() throws SQLException {
        checkOpen();
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        checkOpen();
        Map<String, Class<?>> types = typeMap;
        if (types == null) {
            types = new HashMap<>();
            typeMap = types;
        }
        return types;
    }

    /** Kept without effect: SQLite has no types of its users. */
    @Override
    public void setTypeMap(@Nullable Map<String, Class<?>> types) throws SQLException {
        checkOpen();
        typeMap = types;
    }

    /** Without effect: there is no server to tell. */
    @Override
    public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {}

    @Override
    public void setClientInfo(@Nullable Properties properties) throws SQLClientInfoException {}

    @Override
    public @Nullable String getClientInfo(String name) throws SQLException {
        checkOpen();
        return null;
    }

    @Override
    public Properties getClientInfo() throws SQLException {
        checkOpen();
        return new Properties();
    }

    @Override
    public Clob createClob() throws SQLException {
        throw Refusal.unsupported("SQLite has no Clob objects; use strings.");
    }

    @Override
    public NClob createNClob() throws SQLException {
        throw Refusal.unsupported("SQLite has no NClob objects; use strings.");
    }

    @Override
    public Blob createBlob() throws SQLException {
        throw Refusal.unsupported("SQLite has no Blob objects; use byte arrays.");
    }

    @Override
    public SQLXML createSQLXML() throws SQLException {
        throw Refusal.unsupported("SQLite has no XML type; use strings.");
    }

    @Override
    public Array createArrayOf(String type, @Nullable Object @Nullable [] elements) throws SQLException {
        throw Refusal.unsupported("SQLite has no arrays; bind a JSON text and use json_each.");
    }

    @Override
    public Struct createStruct(String type, @Nullable Object @Nullable [] attributes) throws SQLException {
        throw Refusal.unsupported("SQLite has no structured types.");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw Refusal.notWrapped(this, type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
