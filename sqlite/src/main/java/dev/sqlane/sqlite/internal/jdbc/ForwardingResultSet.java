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
 * {@link SessionResultSet} decides.
 *
 * <p>Each method keeps the session while it reads. The driver has one result set object for each statement, for all its executions,
 * and the statement goes to the next borrower through the cache: a read that was not protected could, when
 * another thread closes the connection meanwhile, return a value of the next borrower's row.
 */
abstract class ForwardingResultSet extends ReadOnlyResultSet {
    /** Keeps the session, and returns the driver's result set. {@link #leave} follows, unless this throws. */
    abstract ResultSet enter() throws SQLException;

    abstract void leave();

    @Override
    public int findColumn(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.findColumn(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Array getArray(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getArray(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Array getArray(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getArray(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable InputStream getAsciiStream(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getAsciiStream(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable InputStream getAsciiStream(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getAsciiStream(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBigDecimal(column);
        } finally {
            leave();
        }
    }

    @Deprecated
    @Override
    public @Nullable BigDecimal getBigDecimal(int column, int scale) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBigDecimal(column, scale);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBigDecimal(label);
        } finally {
            leave();
        }
    }

    @Deprecated
    @Override
    public @Nullable BigDecimal getBigDecimal(String label, int scale) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBigDecimal(label, scale);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable InputStream getBinaryStream(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBinaryStream(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable InputStream getBinaryStream(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBinaryStream(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Blob getBlob(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBlob(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Blob getBlob(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBlob(label);
        } finally {
            leave();
        }
    }

    @Override
    public boolean getBoolean(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBoolean(column);
        } finally {
            leave();
        }
    }

    @Override
    public boolean getBoolean(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBoolean(label);
        } finally {
            leave();
        }
    }

    @Override
    public byte getByte(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getByte(column);
        } finally {
            leave();
        }
    }

    @Override
    public byte getByte(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getByte(label);
        } finally {
            leave();
        }
    }

    @Override
    public byte @Nullable [] getBytes(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBytes(column);
        } finally {
            leave();
        }
    }

    @Override
    public byte @Nullable [] getBytes(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getBytes(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Reader getCharacterStream(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getCharacterStream(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Reader getCharacterStream(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getCharacterStream(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Clob getClob(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getClob(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Clob getClob(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getClob(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Date getDate(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getDate(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Date getDate(int column, Calendar calendar) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getDate(column, calendar);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Date getDate(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getDate(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Date getDate(String label, Calendar calendar) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getDate(label, calendar);
        } finally {
            leave();
        }
    }

    @Override
    public double getDouble(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getDouble(column);
        } finally {
            leave();
        }
    }

    @Override
    public double getDouble(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getDouble(label);
        } finally {
            leave();
        }
    }

    @Override
    public float getFloat(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getFloat(column);
        } finally {
            leave();
        }
    }

    @Override
    public float getFloat(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getFloat(label);
        } finally {
            leave();
        }
    }

    @Override
    public int getInt(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getInt(column);
        } finally {
            leave();
        }
    }

    @Override
    public int getInt(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getInt(label);
        } finally {
            leave();
        }
    }

    @Override
    public long getLong(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getLong(column);
        } finally {
            leave();
        }
    }

    @Override
    public long getLong(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getLong(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Reader getNCharacterStream(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getNCharacterStream(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Reader getNCharacterStream(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getNCharacterStream(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable NClob getNClob(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getNClob(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable NClob getNClob(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getNClob(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable String getNString(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getNString(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable String getNString(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getNString(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getObject(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Object getObject(int column, Map<String, Class<?>> types) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getObject(column, types);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Object getObject(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getObject(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Object getObject(String label, Map<String, Class<?>> types) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getObject(label, types);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Ref getRef(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getRef(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Ref getRef(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getRef(label);
        } finally {
            leave();
        }
    }

    @Override
    public int getRow() throws SQLException {
        ResultSet row = enter();
        try {
            return row.getRow();
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable RowId getRowId(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getRowId(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable RowId getRowId(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getRowId(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable SQLXML getSQLXML(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getSQLXML(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable SQLXML getSQLXML(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getSQLXML(label);
        } finally {
            leave();
        }
    }

    @Override
    public short getShort(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getShort(column);
        } finally {
            leave();
        }
    }

    @Override
    public short getShort(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getShort(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getString(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable String getString(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getString(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Time getTime(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getTime(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Time getTime(int column, Calendar calendar) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getTime(column, calendar);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Time getTime(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getTime(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Time getTime(String label, Calendar calendar) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getTime(label, calendar);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Timestamp getTimestamp(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getTimestamp(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Timestamp getTimestamp(int column, Calendar calendar) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getTimestamp(column, calendar);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Timestamp getTimestamp(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getTimestamp(label);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable Timestamp getTimestamp(String label, Calendar calendar) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getTimestamp(label, calendar);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable URL getURL(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getURL(column);
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable URL getURL(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getURL(label);
        } finally {
            leave();
        }
    }

    @Deprecated
    @Override
    public @Nullable InputStream getUnicodeStream(int column) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getUnicodeStream(column);
        } finally {
            leave();
        }
    }

    @Deprecated
    @Override
    public @Nullable InputStream getUnicodeStream(String label) throws SQLException {
        ResultSet row = enter();
        try {
            return row.getUnicodeStream(label);
        } finally {
            leave();
        }
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        ResultSet row = enter();
        try {
            return row.isAfterLast();
        } finally {
            leave();
        }
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        ResultSet row = enter();
        try {
            return row.isBeforeFirst();
        } finally {
            leave();
        }
    }

    @Override
    public boolean isFirst() throws SQLException {
        ResultSet row = enter();
        try {
            return row.isFirst();
        } finally {
            leave();
        }
    }

    @Override
    public boolean isLast() throws SQLException {
        ResultSet row = enter();
        try {
            return row.isLast();
        } finally {
            leave();
        }
    }

    @Override
    public boolean wasNull() throws SQLException {
        ResultSet row = enter();
        try {
            return row.wasNull();
        } finally {
            leave();
        }
    }
}
