package dev.sqlane.sqlite.internal.value;

import dev.sqlane.MisuseException;
import dev.sqlane.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a result set. One instance serves all rows of one cursor and goes with it; {@link RecordMapper}
 * recognises the cursor by it. Not safe for use by several threads.
 *
 * <p>Every getter first asks for the storage class, by {@code getObject}, at the cost of one more native call (some 50
 * ns): the driver's typed getters turn NULL and the text {@code abc} into 0 and cut 64 bits down to 32 without a word.
 */
public final class ResultSetRow implements Row {
    /** Gives the columns' names, in their order. */
    @FunctionalInterface
    public interface ColumnNames {
        String[] get() throws SQLException;
    }

    private final ResultSet resultSet;
    private final int columnCount;
    private final ColumnNames names;
    private final BooleanSupplier ended;

    /** Columns by the names that were asked for, exactly as they were asked for; made when it is first needed. */
    private @Nullable Map<String, Integer> columnsByName;

    /**
     * Takes a result set that is open. It is neither moved nor closed here.
     *
     * @param names asked when a column is first wanted by its name, or an error names it
     * @param ended asked before each access: whether the rows have come to their end, after which the result set may show another
     *     execution's
     */
    public ResultSetRow(ResultSet resultSet, int columnCount, ColumnNames names, BooleanSupplier ended) {
        this.resultSet = resultSet;
        this.columnCount = columnCount;
        this.names = names;
        this.ended = ended;
    }

    @Override
    public int columnCount() throws SQLException {
        checkNotEnded();
        return columnCount;
    }

    @Override
    public String columnName(int column) throws SQLException {
        int known = checked(column);
        return names.get()[known - 1];
    }

    @Override
    public boolean isNull(int column) throws SQLException {
        return stored(column) == null;
    }

    @Override
    public boolean isNull(String column) throws SQLException {
        return isNull(index(column));
    }

    @Override
    public int getInt(int column) throws SQLException {
        // The driver gives an Integer for every integer that fits one.
        return stored(column) instanceof Integer number ? number : required(column, int.class);
    }

    @Override
    public int getInt(String column) throws SQLException {
        return getInt(index(column));
    }

    @Override
    public long getLong(int column) throws SQLException {
        Object stored = stored(column);
        return stored instanceof Integer || stored instanceof Long
                ? ((Number) stored).longValue()
                : required(column, long.class);
    }

    @Override
    public long getLong(String column) throws SQLException {
        return getLong(index(column));
    }

    @Override
    public double getDouble(int column) throws SQLException {
        return stored(column) instanceof Double number ? number : required(column, double.class);
    }

    @Override
    public double getDouble(String column) throws SQLException {
        return getDouble(index(column));
    }

    @Override
    public boolean getBoolean(int column) throws SQLException {
        return required(column, boolean.class);
    }

    @Override
    public boolean getBoolean(String column) throws SQLException {
        return getBoolean(index(column));
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        return get(column, String.class);
    }

    @Override
    public @Nullable String getString(String column) throws SQLException {
        return getString(index(column));
    }

    @Override
    public byte @Nullable [] getBytes(int column) throws SQLException {
        return get(column, byte[].class);
    }

    @Override
    public byte @Nullable [] getBytes(String column) throws SQLException {
        return getBytes(index(column));
    }

    @Override
    public <T> @Nullable T get(int column, Class<T> type) throws SQLException {
        ValueForm<T> form = ValueForm.of(type);
        if (form == null) {
            throw new MisuseException(
                    "a column can't be read as " + type.getTypeName() + ": use one of " + ValueForm.ACCEPTED_TYPES,
                    null);
        }
        Object stored = stored(column);
        if (stored == null) {
            return null;
        }
        T value = form.read(stored);
        if (value == null) {
            throw unreadable(column, stored, type, form);
        }
        return value;
    }

    @Override
    public <T> @Nullable T get(String column, Class<T> type) throws SQLException {
        return get(index(column), type);
    }

    private @Nullable Object stored(int column) throws SQLException {
        return resultSet.getObject(checked(column));
    }

    private <T> T required(int column, Class<T> primitive) throws SQLException {
        T value = get(column, primitive);
        if (value == null) {
            throw new MisuseException(
                    described(column) + " is NULL, for which there is no " + primitive
                            + ": ask isNull first, or use get with the type's box, which returns null, or coalesce in the"
                            + " statement",
                    null);
        }
        return value;
    }

    private MisuseException unreadable(int column, Object stored, Class<?> type, ValueForm<?> form)
            throws SQLException {
        String storage = "BLOB";
        String getter = "getBytes";
        if (stored instanceof Integer || stored instanceof Long) {
            storage = "INTEGER";
            getter = "getLong";
        } else if (stored instanceof Double) {
            storage = "REAL";
            getter = "getDouble";
        } else if (stored instanceof String) {
            storage = "TEXT";
            getter = "getString";
        }
        return new MisuseException(
                described(column) + " holds a value of storage class " + storage + " that can't be read as "
                        + type.getTypeName() + ", which takes " + form.expected() + ": read it with " + getter
                        + " or convert it in the statement",
                null);
    }

    private String described(int column) throws SQLException {
        return "column " + columnName(column) + " (" + column + ")";
    }

    private void checkNotEnded() throws MisuseException {
        if (ended.getAsBoolean()) {
            throw new MisuseException(
                    "a row was read after its query had ended, when its place may hold the data of another query: take the values"
                            + " out inside the row mapper, and return them instead of the row",
                    null);
        }
    }

    private int checked(int column) throws SQLException {
        checkNotEnded();
        if (column < 1 || column > columnCount) {
            throw new MisuseException("there is no column " + column + ": " + columns() + ", counted from 1", null);
        }
        return column;
    }

    private int index(String column) throws SQLException {
        if (columnsByName == null) {
            columnsByName = new HashMap<>();
        }
        Integer known = columnsByName.get(column);
        if (known == null) {
            known = resolve(column);
            columnsByName.put(column, known);
        }
        return known;
    }

    private int resolve(String column) throws SQLException {
        checkNotEnded();
        int found = 0;
        String[] all = names.get();
        for (int i = 1; i <= all.length; i++) {
            if (all[i - 1].equalsIgnoreCase(column)) {
                if (found != 0) {
                    throw new MisuseException(
                            "the columns " + found + " and " + i + " are both named " + column
                                    + ": give one an alias or ask by position",
                            null);
                }
                found = i;
            }
        }
        if (found == 0) {
            throw new MisuseException("there is no column " + column + ": " + columns(), null);
        }
        return found;
    }

    /** Returns the columns that there are, for messages. */
    private String columns() throws SQLException {
        return "the query has " + ParameterBinder.counted(columnCount, "column") + ", "
                + String.join(", ", names.get());
    }
}
