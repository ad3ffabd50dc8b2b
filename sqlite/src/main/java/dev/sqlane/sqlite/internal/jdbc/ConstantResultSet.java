package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.value.ResultSetRow;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Calendar;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@link ConstantRows} as a result set, until it is closed or its connection has ended. Values are converted as SQLite and the driver do it: a text is
 * the number that it begins with, or 0. Used by one thread at a time, as JDBC has it.
 */
final class ConstantResultSet extends LabelledResultSet {
    private static final Pattern INTEGER = Pattern.compile("\\s*([+-]?\\d+).*", Pattern.DOTALL);
    private static final Pattern DECIMAL =
            Pattern.compile("\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?).*", Pattern.DOTALL);
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

    private final SessionConnection connection;
    private final @Nullable ExecutingStatement statement;
    private final ConstantRows constants;

    /** Counted from 1; 0 before the first one. */
    private int row;

    private boolean wasNull;

    /** False to true, once. */
    private volatile boolean closed;

    /** @param statement reported by {@link #getStatement} and told when this is closed; null for metadata */
    ConstantResultSet(SessionConnection connection, @Nullable ExecutingStatement statement, ConstantRows constants) {
        this.connection = connection;
        this.statement = statement;
        this.constants = constants;
    }

    @Override
    void checkOpen() throws SQLException {
        connection.checkOpen();
        if (closed) {
            throw Refusal.closedResultSet();
        }
    }

    // Moving ---------------------------------------------------------------------------------------------------------

    @Override
    public boolean next() throws SQLException {
        checkOpen();
        row = Math.min(row, size()) + 1;
        return row <= size();
    }

    private int size() {
        return constants.rows().size();
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        checkOpen();
        return row == 0 && size() > 0;
    }

    @Override
    public boolean isFirst() throws SQLException {
        checkOpen();
        return row == 1 && size() > 0;
    }

    @Override
    public boolean isLast() throws SQLException {
        checkOpen();
        return row == size() && size() > 0;
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        checkOpen();
        return row > size() && size() > 0;
    }

    /** As the driver has it: after the last row, the number of that. */
    @Override
    public int getRow() throws SQLException {
        checkOpen();
        return Math.min(row, size());
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Override
    public void close() throws SQLException {
        if (!closed) {
            closed = true;
            if (statement != null) {
                statement.resultSetClosed();
            }
        }
    }

    /** Closes without telling the statement, which knows. */
    void end() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed || connection.isClosed();
    }

    // Values ---------------------------------------------------------------------------------------------------------

    @Override
    public int findColumn(String label) throws SQLException {
        checkOpen();
        for (int i = 0; i < constants.labels().size(); i++) {
            if (constants.labels().get(i).equalsIgnoreCase(label)) {
                return i + 1;
            }
        }
        throw Refusal.misuse("There is no column \"" + label + "\"; the columns are " + constants.labels() + ".");
    }

    private void checkColumn(int column) throws SQLException {
        int count = constants.labels().size();
        if (column < 1 || column > count) {
            throw Refusal.misuse("There is no column " + column + ": there are " + count + ", counted from 1.");
        }
    }

    /** Before the first row it is that of the first one, as with the driver, on which programs rely that read one key without {@code next}. */
    private @Nullable Object value(int column) throws SQLException {
        checkOpen();
        checkColumn(column);
        if (row > size() || size() == 0) {
            throw Refusal.misuse("The result set stands on no row: it has " + size() + ", and none is left.");
        }
        Object value = constants.rows().get(Math.max(row, 1) - 1)[column - 1];
        wasNull = value == null;
        return value;
    }

    /** Returns a value as an example of those of its column, for the description; null if there is none. */
    @Nullable
    Object example(int column) throws SQLException {
        checkOpen();
        checkColumn(column);
        return row > size() || size() == 0 ? null : constants.rows().get(Math.max(row, 1) - 1)[column - 1];
    }

    @Override
    public boolean wasNull() throws SQLException {
        checkOpen();
        return wasNull;
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        return value(column);
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        Object value = value(column);
        return value == null ? null : value.toString();
    }

    @Override
    public @Nullable String getNString(int column) throws SQLException {
        return getString(column);
    }

    @Override
    public long getLong(int column) throws SQLException {
        Object value = value(column);
        if (value instanceof Number number) {
            return number.longValue();
        }
        Matcher integer = INTEGER.matcher(value == null ? "" : value.toString());
        return integer.matches()
                ? new BigInteger(integer.group(1)).max(LEAST).min(GREATEST).longValue()
                : 0;
    }

    @Override
    public int getInt(int column) throws SQLException {
        return (int) getLong(column);
    }

    @Override
    public short getShort(int column) throws SQLException {
        return (short) getLong(column);
    }

    @Override
    public byte getByte(int column) throws SQLException {
        return (byte) getLong(column);
    }

    @Override
    public boolean getBoolean(int column) throws SQLException {
        return getInt(column) != 0;
    }

    @Override
    public double getDouble(int column) throws SQLException {
        Object value = value(column);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        Matcher decimal = DECIMAL.matcher(value == null ? "" : value.toString());
        return decimal.matches() ? Double.parseDouble(decimal.group(1)) : 0;
    }

    @Override
    public float getFloat(int column) throws SQLException {
        return (float) getDouble(column);
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
        Object value = value(column);
        try {
            return value == null ? null : new BigDecimal(value.toString());
        } catch (NumberFormatException e) {
            throw unreadable(column, "a number");
        }
    }

    @Override
    public byte @Nullable [] getBytes(int column) throws SQLException {
        String text = getString(column);
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable InputStream getBinaryStream(int column) throws SQLException {
        byte[] bytes = getBytes(column);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    @Override
    public @Nullable InputStream getAsciiStream(int column) throws SQLException {
        String text = getString(column);
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public @Nullable Reader getCharacterStream(int column) throws SQLException {
        String text = getString(column);
        return text == null ? null : new StringReader(text);
    }

    @Override
    public @Nullable Reader getNCharacterStream(int column) throws SQLException {
        return getCharacterStream(column);
    }

    @Override
    public @Nullable Date getDate(int column) throws SQLException {
        Timestamp time = getTimestamp(column);
        return time == null ? null : new Date(time.getTime());
    }

    @Override
    public @Nullable Date getDate(int column, Calendar calendar) throws SQLException {
        return getDate(column);
    }

    @Override
    public @Nullable Time getTime(int column) throws SQLException {
        Timestamp time = getTimestamp(column);
        return time == null ? null : new Time(time.getTime());
    }

    @Override
    public @Nullable Time getTime(int column, Calendar calendar) throws SQLException {
        return getTime(column);
    }

    /** A number is one of milliseconds since 1970; there are no texts of times here. */
    @Override
    public @Nullable Timestamp getTimestamp(int column) throws SQLException {
        Object value = value(column);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number) {
            return new Timestamp(number.longValue());
        }
        throw unreadable(column, "a time");
    }

    @Override
    public @Nullable Timestamp getTimestamp(int column, Calendar calendar) throws SQLException {
        return getTimestamp(column);
    }

    private SQLException unreadable(int column, String as) {
        return Refusal.misuse("Column " + constants.labels().get(column - 1) + " (" + column
                + ") holds a text that can't be read as " + as + "; use getString.");
    }

    @Override
    public <T> @Nullable T getObject(int column, @Nullable Class<T> type) throws SQLException {
        if (type == null) {
            throw Refusal.misuse("getObject was given no type.");
        }
        Object value = value(column);
        if (value == null) {
            return null;
        }
        if (type == Object.class) {
            return type.cast(value);
        }
        if (type == byte[].class) {
            return type.cast(getBytes(column));
        }
        Object time = time(column, type);
        if (time != null) {
            return type.cast(time);
        }
        try {
            return new ResultSetRow(
                            this,
                            constants.labels().size(),
                            () -> constants.labels().toArray(new String[0]),
                            () -> false)
                    .get(column, type);
        } catch (MisuseException e) {
            if (type == Boolean.class) {
                return type.cast(getBoolean(column));
            }
            throw ErrorTranslation.ofLibrary(e);
        }
    }

    private @Nullable Object time(int column, Class<?> type) throws SQLException {
        if (type == Date.class) {
            return getDate(column);
        }
        if (type == Time.class) {
            return getTime(column);
        }
        boolean local = type == LocalDateTime.class || type == LocalDate.class || type == LocalTime.class;
        Timestamp time = local || type == Timestamp.class ? getTimestamp(column) : null;
        if (time == null || type == Timestamp.class) {
            return time;
        }
        LocalDateTime dateTime = time.toLocalDateTime();
        return type == LocalDateTime.class
                ? dateTime
                : type == LocalDate.class ? dateTime.toLocalDate() : dateTime.toLocalTime();
    }

    @Override
    public <T> @Nullable T getObject(String label, @Nullable Class<T> type) throws SQLException {
        return getObject(findColumn(label), type);
    }

    // What neither keys nor metadata are -----------------------------------------------------------------------------

    private SQLException never(int column, String type) throws SQLException {
        checkOpen();
        checkColumn(column);
        return Refusal.unsupported("Generated keys and metadata hold no " + type + "; use getObject or getString.");
    }

    @Deprecated
    @Override
    public BigDecimal getBigDecimal(int column, int scale) throws SQLException {
        throw never(column, "scaled decimal");
    }

    @Override
    public Array getArray(int column) throws SQLException {
        throw never(column, "array");
    }

    @Override
    public Blob getBlob(int column) throws SQLException {
        throw never(column, "Blob");
    }

    @Override
    public Clob getClob(int column) throws SQLException {
        throw never(column, "Clob");
    }

    @Override
    public NClob getNClob(int column) throws SQLException {
        throw never(column, "NClob");
    }

    @Override
    public Object getObject(int column, Map<String, Class<?>> types) throws SQLException {
        throw never(column, "type of the user's");
    }

    @Override
    public Ref getRef(int column) throws SQLException {
        throw never(column, "reference");
    }

    @Override
    public RowId getRowId(int column) throws SQLException {
        throw never(column, "RowId");
    }

    @Override
    public SQLXML getSQLXML(int column) throws SQLException {
        throw never(column, "XML");
    }

    @Override
    public URL getURL(int column) throws SQLException {
        throw never(column, "URL");
    }

    @Deprecated
    @Override
    public InputStream getUnicodeStream(int column) throws SQLException {
        throw never(column, "Unicode stream");
    }

    // About it -------------------------------------------------------------------------------------------------------

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        checkOpen();
        return new ConstantColumns(this, constants.labels());
    }

    @Override
    @Nullable
    Statement statement() {
        return statement;
    }
}
