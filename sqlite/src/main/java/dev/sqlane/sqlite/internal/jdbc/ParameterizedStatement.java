package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.value.StoredTime;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.temporal.Temporal;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * The many setters of a prepared statement, brought down to one: each converts its value to what the driver stores for it, namely an
 * Integer, a Long, a Double, a String, bytes or null, or to a {@link Moment}, which only the driver can convert, since how it stores
 * {@code java.sql} dates is a setting of its own.
 *
 * <p>Values that only {@link #setObject} takes, such as those of java.time, are stored as the short-hands store them. What nobody
 * knows is stored as its text, as the driver does, provided that it has one of its own.
 */
abstract class ParameterizedStatement extends ExecutingStatement implements PreparedStatement {
    /** A value of {@code java.sql.Date} and its like, to be bound by the driver. */
    record Moment(long millis, @Nullable Calendar calendar) {
        @SuppressWarnings(
                "JavaUtilDate") // It is what JDBC hands over, and milliseconds are all that the driver stores of it.
        static @Nullable Moment of(java.util.@Nullable Date date, @Nullable Calendar calendar) {
            // The caller may change its calendar before the statement runs.
            return date == null
                    ? null
                    : new Moment(date.getTime(), calendar == null ? null : (Calendar) calendar.clone());
        }

        void bind(PreparedStatement statement, int position) throws SQLException {
            Timestamp timestamp = new Timestamp(millis);
            if (calendar == null) {
                statement.setTimestamp(position, timestamp);
            } else {
                statement.setTimestamp(position, timestamp, calendar);
            }
        }
    }

    ParameterizedStatement(SessionConnection connection, SessionSource source, boolean keysWanted) {
        super(connection, source, keysWanted);
    }

    /** Remembers a value of one of the types above. */
    abstract void set(int position, @Nullable Object value) throws SQLException;

    // Plain values ---------------------------------------------------------------------------------------------------

    @Override
    public final void setNull(int position, int type) throws SQLException {
        set(position, null);
    }

    @Override
    public final void setNull(int position, int type, @Nullable String typeName) throws SQLException {
        set(position, null);
    }

    @Override
    public final void setBoolean(int position, boolean value) throws SQLException {
        set(position, value ? 1 : 0);
    }

    @Override
    public final void setByte(int position, byte value) throws SQLException {
        set(position, (int) value);
    }

    @Override
    public final void setShort(int position, short value) throws SQLException {
        set(position, (int) value);
    }

    @Override
    public final void setInt(int position, int value) throws SQLException {
        set(position, value);
    }

    @Override
    public final void setLong(int position, long value) throws SQLException {
        set(position, value);
    }

    @Override
    public final void setFloat(int position, float value) throws SQLException {
        set(position, (double) value);
    }

    @Override
    public final void setDouble(int position, double value) throws SQLException {
        set(position, value);
    }

    @Override
    public final void setBigDecimal(int position, @Nullable BigDecimal value) throws SQLException {
        set(position, value == null ? null : value.toString());
    }

    @Override
    public final void setString(int position, @Nullable String value) throws SQLException {
        set(position, value);
    }

    /** SQLite has one kind of text. */
    @Override
    public final void setNString(int position, @Nullable String value) throws SQLException {
        set(position, value);
    }

    @Override
    public final void setBytes(int position, byte @Nullable [] value) throws SQLException {
        set(position, value);
    }

    // Dates ----------------------------------------------------------------------------------------------------------

    @Override
    public final void setDate(int position, @Nullable Date value) throws SQLException {
        set(position, Moment.of(value, null));
    }

    @Override
    public final void setDate(int position, @Nullable Date value, @Nullable Calendar calendar) throws SQLException {
        set(position, Moment.of(value, calendar));
    }

    @Override
    public final void setTime(int position, @Nullable Time value) throws SQLException {
        set(position, Moment.of(value, null));
    }

    @Override
    public final void setTime(int position, @Nullable Time value, @Nullable Calendar calendar) throws SQLException {
        set(position, Moment.of(value, calendar));
    }

    @Override
    public final void setTimestamp(int position, @Nullable Timestamp value) throws SQLException {
        set(position, Moment.of(value, null));
    }

    @Override
    public final void setTimestamp(int position, @Nullable Timestamp value, @Nullable Calendar calendar)
            throws SQLException {
        set(position, Moment.of(value, calendar));
    }

    // Objects --------------------------------------------------------------------------------------------------------

    @Override
    public final void setObject(int position, @Nullable Object value) throws SQLException {
        set(position, converted(position, value));
    }

    /** SQLite's columns take values of every type, so the target type decides nothing, as with the driver. */
    @Override
    public final void setObject(int position, @Nullable Object value, int type) throws SQLException {
        setObject(position, value);
    }

    @Override
    public final void setObject(int position, @Nullable Object value, int type, int scale) throws SQLException {
        setObject(position, value);
    }

    @Override
    public final void setObject(int position, @Nullable Object value, SQLType type) throws SQLException {
        setObject(position, value);
    }

    @Override
    public final void setObject(int position, @Nullable Object value, SQLType type, int scale) throws SQLException {
        setObject(position, value);
    }

    private static @Nullable Object converted(int position, @Nullable Object value) throws SQLException {
        if (value == null
                || value instanceof String
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Double
                || value instanceof byte[]) {
            return value;
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof java.util.Date date) {
            return Moment.of(date, null);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof BigInteger number && number.bitLength() <= 63) {
            return number.longValue();
        }
        if (value instanceof Temporal temporal) {
            try {
                String text = StoredTime.of(position, temporal);
                if (text != null) {
                    return text;
                }
            } catch (SQLException e) {
                throw ErrorTranslation.ofLibrary(e);
            }
        }
        return textOf(position, value);
    }

    private static String textOf(int position, Object value) throws SQLException {
        String text = value.toString();
        if (text.equals(value.getClass().getName() + "@" + Integer.toHexString(value.hashCode()))) {
            throw Refusal.misuse("Parameter " + position + " has the type "
                    + value.getClass().getTypeName()
                    + ", which can't be stored and has no text of its own; convert it to a string, a number or bytes.");
        }
        return text;
    }

    // Streams --------------------------------------------------------------------------------------------------------

    @Override
    public final void setBinaryStream(int position, @Nullable InputStream stream) throws SQLException {
        set(position, ParameterStreams.bytes(stream));
    }

    @Override
    public final void setBinaryStream(int position, @Nullable InputStream stream, int length) throws SQLException {
        set(position, ParameterStreams.bytes(stream, length));
    }

    @Override
    public final void setBinaryStream(int position, @Nullable InputStream stream, long length) throws SQLException {
        set(position, ParameterStreams.bytes(stream, length));
    }

    @Override
    public final void setBlob(int position, @Nullable InputStream stream) throws SQLException {
        set(position, ParameterStreams.bytes(stream));
    }

    @Override
    public final void setBlob(int position, @Nullable InputStream stream, long length) throws SQLException {
        set(position, ParameterStreams.bytes(stream, length));
    }

    @Override
    public final void setAsciiStream(int position, @Nullable InputStream stream) throws SQLException {
        set(position, ParameterStreams.text(ParameterStreams.bytes(stream)));
    }

    @Override
    public final void setAsciiStream(int position, @Nullable InputStream stream, int length) throws SQLException {
        set(position, ParameterStreams.text(ParameterStreams.bytes(stream, length)));
    }

    @Override
    public final void setAsciiStream(int position, @Nullable InputStream stream, long length) throws SQLException {
        set(position, ParameterStreams.text(ParameterStreams.bytes(stream, length)));
    }

    @Deprecated
    @Override
    public final void setUnicodeStream(int position, @Nullable InputStream stream, int length) throws SQLException {
        set(position, ParameterStreams.text(ParameterStreams.bytes(stream, length)));
    }

    @Override
    public final void setCharacterStream(int position, @Nullable Reader reader) throws SQLException {
        set(position, ParameterStreams.text(reader, Long.MAX_VALUE));
    }

    @Override
    public final void setCharacterStream(int position, @Nullable Reader reader, int length) throws SQLException {
        set(position, ParameterStreams.text(reader, length));
    }

    @Override
    public final void setCharacterStream(int position, @Nullable Reader reader, long length) throws SQLException {
        set(position, ParameterStreams.text(reader, length));
    }

    @Override
    public final void setNCharacterStream(int position, @Nullable Reader reader) throws SQLException {
        set(position, ParameterStreams.text(reader, Long.MAX_VALUE));
    }

    @Override
    public final void setNCharacterStream(int position, @Nullable Reader reader, long length) throws SQLException {
        set(position, ParameterStreams.text(reader, length));
    }

    @Override
    public final void setClob(int position, @Nullable Reader reader) throws SQLException {
        set(position, ParameterStreams.text(reader, Long.MAX_VALUE));
    }

    @Override
    public final void setClob(int position, @Nullable Reader reader, long length) throws SQLException {
        set(position, ParameterStreams.text(reader, length));
    }

    @Override
    public final void setNClob(int position, @Nullable Reader reader) throws SQLException {
        set(position, ParameterStreams.text(reader, Long.MAX_VALUE));
    }

    @Override
    public final void setNClob(int position, @Nullable Reader reader, long length) throws SQLException {
        set(position, ParameterStreams.text(reader, length));
    }

    // What SQLite has not --------------------------------------------------------------------------------------------

    @Override
    public final void setArray(int position, @Nullable Array value) throws SQLException {
        throw Refusal.unsupported("SQLite has no arrays; bind a JSON text and use json_each.");
    }

    @Override
    public final void setBlob(int position, @Nullable Blob value) throws SQLException {
        throw Refusal.unsupported("Blob objects are not supported; use setBytes or setBinaryStream.");
    }

    @Override
    public final void setClob(int position, @Nullable Clob value) throws SQLException {
        throw Refusal.unsupported("Clob objects are not supported; use setString or setCharacterStream.");
    }

    @Override
    public final void setNClob(int position, @Nullable NClob value) throws SQLException {
        throw Refusal.unsupported("NClob objects are not supported; use setString or setCharacterStream.");
    }

    @Override
    public final void setRef(int position, @Nullable Ref value) throws SQLException {
        throw Refusal.unsupported("SQLite has no references.");
    }

    @Override
    public final void setRowId(int position, @Nullable RowId value) throws SQLException {
        throw Refusal.unsupported("A rowid of SQLite is a number; use setLong.");
    }

    @Override
    public final void setSQLXML(int position, @Nullable SQLXML value) throws SQLException {
        throw Refusal.unsupported("SQLite has no XML type; use setString.");
    }

    @Override
    public final void setURL(int position, @Nullable URL value) throws SQLException {
        throw Refusal.unsupported("SQLite has no type for URLs; use setString.");
    }

    // Texts, which a prepared statement does not take ----------------------------------------------------------------

    private static SQLException takesNoText() {
        return Refusal.misuse("A prepared statement takes no further text; use createStatement() for it.");
    }

    @Override
    public final ResultSet executeQuery(String sql) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final boolean execute(String sql) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final boolean execute(String sql, int[] columns) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final boolean execute(String sql, String[] columns) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final int executeUpdate(String sql) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final int executeUpdate(String sql, int[] columns) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final int executeUpdate(String sql, String[] columns) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final long executeLargeUpdate(String sql) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final long executeLargeUpdate(String sql, int[] columns) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final long executeLargeUpdate(String sql, String[] columns) throws SQLException {
        throw takesNoText();
    }

    @Override
    public final void addBatch(String sql) throws SQLException {
        throw takesNoText();
    }
}
