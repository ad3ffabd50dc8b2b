package dev.sqlane.sqlite.internal.value;

import dev.sqlane.MisuseException;
import dev.sqlane.Row;
import dev.sqlane.RowMapper;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Maps rows to records: each component takes the column of the same name, ignoring case and underscores. Columns that
 * no component takes are fine.
 *
 * <p>One instance serves one query call; it is not safe for use by several threads. What there is to know of the class is
 * kept in its {@link RecordShape}; which column belongs to which component is found at the first row of each cursor.
 */
public final class RecordMapper<T extends Record> implements RowMapper<T> {
    private final RecordShape<T> shape;

    /** The column of each component in {@link #resolvedRow}'s cursor. */
    private final int[] columns;

    /** The row object that stands for the cursor whose columns were resolved last. */
    private @Nullable Row resolvedRow;

    private RecordMapper(RecordShape<T> shape) {
        this.shape = shape;
        this.columns = new int[shape.componentCount()];
    }

    /**
     * Returns a new mapper. Cheap, since what is known of the class is cached with it.
     *
     * @throws MisuseException if the class can't be mapped: a component's type can't be read from a column, or the
     *     module system hides the constructor
     */
    public static <T extends Record> RecordMapper<T> of(Class<T> recordType) throws MisuseException {
        return new RecordMapper<>(RecordShape.of(recordType));
    }

    @Override
    public T map(Row row) throws SQLException {
        if (row != resolvedRow) {
            resolve(row);
            resolvedRow = row;
        }
        @Nullable Object[] arguments = new @Nullable Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Object argument = row.get(columns[i], shape.componentType(i));
            if (argument == null && shape.componentType(i).isPrimitive()) {
                throw new MisuseException(
                        "column " + row.columnName(columns[i]) + " (" + columns[i] + ") is NULL, but component "
                                + shape.componentName(i) + " of " + shape.typeName() + " is a primitive "
                                + shape.componentType(i)
                                + ": declare the component with the type's box, or use coalesce in"
                                + " the statement",
                        null);
            }
            arguments[i] = argument;
        }
        return shape.newRecord(arguments);
    }

    private void resolve(Row row) throws SQLException {
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < columns.length; i++) {
            byName.put(RecordShape.comparable(shape.componentName(i)), i);
            columns[i] = 0;
        }
        for (int column = 1; column <= row.columnCount(); column++) {
            Integer component = byName.get(RecordShape.comparable(row.columnName(column)));
            if (component == null) {
                continue;
            }
            if (columns[component] != 0) {
                throw new MisuseException(
                        "the columns " + row.columnName(columns[component]) + " (" + columns[component] + ") and "
                                + row.columnName(column) + " (" + column + ") both match component "
                                + shape.componentName(component) + " of " + shape.typeName()
                                + ": leave one out or give it an alias",
                        null);
            }
            columns[component] = column;
        }
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] == 0) {
                throw new MisuseException(
                        "no column matches component " + shape.componentName(i) + " of " + shape.typeName()
                                + ": add it to the query or give a column this name as its alias; the query has "
                                + names(row),
                        null);
            }
        }
    }

    private static String names(Row row) throws SQLException {
        StringJoiner names = new StringJoiner(", ");
        for (int i = 1; i <= row.columnCount(); i++) {
            names.add(row.columnName(i));
        }
        return names.toString();
    }
}
