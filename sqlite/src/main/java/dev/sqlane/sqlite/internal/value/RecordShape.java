package dev.sqlane.sqlite.internal.value;

import dev.sqlane.MisuseException;
import dev.sqlane.Row;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.UndeclaredThrowableException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a record class: its components and a handle on its canonical constructor. Made once for each class
 * and kept with it by a {@link ClassValue}, which does not keep the class from being unloaded.
 */
final class RecordShape<T extends Record> {
    /** A class that can't be mapped is remembered as such, by the message that says why. */
    private record Result(
            @Nullable RecordShape<?> shape, @Nullable String refusal) {}

    private static final ClassValue<Result> RESULTS = new ClassValue<>() {
        @Override
        protected Result computeValue(Class<?> type) {
            try {
                return new Result(new RecordShape<>(type.asSubclass(Record.class)), null);
            } catch (MisuseException e) {
                return new Result(null, e.getMessage());
            }
        }
    };

    private final Class<T> type;
    private final String[] names;
    private final Class<?>[] types;
    private final Map<String, Integer> byComparableName = new HashMap<>();

    /**
     * The columns of the cursor before, by whichever mapper, since most record classes serve one query. Written without a
     * lock: it is immutable, and losing one costs only its being found again.
     */
    private volatile @Nullable Columns lastColumns;

    /** Takes all arguments as one array. */
    private final MethodHandle constructor;

    private RecordShape(Class<T> type) throws MisuseException {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new MisuseException(
                    type.getTypeName() + " is not a record class: give a record class, or map the row with a lambda",
                    null);
        }
        this.type = type;
        this.names = new String[components.length];
        this.types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            names[i] = components[i].getName();
            types[i] = components[i].getType();
            if (ValueForm.of(types[i]) == null) {
                throw new MisuseException(
                        "component " + names[i] + " of " + typeName() + " has the type " + types[i].getTypeName()
                                + ", which can't be read from a column: map the row with a lambda, or use one of "
                                + ValueForm.ACCEPTED_TYPES,
                        null);
            }
            Integer twin = byComparableName.put(comparable(names[i]), i);
            if (twin != null) {
                throw new MisuseException(
                        "the components " + names[twin] + " and " + names[i] + " of " + typeName()
                                + " differ only in case and underscores, so that every column of one matches the other: "
                                + "rename one, or map the row with a lambda",
                        null);
            }
        }
        this.constructor = accessible(type)
                .asSpreader(Object[].class, types.length)
                .asType(MethodType.methodType(Record.class, Object[].class));
    }

    /** @throws MisuseException if the class can't be mapped */
    @SuppressWarnings("unchecked") // RESULTS pairs each class with the shape of that class.
    static <T extends Record> RecordShape<T> of(Class<T> type) throws MisuseException {
        Result result = RESULTS.get(type);
        if (result.shape() == null) {
            throw new MisuseException(String.valueOf(result.refusal()), null);
        }
        return (RecordShape<T>) result.shape();
    }

    /**
     * Returns the handle by way of {@code setAccessible}, because that also opens the nested and local records, private to
     * their class, that programs like to declare beside their queries.
     */
    private MethodHandle accessible(Class<T> type) throws MisuseException {
        try {
            Constructor<T> canonical = type.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return MethodHandles.lookup().unreflectConstructor(canonical);
        } catch (InaccessibleObjectException e) {
            Module ours = RecordShape.class.getModule();
            throw new MisuseException(
                    "the constructor of " + typeName() + " is hidden by its module: add \"opens "
                            + type.getPackageName()
                            + (ours.isNamed() ? " to " + ours.getName() : "") + ";\" to the module-info of "
                            + type.getModule().getName() + ", or map the row with a lambda",
                    null);
        } catch (ReflectiveOperationException e) {
            throw new MisuseException(
                    "the canonical constructor of " + typeName() + " can't be used: map the row with a lambda", e);
        }
    }

    /**
     * Which column each component takes.
     *
     * @param names of all columns of the cursor
     * @param positions of each component's column
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
    private record Columns(String[] names, int[] positions) {}

    /** Returns the position of each component's column in the cursor of this row; the array is not to be changed. */
    int[] columnsOf(Row row) throws SQLException {
        String[] columnNames = new String[row.columnCount()];
        for (int i = 0; i < columnNames.length; i++) {
            columnNames[i] = row.columnName(i + 1);
        }
        Columns columns = lastColumns;
        if (columns == null || !Arrays.equals(columns.names(), columnNames)) {
            columns = new Columns(columnNames, positions(columnNames));
            lastColumns = columns;
        }
        return columns.positions();
    }

    private int[] positions(String[] columnNames) throws MisuseException {
        int[] positions = new int[names.length];
        for (int column = 1; column <= columnNames.length; column++) {
            String name = columnNames[column - 1];
            Integer component = byComparableName.get(comparable(name));
            if (component == null) {
                continue;
            }
            int other = positions[component];
            if (other != 0) {
                throw new MisuseException(
                        "the columns " + columnNames[other - 1] + " (" + other + ") and " + name + " (" + column
                                + ") both match component " + names[component] + " of " + typeName()
                                + ": leave one out or give it an alias",
                        null);
            }
            positions[component] = column;
        }
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] == 0) {
                throw new MisuseException(
                        "no column matches component " + names[i] + " of " + typeName()
                                + ": add it to the query or give a column this name as its alias; the query has "
                                + String.join(", ", columnNames),
                        null);
            }
        }
        return positions;
    }

    /** Returns the form in which a component's and a column's name are compared. */
    private static String comparable(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    String componentName(int component) {
        return names[component];
    }

    Class<?> componentType(int component) {
        return types[component];
    }

    String typeName() {
        return "record " + type.getTypeName();
    }

    /** Makes a record. What its constructor throws reaches the caller as it is. */
    T newRecord(@Nullable Object[] arguments) {
        try {
            return type.cast((Record) constructor.invokeExact(arguments));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            // The canonical constructor of a record can't declare checked exceptions.
            throw new UndeclaredThrowableException(e);
        }
    }
}
