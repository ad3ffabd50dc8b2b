package dev.sqlane.sqlite.internal.value;

import dev.sqlane.MisuseException;
import dev.sqlane.Row;
import dev.sqlane.RowMapper;
import java.sql.SQLException;
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

    /** The row object that stands for the cursor of {@link #columns}. */
    private @Nullable Row resolvedRow;

    /** The column of each component. */
    private int[] columns = {};

    private RecordMapper(RecordShape<T> shape) {
        this.shape = shape;
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
            columns = shape.columnsOf(row);
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
}
