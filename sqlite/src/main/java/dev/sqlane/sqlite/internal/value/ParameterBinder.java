package dev.sqlane.sqlite.internal.value;

import dev.sqlane.MisuseException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Binds the parameters of a statement.
 *
 * <table>
 * <caption>What is stored for a value</caption>
 * <tr><td>Byte, Short, Integer, Long, BigInteger within 64 bits<td>INTEGER
 * <tr><td>Boolean<td>INTEGER, 0 or 1
 * <tr><td>Float, Double<td>REAL; not-a-number is refused, since SQLite would store NULL for it
 * <tr><td>BigDecimal<td>TEXT as {@code toString()} gives it, the only form that keeps digits and scale. It needs a column
 *     of type TEXT: a column of type DECIMAL or NUMERIC makes SQLite turn it into a 64-bit REAL
 * <tr><td>String, Character<td>TEXT; half of a surrogate pair is refused, since a question mark would be stored for it
 * <tr><td>byte[]<td>BLOB
 * <tr><td>java.time<td>TEXT in ISO-8601, see {@link IsoText}
 * <tr><td>UUID<td>TEXT, 36 characters in lower case
 * <tr><td>enum<td>TEXT, the constant's name
 * </table>
 *
 * <p>A duration is refused, although it has an ISO form: most schemas keep a number, and which unit it counts only the
 * caller knows.
 *
 * <p>Where a parameter is refused, earlier ones may be bound already. That does no harm, because a statement runs only
 * after all of its parameters were bound anew.
 */
public final class ParameterBinder {
    private ParameterBinder() {}

    /**
     * Binds all parameters.
     *
     * @param parameters {@code null} stands for one NULL, as {@code query(sql, mapper, null)} passes it
     * @throws MisuseException if there are too few or too many, or one can't be bound
     */
    public static void bind(PreparedStatement statement, @Nullable Object @Nullable [] parameters) throws SQLException {
        if (parameters == null) {
            checkCount(statement, 1);
            statement.setNull(1, Types.NULL);
            return;
        }
        checkCount(statement, parameters.length);
        for (int i = 0; i < parameters.length; i++) {
            bind(statement, i + 1, parameters[i]);
        }
    }

    /** As {@link #bind(PreparedStatement, Object[])}, for one list of a batch. */
    public static void bind(PreparedStatement statement, List<? extends @Nullable Object> parameters)
            throws SQLException {
        checkCount(statement, parameters.size());
        int position = 1;
        for (Object parameter : parameters) {
            bind(statement, position++, parameter);
        }
    }

    private static void checkCount(PreparedStatement statement, int given) throws SQLException {
        // The driver counts once, when it prepares, and hands out the statement itself as the metadata.
        int wanted = statement.getParameterMetaData().getParameterCount();
        if (wanted != given) {
            throw new MisuseException(
                    "the statement has " + counted(wanted, "parameter") + ", " + given
                            + (given == 1 ? " was" : " were")
                            + " given: give one value for each ?, in order; a list is not spread over several",
                    null);
        }
    }

    static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /**
     * The types in the order of how often they come. Boxed numbers that the driver takes as they are go through
     * {@code setObject}: its {@code setLong} and the like would box them a second time.
     */
    private static void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        if (value instanceof String text) {
            StoredText.check(position, text);
            statement.setString(position, text);
        } else if (value instanceof Long || value instanceof Integer) {
            statement.setObject(position, value);
        } else if (value == null) {
            statement.setNull(position, Types.NULL);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(position, bytes);
        } else if (value instanceof Double number) {
            refuseNaN(number.isNaN(), position, "Double");
            statement.setObject(position, number);
        } else if (value instanceof Boolean flag) {
            statement.setInt(position, flag ? 1 : 0);
        } else if (value instanceof Short || value instanceof Byte) {
            statement.setInt(position, ((Number) value).intValue());
        } else if (value instanceof Float number) {
            refuseNaN(number.isNaN(), position, "Float");
            statement.setDouble(position, number);
        } else if (value instanceof BigInteger number) {
            statement.setLong(position, longOf(number, position));
        } else {
            statement.setString(position, textOf(value, position));
        }
    }

    private static String textOf(Object value, int position) throws MisuseException {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof UUID || value instanceof BigDecimal) {
            return value.toString();
        }
        if (value instanceof Character character) {
            if (Character.isSurrogate(character)) {
                throw refused(
                        position,
                        "is half of a surrogate pair, which has no form in UTF-8",
                        "bind the whole character as a String");
            }
            return character.toString();
        }
        if (value instanceof Temporal temporal) {
            try {
                String text = IsoText.of(temporal);
                if (text != null) {
                    return text;
                }
            } catch (DateTimeException e) {
                throw refused(
                        position,
                        "has the type " + temporal.getClass().getSimpleName()
                                + " and lies outside the years 0000 to 9999: as text it would not sort by time, and"
                                + " SQLite's date functions can't read it",
                        "bind a time within these years (9999-12-31 for \"never\") or a number");
            }
        }
        throw refused(
                position,
                "has the type " + value.getClass().getTypeName() + ", which can't be stored as it is",
                Remedy.of(value) + "; accepted are null, " + ValueForm.ACCEPTED_TYPES);
    }

    private static long longOf(BigInteger value, int position) throws MisuseException {
        if (value.bitLength() > 63) {
            throw refused(
                    position,
                    "is a BigInteger beyond SQLite's integers, which end at -2^63 and 2^63 - 1",
                    "bind its toString() as text or its toByteArray() as a blob");
        }
        return value.longValue();
    }

    private static void refuseNaN(boolean notANumber, int position, String type) throws MisuseException {
        if (notANumber) {
            throw refused(
                    position,
                    "is a " + type + " that is not a number (NaN), for which SQLite would silently store NULL",
                    "bind null if NULL is meant");
        }
    }

    private static MisuseException refused(int position, String what, String remedy) {
        return new MisuseException("parameter " + position + " " + what + ": " + remedy, null);
    }
}
