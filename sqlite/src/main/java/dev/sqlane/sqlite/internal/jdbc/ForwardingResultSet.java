package dev.sqlane.sqlite.internal.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the current row from the driver's result set, and nothing else: pure delegation, kept apart from what
 * {@link SessionResultSet} decides. Columns are asked for by position only; their names are found by {@link #findColumn}.
 *
 * <p>Each method keeps the session while it reads. The driver has one result set object for each statement, for all its executions,
 * and the statement goes to the next borrower through the cache: a read that was not protected could, when
 * another thread closes the connection meanwhile, return a value of the next borrower's row.
 */
abstract class ForwardingResultSet extends LabelledResultSet {
    /** Keeps the session, and returns the driver's result set. {@link #leave} follows, unless this throws. */
    abstract ResultSet enter() throws SQLException;

    abstract void leave();

    private interface Getter<T extends @Nullable Object> {
        T get(ResultSet row) throws SQLException;
    }

    private <T extends @Nullable Object> T read(Getter<T> getter) throws SQLException {
        ResultSet row = enter();
        try {
            return getter.get(row);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Array getArray(int column) throws SQLException {
        return read(row -> row.getArray(column));
    }

    @Override
    public @Nullable InputStream getAsciiStream(int column) throws SQLException {
        return read(row -> row.getAsciiStream(column));
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
        return read(row -> row.getBigDecimal(column));
    }

    @Deprecated
    @Override
    public @Nullable BigDecimal getBigDecimal(int column, int scale) throws SQLException {
        return read(row -> row.getBigDecimal(column, scale));
    }

    @Override
    public @Nullable InputStream getBinaryStream(int column) throws SQLException {
        return read(row -> row.getBinaryStream(column));
    }

    @Override
    public @Nullable Blob getBlob(int column) throws SQLException {
        return read(row -> row.getBlob(column));
    }

    @Override
    public boolean getBoolean(int column) throws SQLException {
        return read(row -> row.getBoolean(column));
    }

    @Override
    public byte getByte(int column) throws SQLException {
        return read(row -> row.getByte(column));
    }

    @Override
    public byte @Nullable [] getBytes(int column) throws SQLException {
        return read(row -> row.getBytes(column));
    }

    @Override
    public @Nullable Reader getCharacterStream(int column) throws SQLException {
        return read(row -> row.getCharacterStream(column));
    }

    @Override
    public @Nullable Clob getClob(int column) throws SQLException {
        return read(row -> row.getClob(column));
    }

    @Override
    public @Nullable Date getDate(int column) throws SQLException {
        return read(row -> row.getDate(column));
    }

    @Override
    public @Nullable Date getDate(int column, Calendar calendar) throws SQLException {
        return read(row -> row.getDate(column, calendar));
    }

    @Override
    public double getDouble(int column) throws SQLException {
        return read(row -> row.getDouble(column));
    }

    @Override
    public float getFloat(int column) throws SQLException {
        return read(row -> row.getFloat(column));
    }

    @Override
    public int getInt(int column) throws SQLException {
        return read(row -> row.getInt(column));
    }

    @Override
    public long getLong(int column) throws SQLException {
        return read(row -> row.getLong(column));
    }

    @Override
    public @Nullable Reader getNCharacterStream(int column) throws SQLException {
        return read(row -> row.getNCharacterStream(column));
    }

    @Override
    public @Nullable NClob getNClob(int column) throws SQLException {
        return read(row -> row.getNClob(column));
    }

    @Override
    public @Nullable String getNString(int column) throws SQLException {
        return read(row -> row.getNString(column));
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        return read(row -> row.getObject(column));
    }

    @Override
    public @Nullable Object getObject(int column, Map<String, Class<?>> types) throws SQLException {
        return read(row -> row.getObject(column, types));
    }

    @Override
    public @Nullable Ref getRef(int column) throws SQLException {
        return read(row -> row.getRef(column));
    }

    @Override
    public int getRow() throws SQLException {
        return read(row -> row.getRow());
    }

    @Override
    public @Nullable RowId getRowId(int column) throws SQLException {
        return read(row -> row.getRowId(column));
    }

    @Override
    public @Nullable SQLXML getSQLXML(int column) throws SQLException {
        return read(row -> row.getSQLXML(column));
    }

    @Override
    public short getShort(int column) throws SQLException {
        return read(row -> row.getShort(column));
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        return read(row -> row.getString(column));
    }

    @Override
    public @Nullable Time getTime(int column) throws SQLException {
        return read(row -> row.getTime(column));
    }

    @Override
    public @Nullable Time getTime(int column, Calendar calendar) throws SQLException {
        return read(row -> row.getTime(column, calendar));
    }

    @Override
    public @Nullable Timestamp getTimestamp(int column) throws SQLException {
        return read(row -> row.getTimestamp(column));
    }

    @Override
    public @Nullable Timestamp getTimestamp(int column, Calendar calendar) throws SQLException {
        return read(row -> row.getTimestamp(column, calendar));
    }

    @Override
    public @Nullable URL getURL(int column) throws SQLException {
        return read(row -> row.getURL(column));
    }

    @Deprecated
    @Override
    public @Nullable InputStream getUnicodeStream(int column) throws SQLException {
        return read(row -> row.getUnicodeStream(column));
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        return read(row -> row.isAfterLast());
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        return read(row -> row.isBeforeFirst());
    }

    @Override
    public boolean isFirst() throws SQLException {
        return read(row -> row.isFirst());
    }

    @Override
    public boolean isLast() throws SQLException {
        return read(row -> row.isLast());
    }

    @Override
    public boolean wasNull() throws SQLException {
        return read(row -> row.wasNull());
    }
}
